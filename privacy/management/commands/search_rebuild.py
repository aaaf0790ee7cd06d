"""Fills the public's full text anew, for when the words of a page type are picked differently."""

from typing import Any

from django.core.management.base import BaseCommand

from privacy import fulltext


class Command(BaseCommand):
    help = "Fills the search anew from every edition that stands or may yet stand."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{fulltext.rebuild()} editions can be searched.")
