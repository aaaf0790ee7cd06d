"""Takes stories down in processes that are killed half-way: `python -m tests.faults.killed`.

Reads lines "<page id> <step>"; answers each with a JSON line {"step": what was next, "steps": [...], "returned": bool}.
Each take-down runs in a fork, which kills itself with SIGKILL just before the step of that number: before or after any
statement to the database, before any change to the store's folder. No code of the site knows of it.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

TOUCHES = {"os.remove", "os.rename", "os.symlink", "os.mkdir", "open"}


class Counter:
    """Counts the steps of a take-down and ends the process before the one asked for (0: never)."""

    def __init__(self, fatal: int, folder: str, note: int) -> None:
        self.fatal, self.folder, self.note = fatal, folder, note
        self.steps: list[str] = []

    def step(self, name: str) -> None:
        self.steps.append(name)
        if len(self.steps) == self.fatal:
            self.tell(returned=False)
            os.kill(os.getpid(), signal.SIGKILL)

    def tell(self, *, returned: bool) -> None:
        report = {"step": self.steps[-1], "steps": self.steps, "returned": returned}
        os.write(self.note, json.dumps(report).encode())

    def audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in TOUCHES and str(arguments[0]).startswith(self.folder):
            self.step(event)

    def around_sql(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        self.step(f"before {sql[:40]}")
        result = execute(sql, params, many, context)
        self.step(f"after {sql[:40]}")
        return result


def take_down(page_id: int, fatal: int, note: int) -> None:
    from django.db import connection
    from wagtail.models import Page

    from cms.core import store
    from privacy.takedown import page_withdraw

    counter = Counter(fatal, str(store.folder()), note)
    page = Page.objects.get(pk=page_id).specific
    sys.addaudithook(counter.audited)
    with connection.execute_wrapper(counter.around_sql):
        page_withdraw(page=page)
    counter.tell(returned=True)


def main() -> None:
    django.setup()
    for line in sys.stdin:
        page_id, fatal = map(int, line.split())
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            take_down(page_id, fatal, write)
            os._exit(0)
        os.close(write)
        _, status = os.waitpid(child, 0)
        with os.fdopen(read, "rb") as notes:
            report = json.loads(notes.read() or b'{"returned": false}')
        assert report["returned"] == (status == 0), (report, status)
        print(json.dumps(report), flush=True)  # noqa: T201  (the answer to the line read)


if __name__ == "__main__":
    main()
