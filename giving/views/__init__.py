"""Pages of giving, and what machines ask."""
