"""The gate under attack: every way Wagtail has of making something public, and a crawl for what came through."""
