"""Addresses of the place field, under the admin's own `places/`; mounted by `register_admin_urls`."""

from django.urls import path

from stories import place_views

app_name = "stories_places"

urlpatterns = [
    path("search/", place_views.search, name="search"),
    path("nearest/", place_views.nearest, name="nearest"),
    path("tiles/<int:z>/<int:x>/<int:y>.svg", place_views.tile, name="tile"),
]
