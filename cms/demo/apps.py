"""Fictional content for a newcomer's install; one of the two places that know every room."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cms.demo"
    label = "demo"
