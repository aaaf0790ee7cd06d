"""What holds everywhere, secure by default: no DEBUG, no default secret, strict headers, nothing from another host."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dj_database_url
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from cms.core.inline import script_hashes, style_hashes
from cms.settings import env

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
STORE_DIR = VAR_DIR / "pages"  # finished pages

# What this process is for (docs/roles.md). It decides which middleware runs and which addresses exist.
SITE_ROLE = env.choice("SITE_ROLE", ("all", "editorial", "public"), "all")
if SITE_ROLE == "public" and env.text("NEVER_LIST_KEYS", ""):
    raise ImproperlyConfigured(
        "A public process reads no never-publish list and must not hold NEVER_LIST_KEYS. Remove it."
    )
if SITE_ROLE == "public" and env.text("EDITION_SIGNING_KEY", ""):
    raise ImproperlyConfigured(
        "A public process signs nothing and must not hold EDITION_SIGNING_KEY. Remove it; it reads EDITION_PUBLIC_KEYS."
    )

DEBUG = False
ALLOWED_HOSTS: list[str] = []
SITE_URL = "http://127.0.0.1:8000"
SITE_NOTICE: "StrOrPromise" = ""

INSTALLED_APPS = [
    "home.apps.HomeConfig",
    "stories.apps.StoriesConfig",
    "giving.apps.GivingConfig",
    "privacy.apps.PrivacyConfig",
    "cms.demo.apps.DemoConfig",
    "cms.core.apps.CoreConfig",
    "wagtail.contrib.simple_translation",
    "wagtailgeowidget",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",  # the admin needs its addresses; nobody is offered one, and none is served
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.embeds",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]


def middleware(role: str) -> list[str]:
    """What a request passes in a process of this role. A public one knows no session, user or message.

    Where staff are known too, the fence keeps every other address from learning who asks.
    """
    staff = role != "public"
    return [
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "cms.core.headers.HeadersMiddleware",
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
        *["cms.core.headers.AdminPolicyMiddleware"] * staff,
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "cms.core.locales.PathLocaleMiddleware",
        "privacy.fence.FenceMiddleware",  # everything below it runs inside
        *["django.contrib.sessions.middleware.SessionMiddleware"] * staff,
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        *["django.contrib.auth.middleware.AuthenticationMiddleware"] * staff,
        *["django.contrib.messages.middleware.MessageMiddleware"] * staff,
        *["cms.core.refusals.RefusalsMiddleware"] * staff,
        *["privacy.staff.StaffMiddleware"] * staff,
    ]


def context_processors(role: str) -> list[str]:
    """What every template may say. `user`, `perms` and `messages` exist on staff pages alone."""
    staff = role != "public"
    return [
        "django.template.context_processors.request",
        *["cms.core.roles.people"] * staff,
        "cms.core.context.site",
        "home.context.navigation",
    ]


MIDDLEWARE = middleware(SITE_ROLE)
FENCE_STRICT = (
    False  # what breaks the fence: an error in development and tests, else a 404 and a critical log line
)

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
ASGI_APPLICATION = "cms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": context_processors(SITE_ROLE)},
    },
]

# Money needs FULL: NORMAL can lose an acknowledged commit on power loss. IMMEDIATE avoids "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # recursive_triggers: without it INSERT OR REPLACE deletes a row without asking the triggers that forbid it.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
    ),
}


def database(url: str) -> dict[str, object]:
    """Django's settings for a database address such as `sqlite:////path` or `postgresql://user@host/name`."""
    config = dict(dj_database_url.parse(url, conn_max_age=60))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = SQLITE_OPTIONS
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASES = {"default": database(env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Languages. Lao and Filipino are not in Django's own table, and Khmer stands there under its English name.
LANG_INFO.update(
    {
        "km": {"bidi": False, "code": "km", "name": "Khmer", "name_local": "ភាសាខ្មែរ"},
        "lo": {"bidi": False, "code": "lo", "name": "Lao", "name_local": "ລາວ"},
        "fil": {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"},
    }
)
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", _("English")),
    ("th", _("Thai")),
    ("km", _("Khmer")),
    ("vi", _("Vietnamese")),
    ("my", _("Burmese")),
    ("lo", _("Lao")),
    ("id", _("Indonesian")),
    ("fil", _("Filipino")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# django-leaflet is here for its files alone; nothing of it runs.
LEAFLET = Path(find_spec("leaflet").submodule_search_locations[0]) / "static" / "leaflet"  # type: ignore[union-attr, index]
STATICFILES_DIRS = [BASE_DIR / "static", ("leaflet", LEAFLET)]
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = ""  # never mapped: pictures are served by hash, and only when a standing edition names them
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# An upload stays in memory (rule 3): nothing is spooled to a temporary file, and what is larger is refused.
FILE_UPLOAD_HANDLERS = ["cms.core.uploads.MemoryUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# Below this a public count of people is hidden (cms/core/cells.py). 11 as in CTDC's published data.
SMALL_CELL = 11

# Headers
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "style-src": [CSP.SELF, *style_hashes()],
    "script-src": [CSP.SELF, *script_hashes()],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
# Wagtail's admin writes inline styles and scripts of its own (no nonce support in 8.0), but loads nothing else.
ADMIN_CSP = {
    "default-src": [CSP.SELF],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF, "data:"],
    "frame-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "object-src": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60

# Wagtail
WAGTAIL_SITE_NAME = "6Degree"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "core.Picture"
# What may be chosen in the dialogue; what is taken is decided by the content (cms/core/pictures.py).
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "heic", "heif", "tif", "tiff"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.core.forms.PictureForm"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "privacy.finish.workflow_finish"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_USAGE_COUNT_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "h3", "bold", "italic", "ul", "ol", "link"]},
    },
}
# Wagtail's own small tasks run where they are asked for; what takes seconds waits for `manage.py db_worker`.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# What a name of the processor's account maps to; giving/gateway.py reads nothing else.
STRIPE_ACCOUNTS: dict[str, dict[str, Any]] = {}

# Editions: the private key is needed only where reviews happen; every process knows the public keys.
EDITION_KEY_DIR: Path | None = None
EDITION_SIGNING_KEY = ""
EDITION_PUBLIC_KEYS: dict[str, str] = {}

# Never-publish lists: Fernet keys, the newest first, only where pages are edited and reviewed.
NEVER_LIST_KEY_DIR: Path | None = None
NEVER_LIST_KEYS: list[str] = []

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "cms.core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Its lines carry draft titles and user names ('Edited: "..."'); what happened is in the database's own log.
        "wagtail": {"level": "WARNING"},
        "wagtail.core": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
    },
}
