"""Tables of the gate: editions, who contributed, the review task; and the base class of every page."""

from privacy.models.consent import Consent
from privacy.models.contributor import Contributor, PictureContributor
from privacy.models.edition import Edition, EditionFile
from privacy.models.evidence import Evidence, EvidenceAnswer, EvidenceFinding
from privacy.models.never import NeverEntry, NeverKind
from privacy.models.page import ReviewedPage
from privacy.models.picture_evidence import PictureEvidence
from privacy.models.review import Approval, ReviewTask, ReviewTaskState

__all__ = [
    "Approval",
    "Consent",
    "Contributor",
    "Edition",
    "EditionFile",
    "Evidence",
    "EvidenceAnswer",
    "EvidenceFinding",
    "NeverEntry",
    "NeverKind",
    "PictureContributor",
    "PictureEvidence",
    "ReviewTask",
    "ReviewTaskState",
    "ReviewedPage",
]
