"""Public addresses of the gate; the catch-all keeps Wagtail's own name, so that its admin links lead here."""

from django.urls import path, re_path

from privacy import views

machine_urlpatterns = [
    path("i/<str:sha256>/<str:spec>.webp", views.picture, name="picture"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]

public_urlpatterns = [
    re_path(r"^((?:[\w\-]+/)*)$", views.page, name="wagtail_serve"),
]
