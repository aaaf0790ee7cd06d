"""Addresses without a language."""

from django.urls import path

from giving.views import machine

app_name = "giving_machine"

urlpatterns = [
    path("funds/<slug:code>.json", machine.fund_json, name="fund_json"),
    path("webhooks/stripe/<slug:account>/", machine.webhook, name="webhook"),
]
