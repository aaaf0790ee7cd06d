"""Triggers that hold what a story's person asked and agreed to, in SQL both databases read."""

from cms.core.triggers import refusal, register, truncation_refusal

NEVER, CONSENT = "privacy_neverentry", "privacy_consent"

_NEVER_SEALED = "id lineage number kind added_at added_by".split()
_CONSENT_SEALED = (
    "id page_key reference given_on ends_on method interpreter own_language surfaces languages altered_facts "
    "risk_statement_on out_of_programme no_proceedings age withdrawal_rehearsed officer_id recorded_at"
).split()


def _changed(columns: list[str]) -> str:
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


def _undone(column: str) -> str:
    """A time that was set is set for good."""
    return f"(OLD.{column} IS NOT NULL AND (NEW.{column} IS NULL OR NEW.{column} <> OLD.{column}))"


NEVER_TRIGGERS = (
    refusal(
        "privacy_neverentry_sealed",
        NEVER,
        "UPDATE",
        "an entry of a never-publish list can be hashed and removed, nothing else",
        when=(
            f"{_changed(_NEVER_SEALED)} OR {_undone('removed_at')} "
            "OR (OLD.token = '' AND NEW.token <> '') "
            "OR (OLD.hashes <> '' AND NEW.hashes <> OLD.hashes AND NEW.removed_at IS NULL) "
            "OR (OLD.removed_at IS NOT NULL AND NEW.hashes <> '') "
            "OR (NEW.token = '' AND NEW.hashes = '' AND NEW.removed_at IS NULL)"
        ),
    ),
    refusal(
        "privacy_neverentry_no_delete",
        NEVER,
        "DELETE",
        "an entry of a never-publish list stays as long as its story: remove it",
        when="OLD.forget_at IS NULL",
    ),
    truncation_refusal("privacy_neverentry_no_truncate", NEVER),
)

CONSENT_TRIGGERS = (
    refusal(
        "privacy_consent_sealed",
        CONSENT,
        "UPDATE",
        "a consent is append-only: it can be withdrawn, and its digests erased",
        when=(
            f"{_changed(_CONSENT_SEALED)} OR {_undone('withdrawn_at')} OR {_undone('withdrawn_by')} "
            "OR (NEW.places <> OLD.places AND NEW.places <> '{}')"
        ),
    ),
    refusal("privacy_consent_no_delete", CONSENT, "DELETE", "a consent is never deleted: withdraw it"),
    refusal(
        "privacy_consent_born_standing",
        CONSENT,
        "INSERT",
        "a consent is not born withdrawn",
        when="NEW.withdrawn_at IS NOT NULL",
    ),
    truncation_refusal("privacy_consent_no_truncate", CONSENT),
)

register(*NEVER_TRIGGERS, *CONSENT_TRIGGERS)
