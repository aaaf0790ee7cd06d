"""Every address of the project. Fixed ones first, then what lies under a language, the signed pages last."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls

from cms.core import health
from giving.urls import machine as giving_machine
from giving.urls import public as giving_public
from home.search import search
from privacy import urls as privacy_urls

# Addresses without a language lead to the default one: what is stored must not depend on who asks.
SECTIONS = ("", "stories/", "give/", "search/")

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include(giving_machine)),
    *privacy_urls.machine_urlpatterns,
    *[path(section, RedirectView.as_view(url=f"/en/{section}", query_string=True)) for section in SECTIONS],
]

urlpatterns += i18n_patterns(
    path("give/", include(giving_public)),
    path("search/", search, name="search"),
    *privacy_urls.public_urlpatterns,
    prefix_default_language=True,
)
