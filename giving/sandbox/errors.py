"""Refusals in the processor's own shape."""

from typing import Any


class ApiError(Exception):
    """Becomes `{"error": {"type", "message", "code", "param"}}` with the given HTTP status."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str = "",
        param: str = "",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"error": {"type": kind, "message": message}}
        if code:
            self.body["error"]["code"] = code
        if param:
            self.body["error"]["param"] = param


def not_found(kind: str, identifier: str) -> ApiError:
    return ApiError(f"No such {kind}: '{identifier}'", status=404, code="resource_missing", param="id")
