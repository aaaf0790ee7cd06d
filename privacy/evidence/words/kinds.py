"""What is found in words: its kind, its sentence, how much it weighs, and which question it answers."""

from django.utils.translation import gettext_lazy as _

from privacy.evidence.findings import Kind, Level, register_kinds

BY_QUESTION: dict[str, tuple[tuple[Kind, Level], ...]] = {
    "contacts": (
        (Kind("phone", _("“%(excerpt)s” looks like a telephone number.")), Level.BLOCK),
        (Kind("email", _("“%(excerpt)s” looks like an e-mail address.")), Level.BLOCK),
        (Kind("handle", _("“%(excerpt)s” looks like a name on a messenger or social network.")), Level.BLOCK),
        (Kind("url", _("“%(excerpt)s” looks like a web address.")), Level.BLOCK),
        (
            Kind("document_number", _("“%(excerpt)s” looks like the number of a paper, plate or account.")),
            Level.BLOCK,
        ),
        (Kind("address", _("“%(excerpt)s” looks like part of an address.")), Level.BLOCK),
        (Kind("coordinates", _("“%(excerpt)s” looks like a point on a map.")), Level.BLOCK),
    ),
    "dates": (
        (Kind("exact_date", _("“%(excerpt)s” looks like an exact date.")), Level.BLOCK),
        (Kind("month_and_year", _("“%(excerpt)s” dates something closely. Is it needed?")), Level.FLAG),
        (Kind("exact_time", _("“%(excerpt)s” looks like an exact time of day.")), Level.FLAG),
        (Kind("exact_age", _("“%(excerpt)s” looks like an exact age.")), Level.FLAG),
        (Kind("exact_amount", _("“%(excerpt)s” looks like an exact amount. Round it.")), Level.FLAG),
    ),
    "others": (
        (Kind("name", _("“%(excerpt)s” may be somebody's name.")), Level.FLAG),
        (Kind("employer", _("“%(excerpt)s” may be an employer, shop or agency with a name.")), Level.FLAG),
        (Kind("ship", _("“%(excerpt)s” may be the name of a ship.")), Level.FLAG),
        (
            Kind("shelter", _("“%(excerpt)s” may be a shelter, school, temple, hospital or office.")),
            Level.FLAG,
        ),
        (Kind("unique_role", _("“%(excerpt)s”: how many people can this be said of?")), Level.FLAG),
        (Kind("news_event", _("“%(excerpt)s”: can this be found in the news?")), Level.FLAG),
    ),
    "places": (
        (
            Kind("narrow_place", _("“%(excerpt)s” may be narrower than a place of 100,000 people.")),
            Level.FLAG,
        ),
    ),
}
UNREADABLE = Kind("text_unreadable", _("It cannot be read as text: %(excerpt)s."), overridable=False)
FAILED = Kind("words_failed", _("The check could not be made: %(excerpt)s."), overridable=False)
LOOKED_AT = Kind("words_looked_at", _("%(count)s texts were looked at by rules, which miss things."))

LEVELS = {kind.name: level for rows in BY_QUESTION.values() for kind, level in rows}
register_kinds(
    *(kind for rows in BY_QUESTION.values() for kind, _level in rows), UNREADABLE, FAILED, LOOKED_AT
)
