"""A newcomer's machine: DEBUG, a made-up secret, our own sandbox as the processor, fictional content."""

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from cms.settings import env
from cms.settings.base import *  # noqa: F403

VAR_DIR.mkdir(parents=True, exist_ok=True)  # noqa: F405

DEBUG = True
SECRET_KEY = "development only; production refuses to start without one of its own"  # noqa: S105
HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000)
SANDBOX_PORT = env.integer("SANDBOX_PORT", PORT + 1)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", HOST]
SITE_URL = WAGTAILADMIN_BASE_URL = f"http://{HOST}:{PORT}"
SITE_NOTICE = _("Fictional demonstration. No story here is about a real person.")

SANDBOX_STATE = VAR_DIR / "sandbox.sqlite3"  # noqa: F405
SANDBOX_URL = f"http://127.0.0.1:{SANDBOX_PORT}"  # it binds the loopback interface only
STRIPE_ACCOUNTS["default"] = {  # noqa: F405
    "secret_key": "sk_test_sandbox",
    "webhook_secrets": ["whsec_sandbox"],
    "api_base": SANDBOX_URL,
    "checkout_origin": SANDBOX_URL,
    "livemode": False,
}
SECURE_CSP["form-action"] = [CSP.SELF, SANDBOX_URL]  # noqa: F405

if SITE_ROLE == "public":  # noqa: F405
    EDITION_PUBLIC_KEYS = env.mapping("EDITION_PUBLIC_KEYS")  # as in production: it has no key of its own
else:
    EDITION_KEY_DIR = NEVER_LIST_KEY_DIR = (
        VAR_DIR / "keys"  # noqa: F405  (a key of each kind is made there on first use)
    )
FENCE_STRICT = True

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": VAR_DIR / "mail"},  # noqa: F405  (read what would have been sent there)
    }
}
LOGGING["formatters"]["json"] = {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}  # noqa: F405
LOGGING["loggers"]["privacy.never"] = {"level": "WARNING"}  # noqa: F405  (counts of every comparison)
