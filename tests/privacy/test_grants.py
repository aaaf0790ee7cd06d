"""The database role of a public process: it can do what is listed, and nothing else; checks of a deployment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO

import psycopg
import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.test import Client

from giving.models import Donation, Fund
from privacy import grants
from privacy.models import Edition
from privacy.rights import COLUMNS, GIVING
from tests.giving.conftest import Donor, processor, witness  # noqa: F401  (fixtures)
from tests.giving.processor import Processor
from tests.privacy.pages import story_draft
from tests.privacy.public_site import addresses, become_role, expected_status, public_site


@pytest.fixture
def become(settings: LazySettings) -> Callable[[str], None]:
    return partial(become_role, settings)


# --- The role in the database -------------------------------------------------------------------------------------

DENIED = """
    wagtailcore_page wagtailcore_revision wagtailcore_locale wagtailcore_site wagtailcore_taskstate
    wagtailcore_workflowstate wagtailcore_pagelogentry wagtailcore_modellogentry wagtailcore_referenceindex
    wagtailsearch_indexentry stories_storypage stories_budgetline home_homepage home_contentpage core_picture
    core_rendition auth_user auth_group django_session django_content_type privacy_reviewtaskstate privacy_contributor
    privacy_picturecontributor privacy_consent privacy_neverentry privacy_evidencefinding stories_storyfacts
    django_migrations
""".split()


@pytest.fixture
def role_name(worker_id: str) -> str:
    """Roles belong to the whole server: each process of the tests has its own."""
    return f"sixdegree_public_{worker_id}"


@contextmanager
def as_role(name: str) -> Iterator[None]:
    """Everything inside runs with the rights of that role."""
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{name}"')
        yield
        cursor.execute("RESET ROLE")


def denied(sql: str) -> bool:
    """Whether the server refuses a statement for want of a right; nothing else counts."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        if not isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
            raise
        return True
    return False


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_public_role_serves_every_public_address(
    editor: User, reviewer: User, become: Callable[[str], None], role_name: str
) -> None:
    site = public_site(editor, reviewer)
    asked = addresses(site)
    grants.role_make(role_name)
    become("public")

    with as_role(role_name):
        for address in asked:
            assert {Client().get(address).status_code} == expected_status(site, address), address


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_public_role_takes_a_gift_and_books_it(
    editor: User,
    reviewer: User,
    become: Callable[[str], None],
    role_name: str,
    processor: Processor,  # noqa: F811
) -> None:
    site = public_site(editor, reviewer)
    grants.role_make(role_name)
    become("public")

    with as_role(role_name):
        url = Donor(site.fund).give("25").headers["Location"]
        processor.press(url, "pay")
        gift = Donation.objects.exclude(pk=site.gift.pk).get()
        assert Client().get(f"/en/give/thanks/{gift.token}/").status_code == 200

    assert Fund.objects.get(pk=site.fund.pk).allocated_minor == 2_500


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_public_role_cannot_read_a_draft(editor: User, role_name: str) -> None:
    story_draft(editor)
    grants.role_make(role_name)

    with as_role(role_name):
        allowed = [table for table in DENIED if not denied(f'SELECT 1 FROM "{table}"')]  # noqa: S608
        listed = set(GIVING.tables)
        others = [
            table
            for table in connection.introspection.table_names()
            if table not in listed and not table.startswith("privacy_fulltext")
        ]
        allowed += [table for table in others if not denied(f'SELECT 1 FROM "{table}"')]  # noqa: S608

    assert allowed == []
    assert len(others) > 40


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE privacy_edition SET withdrawn_at = NULL",
        "DELETE FROM privacy_edition",
        "TRUNCATE privacy_edition",
        "INSERT INTO privacy_edition SELECT * FROM privacy_edition",
        "INSERT INTO privacy_editionfile (edition_id, sha256) SELECT id, 'x' FROM privacy_edition",
        "DELETE FROM privacy_fulltext",
        "INSERT INTO privacy_fulltext (edition_id, page_id, locale, folded, words, pieces) "
        "SELECT id, 1, 'en', '', '', '' FROM privacy_edition",
        "UPDATE giving_fund SET target_minor = 1",
        "UPDATE giving_fund SET is_open = true",
        "UPDATE giving_fundline SET amount_minor = 1",
        "INSERT INTO giving_fund (code) VALUES ('x')",
        "UPDATE giving_transfer SET amount_minor = 1",
        "DELETE FROM giving_transfer",
        "DELETE FROM giving_donation",
        "DELETE FROM giving_donorcontact",
        "TRUNCATE giving_donation CASCADE",
        "DROP TRIGGER privacy_edition_sealed ON privacy_edition",
        "ALTER TABLE privacy_edition DISABLE TRIGGER ALL",
        "CREATE TABLE mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
        "SELECT setval('privacy_editionfile_id_seq', 1)",
        "SELECT privacy_edition_sealed()",
        "COPY wagtailcore_page TO STDOUT",
    ],
)
def test_the_public_role_cannot(editor: User, role_name: str, sql: str) -> None:
    grants.role_make(role_name)

    with as_role(role_name):
        assert denied(sql)


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_role_is_made_once_and_repaired_as_often_as_asked(role_name: str) -> None:
    grants.role_make(role_name)
    first = grants.held(role_name)
    with connection.cursor() as cursor:
        for statement in (
            f"GRANT SELECT ON wagtailcore_page TO {role_name}",
            f"GRANT UPDATE ON giving_fund TO {role_name}",
            f"GRANT SELECT (password) ON auth_user TO {role_name}",
            "GRANT SELECT ON stories_storypage TO PUBLIC",
            f"GRANT pg_read_all_data TO {role_name}",
            f"ALTER ROLE {role_name} CREATEDB",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role_name}",
            f"REVOKE SELECT ON privacy_edition FROM {role_name}",  # noqa: S608
        ):
            cursor.execute(statement)
    spoilt = grants.deviations(role_name)

    grants.role_make(role_name)

    for sentence in (
        "can SELECT wagtailcore_page.",
        "can UPDATE giving_fund.target_minor.",
        "can SELECT auth_user.",
        "can SELECT stories_storypage.",
        "has the attribute CREATEDB.",
        "is a member of pg_read_all_data.",
    ):
        assert f"{role_name} {sentence}" in spoilt
    assert grants.deviations(role_name) == []
    assert grants.held(role_name) == first
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_later (x int)")
        cursor.execute("CREATE FUNCTION called_later() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    assert grants.deviations(role_name) == []


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_command_prints_or_makes_and_says_what_is_wrong(role_name: str) -> None:
    out = StringIO()
    call_command("public_role", "--name", role_name, "--print", stdout=out)
    assert f'CREATE ROLE "{role_name}" NOLOGIN;' in out.getvalue()
    assert grants.deviations(role_name) == [f"There is no role {role_name}."]

    out = StringIO()
    call_command("public_role", "--name", role_name, "--login", stdout=out)
    assert "has these rights and no other" in out.getvalue()
    assert "privacy_edition " in out.getvalue()

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE its_own (x int); ALTER TABLE its_own OWNER TO {role_name}")
    with pytest.raises(CommandError, match="owns its_own"):
        call_command("public_role", "--name", role_name, stdout=out)


@pytest.mark.parametrize("name", ["", "Robert'); --", 'a"b', "pg_read_all_data", "x" * 64])
@pytest.mark.django_db
def test_no_other_name_is_a_role(name: str) -> None:
    with pytest.raises(CommandError):
        call_command("public_role", "--name", name, stdout=StringIO())


@pytest.mark.django_db
def test_there_are_no_roles_on_sqlite() -> None:
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="PostgreSQL only"):
            call_command("public_role", stdout=StringIO())


# --- Checks of a deployment ---------------------------------------------------------------------------------------


def deploy_findings(prefix: str = "privacy.") -> list[str]:
    found = run_checks(include_deployment_checks=True, databases=["default"])
    return sorted(str(one.id) for one in found if str(one.id).startswith(prefix))


@pytest.mark.django_db
def test_a_dropped_trigger_fails_the_deploy_check() -> None:
    assert "privacy.E011" not in deploy_findings()
    on_table = " ON privacy_edition" if connection.vendor == "postgresql" else ""

    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER privacy_edition_sealed{on_table}")

    assert "privacy.E011" in deploy_findings()


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_deploy_check_knows_owners_and_superusers(role_name: str, become: Callable[[str], None]) -> None:
    grants.role_make(role_name)
    assert deploy_findings() == ["privacy.W012"]  # the tests connect as a superuser

    with as_role(role_name):
        assert deploy_findings() == []
        become("public")
        assert deploy_findings() == []
    assert deploy_findings() == ["privacy.E013", "privacy.W012"]

    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT ON auth_user TO {role_name}")
    with as_role(role_name):
        assert deploy_findings() == ["privacy.E013"]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE privacy_edition OWNER TO {role_name}")
    with as_role(role_name):
        assert deploy_findings() == ["privacy.E013", "privacy.W012"]


def test_columns_belong_to_tables_that_may_be_updated() -> None:
    assert all("UPDATE" in GIVING.of(table) for table in COLUMNS)
    assert Edition._meta.db_table in GIVING.tables
