"""The home page and plain content."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
