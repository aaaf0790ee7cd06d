"""The WSGI door: finished pages first, then Django. granian serves it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
django_application = get_wsgi_application()

from cms.core.store.wrapper import finished_pages  # noqa: E402  (it reads the settings)

# An editorial process serves no public page, finished or not.
is_editorial = settings.SITE_ROLE == "editorial"
application = django_application if is_editorial else finished_pages(django_application)
