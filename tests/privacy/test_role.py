"""The three roles of a process: what each mounts and refuses."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.test import Client
from django.urls import Resolver404, resolve

from cms.urls import patterns
from privacy import keys
from tests.giving.conftest import Donor, processor  # noqa: F401  (a fixture)
from tests.privacy.pages import story_draft, submit
from tests.privacy.public_site import DRAFT_WORD, addresses, become_role, expected_status, public_site

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SITE_ROLE": "public",
    "SECRET_KEY": "x" * 64,
    "SITE_URL": "https://6degree.example",
    "ALLOWED_HOSTS": "6degree.example",
    "DATABASE_URL": "postgresql://app@127.0.0.1/sixdegree",
    "STRIPE_SECRET_KEY": "sk_live_made_up",
    "STRIPE_WEBHOOK_SECRETS": "whsec_made_up",
    "EDITION_PUBLIC_KEYS": "{}",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "6degree@example.org",
}
REPORT = """
import json, sys, django
django.setup()
from django.conf import settings
from django.urls import get_resolver
print(json.dumps({
    "middleware": settings.MIDDLEWARE,
    "processors": settings.TEMPLATES[0]["OPTIONS"]["context_processors"],
    "patterns": [str(pattern.pattern) for pattern in get_resolver().url_patterns],
    "admin": "wagtail.admin.urls" in sys.modules,
}))
"""


def start(**changed: str | None) -> subprocess.CompletedProcess[str]:
    variables = {key: value for key, value in (PRODUCTION | changed).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", REPORT],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# --- Starting a process ---------------------------------------------------------------------------------------


def test_a_public_process_knows_no_staff() -> None:
    result = start()

    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    everything = " ".join([*report["middleware"], *report["processors"]])
    assert not report["admin"]
    assert "admin/" not in report["patterns"]
    for word in ("sessions", "contrib.auth", "messages", "people", "AdminPolicy"):
        assert word not in everything
    assert "privacy.fence.FenceMiddleware" in report["middleware"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"EDITION_SIGNING_KEY": "c2VjcmV0"}, "must not hold EDITION_SIGNING_KEY"),
        ({"NEVER_LIST_KEYS": "c2VjcmV0"}, "must not hold NEVER_LIST_KEYS"),
        ({"SITE_ROLE": "editorial"}, "Set NEVER_LIST_KEYS"),
        ({"SITE_ROLE": "editorial", "NEVER_LIST_KEYS": ","}, "NEVER_LIST_KEYS is empty"),
        ({"SITE_ROLE": None}, "Set SITE_ROLE"),
        ({"SITE_ROLE": "publik"}, "one of all, editorial, public"),
    ],
    ids=["a key", "a key of lists", "no key of lists", "no keys of lists", "no role", "a wrong role"],
)
def test_a_process_refuses_to_start_with(changed: dict[str, str | None], sentence: str) -> None:
    result = start(**changed)

    assert result.returncode != 0
    assert sentence in result.stderr


@pytest.mark.parametrize("role", ["all", "editorial"])
def test_where_reviews_happen_a_key_is_welcome(role: str) -> None:
    result = start(
        SITE_ROLE=role,
        EDITION_SIGNING_KEY="c2VjcmV0",
        NEVER_LIST_KEYS="MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
    )

    assert result.returncode == 0, result.stderr
    assert "admin/" in json.loads(result.stdout)["patterns"]


def test_a_public_process_with_a_key_in_a_folder_fails_its_checks(settings: LazySettings) -> None:
    settings.SITE_ROLE = "public"
    assert "privacy.E010" in [found.id for found in run_checks()]

    settings.EDITION_KEY_DIR = None
    assert "privacy.E010" not in [found.id for found in run_checks()]


# --- What each serves -------------------------------------------------------------------------------------------


@pytest.fixture
def become(settings: LazySettings) -> Callable[[str], None]:
    return partial(become_role, settings)


@pytest.mark.django_db
def test_a_public_process_serves_every_public_address_as_one_for_everything_does(
    editor: User, reviewer: User, become: Callable[[str], None]
) -> None:
    site = public_site(editor, reviewer)
    before = {address: Client().get(address) for address in addresses(site)}

    become("public")

    for address, known in before.items():
        response = Client().get(address)
        assert {response.status_code} == expected_status(site, address), address
        assert response.status_code == known.status_code
        if "/give/" not in address and "/funds/" not in address:
            assert response.getvalue() == known.getvalue(), address
            is_for_staff = site.unsigned.sha256 in address or "max-" in address
            assert is_for_staff or dict(response.headers) == dict(known.headers), address


@pytest.mark.django_db
def test_a_public_process_has_no_way_in(
    editor: User, reviewer: User, become: Callable[[str], None], signed_in: Callable[[User], Client]
) -> None:
    site = public_site(editor, reviewer)
    known = signed_in(editor)
    become("public")

    for address in (
        "/admin/",
        "/admin/login/",
        "/admin/reviews/",
        "/admin/images/",
        "/admin/api/main/pages/",
    ):
        assert known.get(address).status_code == 404
    for size in ("width-400", "max-165x165", "original"):
        assert known.get(f"/i/{site.unsigned.sha256}/{size}.webp").status_code == 404
    with pytest.raises(Exception, match="EDITION_SIGNING_KEY"):
        keys.signing_key()


@pytest.mark.django_db
def test_an_editorial_process_serves_staff_and_nobody_else(
    editor: User,
    reviewer: User,
    become: Callable[[str], None],
    signed_in: Callable[[User], Client],
    settings: LazySettings,
) -> None:
    settings.SITE_URL = "http://testserver"
    site = public_site(editor, reviewer)
    state = submit(story_draft(editor, pseudonym=DRAFT_WORD), editor)
    public = [
        address for address in addresses(site) if not address.startswith(("/i/", "/healthz", "/readyz"))
    ]
    before = signed_in(reviewer).get(f"/admin/reviews/{state.pk}/page/")
    become("editorial")

    for address in public:
        assert Client().get(address).status_code == 404, address
        assert Client().post(address).status_code == 404, address
    assert Client().get("/readyz").status_code == 200
    assert Client().get(f"/i/{site.shown.sha256}/width-400.webp").status_code == 200
    assert signed_in(editor).get(f"/i/{site.unsigned.sha256}/max-165x165.webp").status_code == 200
    assert signed_in(editor).get("/admin/").status_code == 200
    after = signed_in(reviewer).get(f"/admin/reviews/{state.pk}/page/")
    assert DRAFT_WORD.encode() in after.content
    assert after.content == before.content


@pytest.mark.django_db
def test_on_a_host_of_its_own_an_editorial_process_points_to_the_public_site(
    become: Callable[[str], None], stranger: Client, settings: LazySettings
) -> None:
    become("editorial")
    settings.SITE_URL = "https://6degree.example"

    response = stranger.get("/en/stories/abcdefgh/?a=1")

    assert response.status_code == 302
    assert response.headers["Location"] == "https://6degree.example/en/stories/abcdefgh/?a=1"
    assert stranger.post("/en/give/common/").status_code == 404


@pytest.mark.parametrize("role", ["all", "editorial", "public"])
def test_every_public_address_can_be_written_in_every_role(role: str, settings: LazySettings) -> None:
    settings.ROOT_URLCONF = tuple(patterns(role))

    for address in ("/en/", "/en/give/common/", "/en/search/", "/sitemap.xml", "/webhooks/stripe/default/"):
        assert resolve(address).url_name
    if role == "public":
        with pytest.raises(Resolver404):
            resolve("/admin/")
