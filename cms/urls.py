"""Every address of the project, by what the process is for (docs/roles.md).

Fixed addresses come first, then what lies under a language, the signed pages last.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from cms.core import health
from cms.core.roles import EDITORIAL, PUBLIC, closed
from giving.urls import machine as giving_machine
from giving.urls import public as giving_public
from home.feed import feed
from home.search import search
from privacy import urls as privacy_urls

# Addresses without a language lead to the default one: what is stored must not depend on who asks.
SECTIONS = ("", "stories/", "give/", "search/")

HEALTH = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
PICTURES = [pattern for pattern in privacy_urls.machine_urlpatterns if pattern.name == "picture"]
MACHINE: list[URLPattern | URLResolver] = [
    path("", include(giving_machine)),
    *[pattern for pattern in privacy_urls.machine_urlpatterns if pattern.name != "picture"],
    path("feed.xml", feed),
    *[path(section, RedirectView.as_view(url=f"/en/{section}", query_string=True)) for section in SECTIONS],
]
PAGES: list[URLPattern | URLResolver] = i18n_patterns(
    path("give/", include(giving_public)),
    path("search/", search, name="search"),
    path("feed.xml", feed, name="feed"),
    *privacy_urls.public_urlpatterns,
    prefix_default_language=True,
)


def _admin() -> list[URLResolver]:
    """Imported only where it is mounted: a public process never loads it."""
    from wagtail.admin import urls

    return [path("admin/", include(urls))]


def patterns(role: str) -> list[URLPattern | URLResolver]:
    """The addresses of a process of this role. An editorial one can write every public address and serves none."""
    if role == EDITORIAL:
        return [*HEALTH, *_admin(), *PICTURES, *closed(MACHINE), *closed(PAGES)]
    staff = [] if role == PUBLIC else _admin()
    return [*HEALTH, *staff, *PICTURES, *MACHINE, *PAGES]


urlpatterns = patterns(settings.SITE_ROLE)
