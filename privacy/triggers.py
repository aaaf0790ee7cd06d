"""The gate's triggers, in SQL both databases read: append-only editions, one path a page, contributors kept."""

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
        "an edition is not born withdrawn, and a path belongs to one page for good",
        when=(
            "NEW.withdrawn_at IS NOT NULL OR EXISTS (SELECT 1 FROM privacy_edition e WHERE e.id = NEW.id) OR EXISTS "
            "(SELECT 1 FROM privacy_edition e WHERE e.path = NEW.path AND e.page_id <> NEW.page_id)"
        ),
    ),
)

_PAGE_TYPE = "(SELECT id FROM django_content_type WHERE app_label = 'wagtailcore' AND model = 'page')"


def _contribution(name: str, table: str, event: str, page: str, user: str, condition: str) -> Trigger:
    user = f"COALESCE({user}, 0)"
    known = f"SELECT 1 FROM privacy_contributor c WHERE c.page_id = {page} AND c.user_id = {user}"  # noqa: S608
    insert = (
        f"INSERT INTO privacy_contributor (page_id, user_id) SELECT {page}, {user} "
        f"WHERE {condition} AND NOT EXISTS ({known})"
    )
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

register(*EDITION_TRIGGERS, *append_only("privacy_editionfile"), *CONTRIBUTOR_TRIGGERS)
