"""The gate: freezing, review, editions."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        # checks, duties and triggers register themselves
        from privacy import checks, deploy_checks, duties, fulltext, mail, takedown, triggers  # noqa: F401

        takedown.connect()
        mail.connect()
        fulltext.connect()
