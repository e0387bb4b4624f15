"""JSON Schema of a pattern file (draft 2020-12), for editors: from the same models that check it."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from hlmsim.runs.design.editor_schema import part
from hlmsim.runs.patterns.file import NAME, TARGETS, ClaimModel, PatternModel
from hlmsim.scenario.editor_schema import DRAFT


def pattern_schema() -> dict[str, Any]:
    """The schema."""
    return deepcopy(_schema())


@cache
def _schema() -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    found = part(PatternModel, definitions)
    claim = part(ClaimModel, definitions)
    claim["oneOf"] = [{"required": [name]} for name in TARGETS]
    definitions["ClaimModel"] = claim
    properties = found["properties"]
    properties["pattern"]["pattern"] = f"^{NAME}$"
    properties["settings"] |= {
        "additionalProperties": {"type": ["object", "null"]},
        "propertyNames": {"pattern": r"^[^\W\d]\w*$"},
        "minProperties": 1,
    }
    return {"$schema": DRAFT, **found, "$defs": definitions}
