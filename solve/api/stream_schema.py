"""The streams in /openapi.json, described by hand: they are no DRF views."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator

_SECURITY: list[dict[str, list[str]]] = [{"bearerAuth": []}, {"cookieAuth": []}]
_STREAM = """
A `text/event-stream`. Each event has an `id:` line, from 1, and its JSON on one `data:` line:

- `start` `{"message_id", "user_message_id", "step"}`, first
- `token` `{"content"}`, many
- one terminal event: `done` `{"next_step", "emotion_detected", "confidence", "message_id", "status"}`, with
  `options` `[{"title", "pros", "cons", "effort"}]` or `first_step` `{"action", "when"}` where the reply lists
  two or three options, or confirms a first step; or
  `error` `{"error": "STREAM_ERROR", "next_step"}`, `stopped` or `interrupted` `{"next_step"}`
- `reset`, without an id, before a reply that is sent again from its first event

A comment line is a heartbeat. The reply goes on, and is stored, whether or not anybody reads the stream.
"""


def _parameter(name: str, place: str = "path", **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "schema": {"type": "string"} | schema,
    }


def _stream_response() -> dict[str, Any]:
    return {"description": _STREAM, "content": {"text/event-stream": {"schema": {"type": "string"}}}}


def _send() -> dict[str, Any]:
    crisis = {"$ref": "#/components/schemas/CrisisAnswer"}
    answer = _stream_response()
    answer["content"]["application/json"] = {"schema": crisis}
    body = {"$ref": "#/components/schemas/Send"}
    return {
        "operationId": "message_send",
        "summary": "Sends a message and streams the reply.",
        "description": (
            "A message that shows an acute crisis is answered with helplines instead of a model's reply: as "
            "`token` and `done` events for a client that accepts `text/event-stream`, as JSON otherwise."
        ),
        "tags": ["sessions"],
        "parameters": [
            _parameter("session_id", format="uuid"),
            _parameter("Idempotency-Key", "header", maxLength=128),
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "security": _SECURITY,
        "responses": {"200": answer},
    }


def _read() -> dict[str, Any]:
    page = {"schema": {"$ref": "#/components/schemas/MessagePage"}}
    return {
        "operationId": "message_list",
        "summary": "A part of the conversation, oldest first.",
        "tags": ["sessions"],
        "parameters": [
            _parameter("session_id", format="uuid"),
            _parameter("limit", "query", type="integer", minimum=1, maximum=100, default=100),
            _parameter("offset", "query", type="integer", minimum=0, maximum=2**31 - 1, default=0),
        ],
        "security": _SECURITY,
        "responses": {"200": {"description": "The messages.", "content": {"application/json": page}}},
    }


def _resume() -> dict[str, Any]:
    return {
        "operationId": "message_stream",
        "summary": "What was missed of a reply, then the rest as it comes.",
        "tags": ["sessions"],
        "parameters": [
            _parameter("session_id", format="uuid"),
            _parameter("message_id", format="uuid"),
            _parameter("Last-Event-ID", "header"),
            _parameter("last_event_id", "query"),
        ],
        "security": _SECURITY,
        "responses": {
            "200": _stream_response(),
            "204": {"description": "All was seen and nothing runs."},
        },
    }


def _stop() -> dict[str, Any]:
    schema = {"type": "object", "properties": {"message_id": {"type": "string", "format": "uuid"}}}
    return {
        "operationId": "message_stop",
        "summary": "Ends a running reply and keeps what is written.",
        "tags": ["sessions"],
        "parameters": [_parameter("session_id", format="uuid"), _parameter("message_id", format="uuid")],
        "security": _SECURITY,
        "responses": {
            "202": {"description": "Asked to stop.", "content": {"application/json": {"schema": schema}}}
        },
    }


_SCHEMAS = {
    "CrisisAnswer": {
        "type": "object",
        "properties": {
            "blocked": {"type": "boolean"},
            "reason": {"type": "string", "enum": ["CRISIS"]},
            "resources": {"type": "object", "additionalProperties": {"type": "string"}},
            "message": {"type": "string"},
        },
        "required": ["blocked", "reason", "resources", "message"],
    },
    "MessagePage": {
        "type": "object",
        "properties": {
            "messages": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
            "total": {"type": "integer"},
            "limit": {"type": "integer"},
            "offset": {"type": "integer"},
        },
        "required": ["messages", "total", "limit", "offset"],
    },
    "Send": {
        "type": "object",
        "properties": {
            "content": {"type": "string", "minLength": 1, "maxLength": 4000},
            "step": {"type": "string", "enum": ["receive", "clarify", "reframe", "options", "commit"]},
            "client_message_id": {"type": "string", "maxLength": 128, "nullable": True},
        },
        "required": ["content", "step"],
    },
}


def document_streams(
    result: dict[str, Any], generator: SchemaGenerator, request: object, public: bool
) -> dict[str, Any]:
    """Adds the streams to the description (a drf-spectacular postprocessing hook)."""
    del generator, request, public
    paths = result["paths"]
    paths["/sessions/{session_id}/messages"] = {"get": _read(), "post": _send()}
    paths["/sessions/{session_id}/messages/{message_id}/stream"] = {"get": _resume()}
    paths["/sessions/{session_id}/messages/{message_id}/stop"] = {"post": _stop()}
    result["components"]["schemas"].update(_SCHEMAS)
    return result
