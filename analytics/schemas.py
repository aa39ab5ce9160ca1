"""The schema of each event's payload (schemas.json; https://json-schema.org/draft/2020-12)."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from analytics.events import EventName


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((Path(__file__).parent / "schemas.json").read_bytes())
    return document


@cache
def schema_of(name: EventName) -> dict[str, Any]:
    """The JSON Schema of an event's payload; nothing beyond its properties is allowed."""
    document = _document()
    return {
        "$schema": document["$schema"],
        "$defs": document["$defs"],
        "type": "object",
        "additionalProperties": False,
        **document["events"][name.value],
    }


@cache
def _validator(name: EventName) -> Draft202012Validator:
    return Draft202012Validator(schema_of(name))


def known_part(name: EventName, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A payload without the keys that its schema does not have: unknown ones are ignored everywhere."""
    properties = schema_of(name)["properties"]
    return {key: value for key, value in payload.items() if key in properties}


def faults(name: EventName, payload: object) -> list[str]:
    """What is wrong with a payload, one sentence each; none quotes a value. Empty when it is right."""
    return [_sentence(error) for error in _validator(name).iter_errors(payload)]


def _sentence(error: Any) -> str:
    where = ".".join(str(part) for part in error.absolute_path)
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return f"payload lacks {', '.join(missing)}."
    return f"payload{'.' + where if where else ''} is not as its schema says ({error.validator})."
