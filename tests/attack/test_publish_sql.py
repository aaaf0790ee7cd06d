"""Reference publish-paths 2a and editions, by SQL: pages, reviews and editions written behind every hook.

The attacker may read and write every table, and drops no trigger (who can is noticed by /readyz: tests/privacy).
"""

import base64
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from giving.services import fund_close
from privacy import keys
from privacy.frozen import canonical, freeze, sha256
from privacy.models import Edition
from privacy.takedown import page_withdraw
from stories.models import StoryPage
from tests.attack import plant
from tests.attack.conftest import Trap
from tests.privacy.pages import sign, submit

pytestmark = pytest.mark.django_db
sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="a way only SQLite has")


def row_of(edition: Edition) -> dict[str, Any]:
    """The columns as the database holds them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM privacy_edition WHERE id = %s", [_pk(edition.pk)])
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def _pk(key: uuid.UUID) -> Any:
    return key if connection.vendor == "postgresql" else key.hex


def insert(trap: Trap, row: dict[str, Any], *, verb: str = "INSERT") -> None:
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    trap.sql(f"{verb} INTO privacy_edition ({columns}) VALUES ({marks})", list(row.values()))


def forged(trap: Trap, edition: Edition, draft: StoryPage, **head: Any) -> dict[str, Any]:
    """A row whose header and content are the draft's own, under the signature of `edition`."""
    frozen = freeze(draft)
    header = json.loads(edition.header) | {
        "card_sha256": sha256(frozen.card_text),
        "content_sha256": sha256(frozen.content_text),
    }
    own = {"card": frozen.card_text, "content": frozen.content_text, "header": canonical(header | head)}
    return row_of(edition) | own | {"id": _pk(uuid.uuid4())}


# --- Pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns", ["live = true", "live = true, has_unpublished_changes = false, expired = false"]
)
def test_live(trap: Trap, columns: str) -> None:
    page = trap.draft()
    trap.sql(
        f"UPDATE wagtailcore_page SET {columns}, live_revision_id = latest_revision_id WHERE id = %s",  # noqa: S608
        [page.pk],
    )
    trap.check()


def test_the_row_of_a_page_that_stands(trap: Trap) -> None:
    page, _edition = trap.signed()
    journey = json.dumps(plant.journey(trap.word, trap.picture()))
    parameters = [f"{trap.word} P", f"{trap.word} s", f"{trap.word} w", journey, page.pk]
    trap.sql(
        "UPDATE stories_storypage SET pseudonym = %s, summary = %s, content_warning = %s, journey = %s "
        "WHERE page_ptr_id = %s",
        parameters,
    )
    trap.sql(
        "UPDATE stories_budgetline SET sentence = %s, amount_minor = %s",
        [f"{trap.word} sentence", plant.AMOUNT],
    )
    trap.sql(
        "UPDATE wagtailcore_page SET title = %s, draft_title = %s, slug = %s WHERE id = %s",
        [trap.word] * 3 + [page.pk],
    )
    trap.check()


def test_another_page_put_below_the_root_of_the_site(trap: Trap) -> None:
    page = trap.draft()
    trap.sql("UPDATE wagtailcore_page SET live = true WHERE id = %s", [page.pk])
    trap.sql("UPDATE wagtailcore_site SET root_page_id = %s", [page.pk])
    trap.check()


# --- The review -----------------------------------------------------------------------------------------------------


def test_a_submission_marked_approved(trap: Trap, admin: User) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    trap.sql(
        "UPDATE wagtailcore_taskstate SET status = 'approved', finished_by_id = %s WHERE id = %s",
        [admin.pk, state.pk],
    )
    trap.sql("UPDATE wagtailcore_workflowstate SET status = 'approved'")
    trap.sql("UPDATE wagtailcore_page SET live = true WHERE id = %s", [page.pk])
    trap.check()


def test_the_frozen_copy_exchanged_after_the_reviewer_looked(trap: Trap) -> None:
    """What is stored agrees with its own digest, but it is not what the screen showed."""
    page, _edition = trap.signed()
    draft = page.get_latest_revision_as_object()
    draft.summary = "A second time."
    draft.save_revision(user=trap.editor)
    state = submit(draft, trap.editor)
    shown = state.digest
    worse = freeze(plant.mark(draft, trap.word, trap.picture()))
    trap.sql(
        "UPDATE privacy_reviewtaskstate SET card = %s, content = %s, digest = %s WHERE taskstate_ptr_id = %s",
        [worse.card_text, worse.content_text, worse.digest, state.pk],
    )
    with trap.attempt():
        sign(state, trap.reviewer, digest=shown)
    trap.check()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM privacy_contributor",
        "UPDATE privacy_contributor SET user_id = 999999",
        "UPDATE privacy_contributor SET page_id = page_id + 1000",
        pytest.param(
            "INSERT OR REPLACE INTO privacy_contributor (id, page_id, user_id) "
            "SELECT id, 999999, 999999 + id FROM privacy_contributor",
            marks=[
                sqlite_only,
            ],
        ),
        pytest.param("UPDATE OR REPLACE privacy_contributor SET user_id = 999999", marks=sqlite_only),
    ],
    ids=["delete", "user", "page", "insert or replace", "update or replace"],
)
def test_an_author_made_to_be_forgotten(trap: Trap, statement: str) -> None:
    trap.reviewer.groups.add(*trap.editor.groups.all())
    author, trap.reviewer = trap.reviewer, trap.editor
    page = plant.story(author, trap.word)
    page.save_revision(user=trap.editor)
    trap.sql(statement)
    trap.sql("UPDATE wagtailcore_page SET owner_id = %s", [trap.editor.pk])
    state = submit(page, trap.editor)
    with trap.attempt():
        sign(state, author)
    trap.check()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM privacy_picturecontributor",
        "UPDATE privacy_picturecontributor SET user_id = 999999, picture_id = 999999",
        pytest.param(
            "INSERT OR REPLACE INTO privacy_picturecontributor (id, sha256, picture_id, user_id) "
            "SELECT id, 'x', 999999, 999999 + id FROM privacy_picturecontributor",
            marks=sqlite_only,
        ),
        "UPDATE core_picture SET id = id + 1000",
        "DELETE FROM core_picture",
    ],
    ids=["delete", "update", "insert or replace", "picture renumbered", "picture deleted"],
)
def test_an_uploader_made_to_be_forgotten(trap: Trap, statement: str) -> None:
    state = submit(plant.story(trap.editor, trap.word, trap.picture(trap.reviewer)), trap.editor)
    trap.sql("UPDATE core_picture SET uploaded_by_user_id = %s", [trap.editor.pk])
    trap.sql(statement)
    with trap.attempt():
        sign(state, trap.reviewer)
    trap.check()


def test_a_picture_planted_without_an_uploader(trap: Trap) -> None:
    unknown = plant.picture(trap.word, None)
    trap.pictures.append(unknown)
    state = submit(plant.story(trap.editor, trap.word, unknown), trap.editor)
    with trap.attempt():
        sign(state, trap.reviewer)
    trap.check()


# --- Editions -------------------------------------------------------------------------------------------------------


def test_a_forged_edition_under_a_signature_that_stands(trap: Trap) -> None:
    _page, edition = trap.signed()
    later, draft = timezone.now() - timedelta(seconds=1), trap.draft()
    for head in ({}, {"id": str(uuid.uuid4())}, {"starts_at": later.isoformat()}):
        insert(trap, forged(trap, edition, draft, **head))
    trap.check()


def test_a_forged_edition_at_an_address_of_its_own(trap: Trap) -> None:
    _page, edition = trap.signed()
    row = forged(trap, edition, trap.draft(), path="/en/stories/aaaaaaaa/", page_id=777)
    insert(trap, row | {"path": "/en/stories/aaaaaaaa/", "page_id": 777})
    trap.check()


@pytest.mark.parametrize("name", ["own", "ours", ""])
def test_a_forged_edition_signed_by_another_key(trap: Trap, name: str) -> None:
    _page, edition = trap.signed()
    row = forged(trap, edition, trap.draft())
    row["header"] = canonical(json.loads(row["header"]) | {"id": str(uuid.UUID(str(row["id"])))})
    key = Ed25519PrivateKey.generate()
    row["signature"] = base64.b64encode(key.sign(keys.PREFIX + row["header"].encode())).decode()
    row["signing_key"] = {
        "own": keys.key_id(key.public_key().public_bytes_raw()),
        "ours": edition.signing_key,
    }.get(name, name)
    insert(trap, row)
    trap.check()


def test_the_content_of_one_edition_under_the_header_of_another(trap: Trap) -> None:
    """Both parts were signed once, but not together; the marked one was withdrawn."""
    edition = withdrawn(trap)
    _page, standing = trap.signed()
    old, row = row_of(edition), row_of(standing)
    insert(trap, row | {"id": _pk(uuid.uuid4()), "card": old["card"], "content": old["content"]})
    insert(trap, old | {"id": _pk(uuid.uuid4()), "withdrawn_at": None})
    insert(trap, old | {"id": row["id"], "withdrawn_at": None})
    trap.check()


def withdrawn(trap: Trap) -> Edition:
    """An edition full of the word that was signed and taken down."""
    edition = sign(submit(trap.draft(), trap.editor), trap.reviewer)
    page_withdraw(page=StoryPage.objects.get(pk=edition.page_id))
    return edition


REVIVALS = [
    "UPDATE privacy_edition SET withdrawn_at = NULL",
    "UPDATE privacy_edition SET withdrawn_at = '2999-01-01 00:00:00'",
    "UPDATE privacy_edition SET id = NULL, withdrawn_at = NULL",
    "DELETE FROM privacy_edition",
]


@pytest.mark.parametrize("statement", REVIVALS)
def test_a_withdrawn_edition_revived(trap: Trap, statement: str) -> None:
    withdrawn(trap)
    trap.sql(statement)
    trap.check()


def test_a_withdrawn_edition_inserted_over_itself(trap: Trap) -> None:
    edition = withdrawn(trap)
    row = row_of(edition) | {"withdrawn_at": None}
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    trap.sql(
        f"INSERT INTO privacy_edition ({columns}) VALUES ({marks}) "  # noqa: S608
        "ON CONFLICT (id) DO UPDATE SET withdrawn_at = NULL",
        list(row.values()),
    )
    trap.check()


@sqlite_only
def test_a_withdrawn_edition_replaced_by_itself(trap: Trap) -> None:
    edition = withdrawn(trap)
    insert(trap, row_of(edition) | {"withdrawn_at": None}, verb="INSERT OR REPLACE")
    trap.check()


@sqlite_only
@pytest.mark.parametrize(
    "spelling",
    [str.upper, lambda key: str(uuid.UUID(key)), lambda key: f"{{{key}}}"],
    ids=["upper", "dashes", "braces"],
)
def test_a_withdrawn_edition_inserted_under_another_spelling_of_its_id(trap: Trap, spelling: Any) -> None:
    row = row_of(withdrawn(trap))
    insert(trap, row | {"id": spelling(row["id"]), "withdrawn_at": None})
    trap.check()


@sqlite_only
def test_an_expired_edition_with_its_expiry_spelt_to_sort_later(trap: Trap) -> None:
    # The day after its end, one digit group without hyphens sorts behind every date of that year.
    over = timezone.now() - timedelta(minutes=5)
    edition = sign(submit(trap.draft(), trap.editor), trap.reviewer, expires_at=over)
    fund_close(reference=edition.page_key)
    row = row_of(edition)
    spelt = over.strftime("%Y%m%dT%H%M%S.%f")
    insert(trap, row | {"id": row["id"].upper(), "expires_at": spelt})
    trap.check()


def test_a_planted_row_of_files(trap: Trap, pictures_open: None) -> None:
    _page, edition = trap.signed()
    picture = trap.picture()
    trap.sql(
        "INSERT INTO privacy_editionfile (edition_id, sha256) VALUES (%s, %s)",
        [_pk(edition.pk), picture.sha256],
    )
    trap.check()
