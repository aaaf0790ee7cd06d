"""Public addresses of the gate; the catch-all keeps Wagtail's own name, so that its admin links lead here."""

from django.urls import path, re_path

from privacy import views

machine_urlpatterns = [
    re_path(r"^i/(?P<sha256>[0-9a-f]{64})/(?P<spec>[a-z0-9-]{1,20})\.webp$", views.picture, name="picture"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]

public_urlpatterns = [
    re_path(r"^((?:[\w\-]+/)*)$", views.page, name="wagtail_serve"),
]
