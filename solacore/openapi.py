"""What every operation of /openapi.json shares: the one shape of errors."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator

_ERROR_SCHEMA = {
    "type": "object",
    "description": "The body of every error, from whatever layer.",
    "properties": {
        "error": {"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$", "example": "VALIDATION_ERROR"},
        "detail": {"type": "string", "description": "One sentence for a person."},
        "params": {"type": "object", "additionalProperties": True, "description": "What a client can use."},
    },
    "required": ["error", "detail"],
    "additionalProperties": False,
}
_ERROR_RESPONSE = {
    "description": "An error.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}
_METHODS = {"get", "post", "put", "patch", "delete"}


def document_errors(
    result: dict[str, Any], generator: SchemaGenerator, request: object, public: bool
) -> dict[str, Any]:
    """Gives each operation its error response (a drf-spectacular postprocessing hook)."""
    del generator, request, public
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = _ERROR_SCHEMA
    for operations in result["paths"].values():
        for method, operation in operations.items():
            if method in _METHODS:
                operation["responses"].setdefault("4XX", _ERROR_RESPONSE)
    return result
