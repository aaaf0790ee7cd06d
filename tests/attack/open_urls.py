"""The control: what an ordinary Wagtail site mounts, in front of the same pages. Used with GATE_OFF=1 alone."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import LocalePrefixPattern
from wagtail import urls as wagtail_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as documents_urls
from wagtail.models import Page

from cms.urls import urlpatterns as ours
from giving.urls import public as giving_public

api = WagtailAPIRouter("wagtailapi")
api.register_endpoint("pages", PagesAPIViewSet)


def search(request: HttpRequest) -> HttpResponse:
    """As in Wagtail's project template: a search over live pages."""
    words = request.GET.get("q", "")
    found = [page for page in Page.objects.live() if words in page.title] if words else []
    return HttpResponse("".join(f'<p><a href="{page.url}">{page.title}</a></p>' for page in found))


def _is_replaced(one: URLPattern | URLResolver) -> bool:
    return isinstance(one.pattern, LocalePrefixPattern) or getattr(one, "name", "") == "sitemap"


urlpatterns = [
    path("sitemap.xml", sitemap),
    path("search/", search),
    path("api/v2/", api.urls),
    path("documents/", include(documents_urls)),
    *[one for one in ours if not _is_replaced(one)],
    *i18n_patterns(
        path("give/", include(giving_public)), path("search/", search), path("", include(wagtail_urls))
    ),
    path("", include(wagtail_urls)),
]
