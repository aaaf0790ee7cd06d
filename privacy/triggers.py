"""The gate's triggers, in SQL both databases read: append-only editions, one path a page, contributors kept."""

from dataclasses import replace

from cms.core.triggers import Trigger, append_only, refusal, register, truncation_refusal

EDITION = "privacy_edition"
SEALED = "id header signature signing_key page_id page_type page_key locale path signed_at starts_at".split()

_changed = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in SEALED)
_expiry = "COALESCE(CAST(NEW.expires_at AS text), '') <> COALESCE(CAST(OLD.expires_at AS text), '')"
_revived = (
    "OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL OR NEW.withdrawn_at <> OLD.withdrawn_at)"
)
# Erasure of a withdrawn edition: card and content may become empty, nothing else.
_rewritten = " OR ".join(
    f"(NEW.{part} <> OLD.{part} AND NOT (NEW.{part} = '' AND NEW.withdrawn_at IS NOT NULL))"
    for part in ("card", "content")
)

# /<locale>/<prefix>/<code>/ belongs to one page for ever: the code is a person's. A front door or a list has a shorter
# one, which is free again once nothing stands there. (Slashes are counted: LIKE would want a percent sign.)
_SLASHES = "LENGTH(e.path) - LENGTH(REPLACE(e.path, '/', ''))"
_TAKEN = (
    "SELECT 1 FROM privacy_edition e WHERE e.path = NEW.path AND e.page_id <> NEW.page_id "  # noqa: S608
    f"AND (e.withdrawn_at IS NULL OR {_SLASHES} > 3)"
)

EDITION_TRIGGERS = (
    refusal(
        "privacy_edition_sealed",
        EDITION,
        "UPDATE",
        "an edition is append-only: it can be withdrawn, and after that erased, nothing else",
        when=f"{_changed} OR {_expiry} OR ({_revived}) OR {_rewritten}",
    ),
    refusal("privacy_edition_no_delete", EDITION, "DELETE", "an edition is never deleted: withdraw it"),
    truncation_refusal("privacy_edition_no_truncate", EDITION),
    refusal(
        "privacy_edition_born_standing",
        EDITION,
        "INSERT",
        "an edition is not born withdrawn, and an address belongs to one page: a list's while it stands, others always",
        when=" OR ".join(
            (
                "NEW.withdrawn_at IS NOT NULL",
                "EXISTS (SELECT 1 FROM privacy_edition e WHERE e.id = NEW.id)",
                f"EXISTS ({_TAKEN})",
            )
        ),
    ),
)

# --- One spelling -----------------------------------------------------------------------------------------------------
# SQLite stores ids and times as text and compares them as text: under another spelling an id is another primary key,
# and a time sorts elsewhere. PostgreSQL has types for both, but its times may be endless, which Python's are not.

_TEXTS = "header card content signature signing_key page_type locale path".split()
_TIMES = "signed_at starts_at expires_at withdrawn_at".split()


def _misspelt_id(column: str) -> str:
    value = f"NEW.{column}"
    return f"typeof({value}) <> 'text' OR length({value}) <> 32 OR {value} GLOB '*[^0-9a-f]*'"


def _misspelt_time(column: str) -> str:
    """Neither "YYYY-MM-DD HH:MM:SS" nor that with six digits that are not all zero, or no real time; empty is fine.

    Adding no days makes SQLite compute: without it, what it reads as the 31st of February it also writes so.
    """
    value = f"NEW.{column}"
    second = f"substr({value}, 1, 19)"
    digits = f"({value} GLOB '*.{'[0-9]' * 6}' AND {value} NOT GLOB '*.000000' AND length({value}) = 26)"
    return (
        f"({value} IS NOT NULL AND (typeof({value}) <> 'text' "
        f"OR COALESCE(strftime('%Y-%m-%d %H:%M:%S', {second}, '+0 days'), '') <> {second} "
        f"OR NOT (length({value}) = 19 OR {digits})))"
    )


_MISSPELT = {
    "sqlite": " OR ".join(
        [
            *map(_misspelt_id, ("id", "page_key")),
            *map(_misspelt_time, _TIMES),
            *(f"typeof(NEW.{column}) <> 'text'" for column in _TEXTS),
            "typeof(NEW.page_id) <> 'integer'",
        ]
    ),
    "postgresql": (
        f"GREATEST({', '.join(f'NEW.{column}' for column in _TIMES)}) >= '9999-12-31 00:00:00+00' "
        f"OR LEAST({', '.join(f'NEW.{column}' for column in _TIMES)}) < '1900-01-01 00:00:00+00'"
    ),
}


def _one_spelling(name: str, event: str) -> Trigger:
    message = (
        "an id of an edition has 32 small hexadecimal digits, and its times are written YYYY-MM-DD HH:MM:SS"
    )
    by_vendor = {
        vendor: refusal(name, EDITION, event, message, when=condition)
        for vendor, condition in _MISSPELT.items()
    }
    return replace(by_vendor["sqlite"], postgresql=by_vendor["postgresql"].postgresql)


SPELLING_TRIGGERS = (
    _one_spelling("privacy_edition_spelt_new", "INSERT"),
    _one_spelling("privacy_edition_spelt_changed", "UPDATE"),
)

# --- Contributors -----------------------------------------------------------------------------------------------------

_PAGE_TYPE = "(SELECT id FROM django_content_type WHERE app_label = 'wagtailcore' AND model = 'page')"


def _contribution(name: str, table: str, event: str, page: str, user: str, condition: str) -> Trigger:
    user = f"COALESCE({user}, 0)"
    known = f"SELECT 1 FROM privacy_contributor c WHERE c.page_id = {page} AND c.user_id = {user}"  # noqa: S608
    insert = (
        f"INSERT INTO privacy_contributor (page_id, user_id) SELECT {page}, {user} "
        f"WHERE {condition} AND NOT EXISTS ({known})"
    )
    return _recording(name, table, event, insert)


def _recording(name: str, table: str, event: str, insert: str) -> Trigger:
    """A trigger that runs `insert` after each row; what is there already stays."""
    return Trigger(
        name,
        table,
        sqlite=(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW BEGIN {insert}; END",),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {insert} ON CONFLICT DO NOTHING; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    )


# A copy's first revision may come without a user (Wagtail translates so): its authors were inherited just before.
_ATTRIBUTED = (
    "(NEW.user_id IS NOT NULL OR EXISTS (SELECT 1 FROM wagtailcore_revision r WHERE r.object_id = NEW.object_id "
    "AND r.base_content_type_id = NEW.base_content_type_id AND r.id <> NEW.id) OR NOT EXISTS "
    "(SELECT 1 FROM privacy_contributor c WHERE c.page_id = CAST(NEW.object_id AS bigint)))"
)


def _revision(name: str, event: str) -> Trigger:
    return _contribution(
        name,
        "wagtailcore_revision",
        event,
        page="CAST(NEW.object_id AS bigint)",
        user="NEW.user_id",
        condition=f"NEW.base_content_type_id = {_PAGE_TYPE} AND {_ATTRIBUTED}",
    )


def _owner(name: str, event: str) -> Trigger:
    return _contribution(
        name,
        "wagtailcore_page",
        event,
        page="NEW.id",
        user="NEW.owner_id",
        condition="NEW.owner_id IS NOT NULL",
    )


CONTRIBUTOR_TRIGGERS = (
    _revision("privacy_contributor_revision_new", "INSERT"),
    # Autosave rewrites a revision in place; deleting a user sets user_id alone, which is no contribution.
    _revision("privacy_contributor_revision_rewritten", "UPDATE OF content"),
    _owner("privacy_contributor_owner_new", "INSERT"),
    _owner("privacy_contributor_owner_changed", "UPDATE OF owner_id"),
    *append_only("privacy_contributor"),
)


def _uploader(name: str, event: str, condition: str) -> Trigger:
    known = (
        "SELECT 1 FROM privacy_picturecontributor c WHERE c.sha256 = NEW.sha256 AND c.picture_id = NEW.id "
        "AND c.user_id = NEW.uploaded_by_user_id"
    )
    insert = (
        "INSERT INTO privacy_picturecontributor (sha256, picture_id, user_id) "
        "SELECT NEW.sha256, NEW.id, NEW.uploaded_by_user_id "
        f"WHERE NEW.uploaded_by_user_id IS NOT NULL AND {condition} AND NOT EXISTS ({known})"
    )
    return _recording(name, "core_picture", event, insert)


# Whoever touched a picture that is given another number has touched that number.
_RENUMBERED = (
    "INSERT INTO privacy_picturecontributor (sha256, picture_id, user_id) "
    "SELECT c.sha256, NEW.id, c.user_id FROM privacy_picturecontributor c "
    "WHERE c.picture_id = OLD.id AND NEW.id <> OLD.id AND NOT EXISTS (SELECT 1 FROM privacy_picturecontributor k "
    "WHERE k.sha256 = c.sha256 AND k.picture_id = NEW.id AND k.user_id = c.user_id)"
)

PICTURE_TRIGGERS = (
    _uploader("privacy_picture_new", "INSERT", "TRUE"),
    # The uploader the row names has not exchanged its file, unless the same statement says so.
    _uploader(
        "privacy_picture_claimed",
        "UPDATE OF uploaded_by_user_id",
        "NEW.uploaded_by_user_id <> COALESCE(OLD.uploaded_by_user_id, 0)",
    ),
    _recording("privacy_picture_renumbered", "core_picture", "UPDATE OF id", _RENUMBERED),
    *append_only("privacy_picturecontributor"),
)

register(
    *EDITION_TRIGGERS,
    *SPELLING_TRIGGERS,
    *append_only("privacy_editionfile"),
    *CONTRIBUTOR_TRIGGERS,
    *PICTURE_TRIGGERS,
)
