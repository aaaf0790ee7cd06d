"""Who looks at a frozen copy: rooms register checkers, and one that crashes or hangs is a finding, never a pass."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from privacy.evidence.findings import Finding, Kind, Level, register_kinds
from privacy.frozen import Frozen

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger("privacy.evidence")

register_kinds(
    Kind(
        "promise_unchecked",
        _(
            "The check “%(checker)s” could not be made, and nobody can make it by hand. Tell the administrators."
        ),
        overridable=False,
    ),
    Kind("checker_crashed", _("The check “%(checker)s” could not be made. Look at this yourself.")),
    Kind(
        "checker_timed_out",
        _("The check “%(checker)s” took too long and was given up. Look at this yourself."),
    ),
)


@dataclass(frozen=True)
class Checker:
    """Looks at one thing in a copy.

    `gather` reads what it needs (database and storage; runs in the caller's thread); `look` is a pure function of that
    and runs in a thread of its own, for at most `seconds`. `questions`: the items of a checklist it is evidence for;
    a page type that asks none of them is not looked at. `version` goes up whenever a rule changes. `keep` is given the
    same material after a look that came to its end, in the caller's thread: what the next look need not do again.
    `is_vital`: a reviewer cannot do by hand what it does, so that its failure lets nobody sign.
    """

    name: str
    label: "StrOrPromise"
    questions: tuple[str, ...]
    version: int
    gather: Callable[[Frozen], Any]
    look: Callable[[Any], Iterable[Finding]]
    seconds: float = 20.0
    keep: Callable[[Any], None] | None = None
    is_vital: bool = False


_checkers: dict[str, Checker] = {}


def register(*checkers: Checker) -> None:
    _checkers.update({checker.name: checker for checker in checkers})


def checkers_for(page_type: Any) -> list[Checker]:
    """The checkers that are evidence for a question of this page type's checklist, by name."""
    asked = {question.key for question in page_type.checklist.questions}
    return [checker for _name, checker in sorted(_checkers.items()) if asked & set(checker.questions)]


def checker_run(checker: Checker, frozen: Frozen) -> list[Finding]:
    """What it found. A crash or a time-out is a block, so that it cannot be overlooked."""
    result: list[Finding] = []
    error: list[Exception] = []

    def look(material: Any) -> None:
        try:
            result.extend(checker.look(material))
        except Exception as crash:  # noqa: BLE001  (whatever it raises is a finding)
            error.append(crash)

    try:
        material = checker.gather(frozen)
        thread = threading.Thread(target=look, args=(material,), daemon=True)
        thread.start()
        thread.join(checker.seconds)
        if thread.is_alive():
            logger.error("A checker hangs", extra={"checker": checker.name})
            return [_failed("checker_timed_out", checker)]
        if checker.keep is not None and not error:
            checker.keep(material)
    except Exception as crash:  # noqa: BLE001
        error.append(crash)
    if error:
        # Neither message nor traceback: both may quote the draft.
        logger.error("A checker crashed", extra={"checker": checker.name, "error": type(error[0]).__name__})
        return [_failed("checker_crashed", checker)]
    return result


def _failed(kind: str, checker: Checker) -> Finding:
    kind = "promise_unchecked" if checker.is_vital else kind
    return Finding(kind, Level.BLOCK, details={"checker": str(checker.label)}, excerpt=checker.name)
