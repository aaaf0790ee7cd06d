"""Typed readers of the environment. A wrong or missing value raises at start, in a sentence that says what to do."""

import json
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_MISSING = object()


def _raw(name: str, default: object) -> str | object:
    """The variable, or the text of the file `<NAME>_FILE` points to (secrets live in files), or the default."""
    if name in os.environ:
        return os.environ[name]
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {file}, which cannot be read: {error}.") from error
    if default is _MISSING:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE) in the environment.")
    return default


def text(name: str, default: object = _MISSING) -> str:
    value = _raw(name, default)
    if value == "" and default is _MISSING:
        raise ImproperlyConfigured(f"{name} is empty. Give it a value.")
    return str(value)


def boolean(name: str, default: object = _MISSING) -> bool:
    value = _raw(name, default)
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name: str, default: object = _MISSING) -> int:
    value = _raw(name, default)
    try:
        return int(str(value))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, default: object = _MISSING) -> list[str]:
    """A comma-separated list; empty entries are dropped."""
    value = _raw(name, default)
    if isinstance(value, list):
        return value
    return [word.strip() for word in str(value).split(",") if word.strip()]


def choice(name: str, allowed: tuple[str, ...], default: object = _MISSING) -> str:
    value = str(_raw(name, default))
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def mapping(name: str, default: object = _MISSING) -> dict[str, str]:
    """A JSON object of texts, such as `{"2026-01": "..."}`."""
    value = _raw(name, default)
    if isinstance(value, dict):
        return value
    try:
        read = json.loads(str(value))
    except ValueError:
        read = None
    if not isinstance(read, dict) or not all(isinstance(part, str) for part in read.values()):
        raise ImproperlyConfigured(f'{name} must be a JSON object of texts, such as {{"name": "value"}}.')
    return read
