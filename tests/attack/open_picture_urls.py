"""The control for pictures: what an ordinary Wagtail site mounts for them besides. Used with GATE_OFF=1 alone."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.images import urls as images_urls
from wagtail.images.api.v2.views import ImagesAPIViewSet

from tests.attack.open_urls import urlpatterns as pages

api = WagtailAPIRouter("wagtailimagesapi")
api.register_endpoint("images", ImagesAPIViewSet)

urlpatterns = [
    path("api/v2/", api.urls),
    path("images/", include(images_urls)),
    *static("/media/", document_root=settings.MEDIA_ROOT),
    *pages,
]
