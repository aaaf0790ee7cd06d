"""Tables of the gate: editions, who contributed, the review task; and the base class of every page."""

from privacy.models.contributor import Contributor
from privacy.models.edition import Edition, EditionFile
from privacy.models.page import ReviewedPage
from privacy.models.review import Approval, ReviewTask, ReviewTaskState

__all__ = [
    "Approval",
    "Contributor",
    "Edition",
    "EditionFile",
    "ReviewTask",
    "ReviewTaskState",
    "ReviewedPage",
]
