"""The gate: freezing, review, editions."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        # checks, duties and triggers register themselves
        from privacy import (  # noqa: F401
            checks,
            deploy_checks,
            duties,
            fulltext,
            mail,
            picture_hands,
            record_triggers,
            takedown,
            triggers,
        )
        from privacy.evidence import registry  # noqa: F401

        takedown.connect()
        mail.connect()
        fulltext.connect()
        picture_hands.connect()
