"""`manage.py load_demo`: fictional people, pages, stories and sandbox gifts for a newcomer's install."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.demo.gifts import gifts_load
from cms.demo.people import people_load
from cms.demo.site import Loader
from privacy.takedown import page_withdraw


class Command(BaseCommand):
    help = "Loads the fictional demonstration once; what is there already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SITE_NOTICE:
            raise CommandError(
                "Fictional content is only for installs that say so on every page: SITE_NOTICE is empty."
            )
        if any(account["livemode"] for account in settings.STRIPE_ACCOUNTS.values()):
            raise CommandError(
                "Fictional content never meets live money: a live processor account is configured."
            )
        people = people_load()
        loader = Loader(people=people, say=self._say)
        made = loader.load()
        gifts_load(
            [(page.translation_key, data["funding"]["gifts"]) for page, data in made if data.get("funding")]
        )
        for page, data in made:
            if data["state"] == "withdrawn":
                page.refresh_from_db()  # signing changed its row
                page_withdraw(page=page, user=people["editor"])
        self._say("Demo content is loaded." if made else "Demo content was loaded before; nothing changed.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
