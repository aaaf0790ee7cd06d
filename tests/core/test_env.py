"""Settings: the environment is read strictly, and production refuses what is not for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.settings import env

GOOD = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "x" * 64,
    "SITE_ROLE": "all",
    "SITE_URL": "https://6degree.example",
    "ALLOWED_HOSTS": "6degree.example",
    "DATABASE_URL": "postgresql://app@127.0.0.1/sixdegree",
    "STRIPE_SECRET_KEY": "sk_live_made_up",
    "STRIPE_WEBHOOK_SECRETS": "whsec_made_up",
    "EDITION_SIGNING_KEY": "",
    "EDITION_PUBLIC_KEYS": "{}",
    "NEVER_LIST_KEYS": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "6degree@example.org",
}


def start_production(**changed: str | None) -> subprocess.CompletedProcess[str]:
    variables = {key: value for key, value in (GOOD | changed).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=Path(__file__).parents[2],
        env={"PATH": os.environ["PATH"]} | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_booleans_are_true_or_false_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAG", "yes")

    with pytest.raises(ImproperlyConfigured, match="FLAG must be true or false"):
        env.boolean("FLAG")


def test_a_missing_value_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ABSENT", raising=False)

    with pytest.raises(ImproperlyConfigured, match="Set ABSENT"):
        env.text("ABSENT")


@pytest.mark.parametrize("value", ["{", "[]", '{"a": 1}', "key"])
def test_a_mapping_is_a_json_object_of_texts(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KEYS", value)

    with pytest.raises(ImproperlyConfigured, match="KEYS must be a JSON object"):
        env.mapping("KEYS")


def test_secrets_can_lie_in_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("TOKEN_FILE", str(tmp_path / "secret"))

    assert env.text("TOKEN") == "from a file"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": None}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "at least 50 characters"),
        ({"DEBUG": "true"}, "DEBUG is not for production"),
        ({"STRIPE_SECRET_KEY": "sk_test_sandbox"}, "not a live key"),
        ({"DATABASE_URL": "sqlite:////tmp/x.sqlite3"}, "PostgreSQL"),
        ({"SITE_URL": "http://6degree.example"}, "https://"),
    ],
    ids=["no secret", "short secret", "debug", "sandbox key", "sqlite", "plain http"],
)
def test_production_refuses(changed: dict[str, str | None], sentence: str) -> None:
    result = start_production(**changed)

    assert result.returncode != 0
    assert sentence in result.stderr


def test_production_starts_with_everything_set() -> None:
    result = start_production()

    assert result.returncode == 0, result.stderr
