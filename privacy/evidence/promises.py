"""The checkers of what a person asked of us and agreed to. Importing this makes them part of every look."""

from privacy.evidence import consent, never_checkers
from privacy.evidence.checkers import register

CHECKERS = (*never_checkers.CHECKERS, consent.CHECKER)

register(*CHECKERS)
