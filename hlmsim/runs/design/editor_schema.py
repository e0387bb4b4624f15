"""JSON Schema of an experiment file (draft 2020-12), for editors: from the same models that check it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from pydantic import BaseModel

from hlmsim.model.outcomes import OUTCOMES
from hlmsim.runs.design.factors import KNOWN
from hlmsim.runs.design.schema import DESIGNS, FactorModel, FileModel, GroupModel, WorldsModel
from hlmsim.scenario.editor_schema import DRAFT

_SCALAR = {"type": ["string", "number", "boolean"]}
_PAIR = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


def experiment_schema() -> dict[str, Any]:
    """The schema."""
    return deepcopy(_schema())


@cache
def _schema() -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    found = part(FileModel, definitions)
    factor = part(FactorModel, definitions)
    factor["properties"]["values"] = {"type": "array", "items": _SCALAR, "minItems": 1}
    factor["properties"]["range"] = {"anyOf": [_PAIR, {"const": KNOWN}]}
    factor["properties"]["levels"] = {"type": "object", "additionalProperties": {"type": ["object", "null"]}}
    worlds = part(WorldsModel, definitions)
    properties = found["properties"]
    values = {"type": "array", "items": _SCALAR, "minItems": 1}
    properties["factors"] = {"type": "object", "additionalProperties": {"anyOf": [factor, values, {"type": "null"}]}}
    properties["design"] = {"anyOf": [_design(kind, model, definitions) for kind, model in DESIGNS.items()]}
    properties["worlds"] = {"anyOf": [{"type": "integer", "minimum": 1}, worlds]}
    group = part(GroupModel, definitions)
    members = group["properties"]["factors"]
    properties["groups"] = {"type": "object", "additionalProperties": {"anyOf": [members, group]}}
    names = [outcome.name for outcome in OUTCOMES]
    properties["outcomes"] = {"type": "array", "items": {"enum": names}}
    properties["precision"]["propertyNames"] = {"enum": names}
    found["required"] = ["schema", "scenarios"]
    return {"$schema": DRAFT, **found, "$defs": definitions}


def _design(kind: str, model: type[BaseModel], definitions: dict[str, Any]) -> dict[str, Any]:
    found = part(model, definitions)
    found["properties"]["kind"] = {"const": kind}
    found["required"] = ["kind", *(name for name in found.get("required", ()) if name != "kind")]
    return found


def part(model: type[BaseModel], definitions: dict[str, Any]) -> dict[str, Any]:
    """One model without the titles that pydantic makes up; a key that may be left out may not be null."""
    found = model.model_json_schema(by_alias=True)
    definitions |= {name: _plain(one) for name, one in found.pop("$defs", {}).items()}
    return _plain(found)


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in found.items() if key != "title"}
    entries = {name: _entry(entry) for name, entry in kept.get("properties", {}).items()}
    return {**kept, "properties": entries}


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in entry.items() if key not in {"title", "default"}}
    options = [one for one in kept.get("anyOf", ()) if one != {"type": "null"}]
    if len(options) == 1:
        return {**{key: value for key, value in kept.items() if key != "anyOf"}, **options[0]}
    return {**kept, "anyOf": options} if options else kept
