"""The stories room in Wagtail's admin: the place field's own addresses."""

from typing import Any

from django.urls import include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def place_urls() -> list[Any]:
    return [path("places/", include("stories.place_urls"))]
