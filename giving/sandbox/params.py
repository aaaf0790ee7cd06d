"""Form-encoded parameters, nested as the processor nests them, and checked: what is not known is refused."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from giving.sandbox.errors import ApiError

Reader = Callable[[Any, str], Any]
Schema = Mapping[str, "Reader | Schema"]
_PART = re.compile(r"\[([^\[\]]*)\]")


def decode(raw: str) -> dict[str, Any]:
    """`a[b]=1&c[0][d]=2&e[]=3` as {"a": {"b": "1"}, "c": {"0": {"d": "2"}}, "e": {"0": "3"}}."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(raw, keep_blank_values=True, max_num_fields=1000):
        head = name.partition("[")[0]
        path = [head, *_PART.findall(name[len(head) :])]
        node = tree
        for part in path[:-1]:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                raise ApiError(f"Invalid nesting: {name}", param=name)
        node[path[-1] or str(len(node))] = value
    return tree


def check(tree: Mapping[str, Any], schema: Schema, *, prefix: str = "") -> dict[str, Any]:
    """The parameters converted by `schema`.

    Raises:
        ApiError: one is unknown or of the wrong type, with its full name.
    """
    found: dict[str, Any] = {}
    for key, value in tree.items():
        name = f"{prefix}[{key}]" if prefix else key
        if key not in schema:
            raise ApiError(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
        reader = schema[key]
        if callable(reader):
            found[key] = reader(value, name)
        else:
            found[key] = check(_mapping(value, name), reader, prefix=name)
    return found


def _mapping(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ApiError(f"Invalid object: {name}", code="parameter_invalid_object", param=name)
    return value


def text(value: Any, name: str) -> str:
    if not isinstance(value, str) or len(value) > 5000:
        raise ApiError(f"Invalid string: {name}", code="parameter_invalid_string", param=name)
    return value


def integer(value: Any, name: str) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,15}", value):
        raise ApiError(f"Invalid integer: {name}", code="parameter_invalid_integer", param=name)
    return int(value)


def boolean(value: Any, name: str) -> bool:
    if value not in ("true", "false"):
        raise ApiError(f"Invalid boolean: {name}", code="parameter_invalid_boolean", param=name)
    return bool(value == "true")


def one_of(*allowed: str) -> Reader:
    def read(value: Any, name: str) -> str:
        if value not in allowed:
            listed = ", ".join(allowed)
            raise ApiError(f"Invalid {name}: must be one of {listed}", code="parameter_invalid", param=name)
        return str(value)

    return read


def many(reader: "Reader | Schema") -> Reader:
    """A list: consecutive indexes from 0."""

    def read(value: Any, name: str) -> list[Any]:
        items = _mapping(value, name)
        if list(items) != [str(number) for number in range(len(items))]:
            raise ApiError(f"Invalid array: {name}", code="parameter_invalid_array", param=name)
        return [
            reader(item, f"{name}[{key}]")
            if callable(reader)
            else check(_mapping(item, f"{name}[{key}]"), reader, prefix=f"{name}[{key}]")
            for key, item in items.items()
        ]

    return read


def optional(schema: Schema) -> Reader:
    """An object, or the empty string, which takes it away."""

    def read(value: Any, name: str) -> dict[str, Any] | None:
        return None if value == "" else check(_mapping(value, name), schema, prefix=name)

    return read


def labels(value: Any, name: str) -> dict[str, str]:
    """Metadata: at most 50 pairs, keys of 40 and values of 500 characters."""
    pairs = _mapping(value, name)
    if len(pairs) > 50 or any(
        len(key) > 40 or len(text(val, f"{name}[{key}]")) > 500 for key, val in pairs.items()
    ):
        raise ApiError(f"Metadata is too large: {name}", param=name)
    return pairs
