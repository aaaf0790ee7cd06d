"""What a reviewer answers before signing, by kind of page. Keys are signed with the edition and keep their meaning."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Question:
    """One item of a checklist: `key` goes into the signed header, `text` is what the reviewer affirms."""

    key: str
    text: "StrOrPromise"
    help: "StrOrPromise" = ""


@dataclass(frozen=True)
class Checklist:
    """The questions of a kind of page, and for how many months a signature stands (None: until withdrawn)."""

    questions: tuple[Question, ...]
    months: int | None = None


PLAIN = Checklist(
    (
        Question("people", _("No living person can be recognised from it.")),
        Question("facts", _("What it says is true and has a source we can name.")),
        Question("links", _("Every link leads where it says.")),
        Question("tone", _("Nobody is blamed, pitied or put on show.")),
    )
)

STORY = Checklist(
    (
        Question(
            "consent",
            _("She or he agreed to this text, these pictures and this map, in a language they read."),
        ),
        Question(
            "safe",
            _("It is safe to tell: out of the programme long enough, no open proceedings, age considered."),
        ),
        Question("pseudonym", _("The pseudonym is not close to the real name and no other story uses it.")),
        Question("never", _("Nothing they asked us never to publish is in it.")),
        Question(
            "others",
            _("No other person, employer, ship, broker, school, shelter or officer can be recognised."),
        ),
        Question("contacts", _("No telephone number, address, document number, handle, link or coordinate.")),
        Question("dates", _("No exact date or age; amounts are rounded.")),
        Question(
            "places",
            _("Every place is a city or province of at least 100,000 people, and the text narrows none."),
        ),
        Question("crowd", _("The combination of facts does not single this person out.")),
        Question("altered", _("Enough facts were altered, and it is still true in essence.")),
        Question(
            "pictures",
            _("No picture shows a face, a body that can be recognised, a mark, a uniform or a house."),
        ),
        Question("files", _("No file carries anything but its pixels.")),
        Question("dignity", _("It keeps their dignity: no graphic detail, no method others could use.")),
        Question("withdrawal", _("I know how it is withdrawn, and it ends by itself.")),
    ),
    months=24,
)
