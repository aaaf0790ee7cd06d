"""The store of finished pages: rendered once, served by a wrapper outside Django or by nginx.

Why it never shows what was taken down, and what it does not promise: docs/finished-pages.md.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from cms.core.store.epochs import LATE, Store

# A view sets it on a page that depends on its address alone. Nothing else is ever kept; readers never see it.
MARKER = "X-Finished"


def folder() -> Path:
    """Where finished pages lie: `STORE_DIR`, or `pages` beside the other things a site keeps."""
    return Path(getattr(settings, "STORE_DIR", settings.VAR_DIR / "pages"))


def pages() -> Store:
    """The store of this host."""
    return _store(folder())


@lru_cache(maxsize=4)
def _store(path: Path) -> Store:
    return Store(path)


def late() -> str | None:
    """For `/readyz`: what is wrong while pages are kept but nobody compares them with the editions."""
    age = pages().heartbeat_age()
    if age is None or age <= LATE:
        return None
    return f"The ticker is {age:.0f} s late. Start `manage.py ticker` again."
