"""`manage.py nginx_config`: prints how nginx serves finished pages, with the headers of this release."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cms.core.store.nginx import server_block


class Command(BaseCommand):
    help = "Prints a server block for nginx that serves finished pages and hands everything else to the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", default="http://127.0.0.1:8000", help="where granian answers")
        parser.add_argument("--listen", type=int, help="a port without TLS, for example behind another proxy")
        parser.add_argument("--brotli", action="store_true", help="nginx has the module brotli_static")

    def handle(self, *args: Any, site: str, listen: int | None, brotli: bool, **options: Any) -> None:
        self.stdout.write(server_block(site=site, listen=listen, brotli=brotli))
