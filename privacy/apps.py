"""The gate: freezing, review, editions."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        from privacy import checks, mail, takedown, triggers  # noqa: F401  (checks and triggers register themselves)

        takedown.connect()
        mail.connect()
