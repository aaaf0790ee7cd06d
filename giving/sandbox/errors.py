"""Refusals in the processor's own shape."""

from typing import Any


class ApiError(Exception):
    """Becomes `{"error": {"type", "message", "code", "param"}}` with the given HTTP status.

    `saved`: whether an idempotency key remembers it. What a request lacks or misspells is not remembered; what was
    tried and refused is.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str = "",
        param: str = "",
        saved: bool = True,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.saved = saved and not code.startswith("parameter_")
        self.body: dict[str, Any] = {"error": {"type": kind, "message": message}}
        if code:
            self.body["error"]["code"] = code
        if param:
            self.body["error"]["param"] = param


def missing(name: str) -> ApiError:
    return ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)


def not_found(kind: str, identifier: str) -> ApiError:
    return ApiError(f"No such {kind}: '{identifier}'", status=404, code="resource_missing", param="id")
