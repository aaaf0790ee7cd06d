"""Tests: as a newcomer's machine, with quick passwords and nothing kept between runs."""

import tempfile
from pathlib import Path

from cms.settings import env
from cms.settings.dev import *  # noqa: F403

DEBUG = False
VAR_DIR = Path(tempfile.mkdtemp(prefix="6degree-test-"))
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
STORE_DIR = VAR_DIR / "pages"
EDITION_KEY_DIR = NEVER_LIST_KEY_DIR = VAR_DIR / "keys"
DATABASES = {"default": database(env.text("TEST_DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 0
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
TASKS["worker"] = {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}  # noqa: F405
