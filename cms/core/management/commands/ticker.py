"""`manage.py ticker`: keeps the finished pages of this host true to the editions."""

import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from cms.core import store
from cms.core.store.ticker import INTERVAL, run


class Command(BaseCommand):
    help = (
        "Compares the store of finished pages with the editions until it is stopped. Run one on every host."
    )
    requires_system_checks: list[str] = []  # the site runs them itself, in its own process

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=INTERVAL, help="seconds between comparisons")

    def handle(self, *args: Any, interval: float, **options: Any) -> None:
        stop = threading.Event()

        def stop_requested(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, stop_requested)
        run(store.pages(), stop, interval=interval)
