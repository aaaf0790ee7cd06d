"""Production: everything that must be known comes from the environment, and a development value refuses to start."""

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from cms.settings import env
from cms.settings.base import *  # noqa: F403

if env.boolean("DEBUG", False):
    raise ImproperlyConfigured("DEBUG is not for production. Remove it from the environment.")

SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY must have at least 50 characters; `openssl rand -base64 48` makes one."
    )

SITE_URL = env.text("SITE_URL").rstrip("/")
WAGTAILADMIN_BASE_URL = env.text("ADMIN_URL", SITE_URL).rstrip(
    "/"
)  # another origin if staff have a host of their own
if not (SITE_URL.startswith("https://") and WAGTAILADMIN_BASE_URL.startswith("https://")):
    raise ImproperlyConfigured("SITE_URL and ADMIN_URL must begin with https://.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [SITE_URL, WAGTAILADMIN_BASE_URL]

DATABASES = {"default": database(env.text("DATABASE_URL"))}  # noqa: F405
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database in production.")

STRIPE_ACCOUNTS["default"] = {  # noqa: F405
    "secret_key": env.text("STRIPE_SECRET_KEY"),
    "webhook_secrets": env.words("STRIPE_WEBHOOK_SECRETS"),
    "api_base": None,
    "checkout_origin": "https://checkout.stripe.com",
    "livemode": True,
}
if not str(STRIPE_ACCOUNTS["default"]["secret_key"]).startswith(("sk_live_", "rk_live_")):  # noqa: F405
    raise ImproperlyConfigured("STRIPE_SECRET_KEY is not a live key: sandbox and live money never mix.")
SECURE_CSP["form-action"] = [CSP.SELF, "https://checkout.stripe.com"]  # noqa: F405

# No default: a process that forgot its role would offer the admin to the whole world.
SITE_ROLE = env.choice("SITE_ROLE", ("all", "editorial", "public"))
EDITION_SIGNING_KEY = env.text("EDITION_SIGNING_KEY", "")  # only where reviews happen
EDITION_PUBLIC_KEYS = env.mapping("EDITION_PUBLIC_KEYS")
if SITE_ROLE != "public":
    NEVER_LIST_KEYS = env.words("NEVER_LIST_KEYS")
    if not NEVER_LIST_KEYS:
        raise ImproperlyConfigured(
            "NEVER_LIST_KEYS is empty. Where pages are edited it names at least one key; docs/settings.md makes one."
        )

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("EMAIL_HOST"),
            "port": env.integer("EMAIL_PORT", 587),
            "username": env.text("EMAIL_USER", ""),
            "password": env.text("EMAIL_PASSWORD", ""),
            "use_tls": env.boolean("EMAIL_TLS", True),
            "timeout": 20,
        },
    }
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL")
