"""JSON Schema of a scenario file (draft 2020-12), for editors: from the same models that check it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from hlmsim.model.week import PARAMETERS
from hlmsim.scenario.schema import Preferences, document

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_COUNTS = ("context.site.households", "context.site.buildings")
_COMPLETE = (
    "ScheduledChange",
    "Expected",
    "Site",
    "Generated",
    "Size",
    "SiteKind",
    "InProportion",
    "Territories",
    "DwellingRow",
    "TieRow",
    Preferences.__name__,
)
"""Parts that a file always writes whole; of the others it may say only what it changes."""


def json_schema(describe: Callable[[str], str | None] | None = None) -> dict[str, Any]:
    """The schema; describe: what a parameter means, by dotted path."""
    schema = deepcopy(_schema())
    if describe is not None:
        for path in (*(parameter.path for parameter in PARAMETERS), *_COUNTS):
            said = describe(path)
            entry = _entry(schema, path)
            if said and entry is not None:
                entry["description"] = said
    return schema


@cache
def _schema() -> dict[str, Any]:
    found = document().model_json_schema(by_alias=True)
    definitions = found.get("$defs", {})
    for name, definition in definitions.items():
        definition.pop("title", None)
        if name not in _COMPLETE and "properties" in definition:
            definition.pop("required", None)
        for entry in definition.get("properties", {}).values():
            entry.pop("title", None)
    for entry in found["properties"].values():
        entry.pop("title", None)
    found["properties"]["partners"] = {
        "type": "object",
        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Partner"}, {"type": "null"}]},
    }
    found["required"] = ["schema"]
    return {"$schema": DRAFT, **found}


def _entry(schema: Mapping[str, Any], path: str) -> dict[str, Any] | None:
    """The property at a dotted path."""
    entry: Any = schema
    for word in path.split("."):
        target = _target(schema, entry)
        entry = target.get("properties", {}).get(word)
        if entry is None:
            return None
    return entry if isinstance(entry, dict) else None


def _target(schema: Mapping[str, Any], entry: Mapping[str, Any]) -> Mapping[str, Any]:
    options = [entry, *entry.get("anyOf", [])]
    reference = next((option["$ref"] for option in options if "$ref" in option), None)
    return entry if reference is None else schema["$defs"][reference.rpartition("/")[2]]
