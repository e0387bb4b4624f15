"""From what pydantic refuses to our faults: a code, facts and the place of the very word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from hlmsim.engine.parameters import ANNUAL_RATE, Parameter
from hlmsim.model.week import PARAMETERS
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.numbers import Part, Written
from hlmsim.scenario.scalars import meant_either, meant_number
from hlmsim.scenario.tree import Node, data, dotted

_SIMPLE = {
    "bool_type": "not_true_false",
    "dict_type": "not_a_mapping",
    "finite_number": "not_finite",
    "list_type": "not_a_list",
    "model_attributes_type": "not_a_mapping",
    "model_type": "not_a_mapping",
    "string_pattern_mismatch": "bad_grade",
    "string_too_short": "empty_name",
    "string_type": "not_text",
    "tuple_type": "not_a_list",
    "text_missing": "text_missing",
}
"""Errors that need nothing but what was found."""
_EMPTY = {"domains": "partner_without_domain", "sites": "partner_without_site", "dwellings": "no_dwelling"}
_BOUNDS = {
    "greater_than_equal": ("too_low", "ge"),
    "less_than_equal": ("too_high", "le"),
    "less_than": ("too_high", "lt"),
}
_CHANGES = ("relative_nothing", "relative_amount", "relative_word", "both_given")
"""Why a change of an inherited number could not be worked out."""
_PAIRS = ("range", "between")
"""Keys that take two numbers."""


@cache
def parameters() -> dict[str, Parameter]:
    """Every parameter by scalar path."""
    return {path: parameter for parameter in PARAMETERS for path in parameter.paths}


def checked[M: Part](model: type[M], node: Node, path: str, faults: Faults) -> M | None:
    """The node as this model, or None and the faults."""
    try:
        return model.model_validate(data(node))
    except ValidationError as refused:
        for error in refused.errors(include_url=False, include_input=False):
            _add(model, node, path, dict(error), faults)
        return None


def sound[M: Part](model: type[M], node: Node) -> M | None:
    """The node as this model when nothing is wrong with it; what is wrong has been said."""
    try:
        return model.model_validate(data(node))
    except ValidationError:
        return None


def _add(model: type[BaseModel], node: Node, path: str, error: dict[str, Any], faults: Faults) -> None:
    kind, loc = str(error["type"]), list(error["loc"])
    here, words, left = _find(node, loc, blank=kind != "missing")
    full = dotted(path, *words)
    if kind == "missing":
        _missing(here, full, left, faults)
    elif kind == "extra_forbidden":
        allowed = _allowed(model, tuple(part for part in loc[:-1] if isinstance(part, str) and not _is_tag(part)))
        faults.unknown("unknown_key", here.start, full, found=str(loc[-1]), allowed=allowed)
    elif kind == "int_type" and len(left) == 1 and str(left[0]) in here.mapping:  # written, and blank
        _missing(here, full, left, faults)
    elif kind in {"float_type", "int_type", "int_from_float"}:
        _not_a_number(here, full, kind, faults)
    elif kind in _BOUNDS:
        _out_of_bounds(here, full, error, faults)
    elif kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
        faults.unknown("unknown_word", here.place, full, found=shown(here), allowed=allowed)
    elif kind == "range_reversed":
        faults.add("range_reversed", here.place, full, **error["ctx"])
    elif kind in _CHANGES:
        _not_changed(here, full, kind, error["ctx"], faults)
    elif kind in {"too_short", "too_long"} or (kind == "list_type" and loc[-1] in _PAIRS):
        bare = "list_empty" if kind == "too_short" else "not_allowed"
        code = "bad_range" if loc[-1] in _PAIRS else _EMPTY.get(str(loc[-1]), bare)
        faults.add("no_site" if full == "sites" else code, here.start, full, found=shown(here))
    else:
        faults.add(_SIMPLE.get(kind, "not_allowed"), here.place, full, found=shown(here))


def _find(node: Node, loc: Sequence[str | int], *, blank: bool) -> tuple[Node, list[str | int], list[str | int]]:
    """The deepest node on the way, the words that lead to it, and those that found nothing.

    blank: whether a last word with nothing behind it counts as found.
    """
    words: list[str | int] = []
    left = [part for part in loc if not _is_tag(part)]
    while left:
        part = left[0]
        if isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        elif part in node.mapping and (blank or len(left) > 1 or not node.mapping[str(part)].is_null):
            node = node.mapping[str(part)]
        else:
            break
        words.append(left.pop(0))
    return node, words, left


def _is_tag(part: str | int) -> bool:
    """Names of alternatives in the schema, ``<list>``; no key of a file reads so to us."""
    return isinstance(part, str) and part.startswith("<") and part.endswith(">")


def _missing(node: Node, path: str, left: Sequence[str | int], faults: Faults) -> None:
    name = str(left[-1]) if left else ""
    full = dotted(path, *left)
    null = node.mapping.get(name)
    place = null.start if null is not None else node.start
    known = any(other == full or other.startswith(f"{full}.") for other in parameters())
    faults.add("value_missing" if known else "key_missing", place, full, found=name)


def _not_changed(node: Node, path: str, kind: str, facts: dict[str, Any], faults: Faults) -> None:
    if kind == "both_given":
        faults.add(kind, node.mapping[facts["second"]].start, path, first=facts["first"], second=facts["second"])
        return
    word = facts["found"]
    if kind == "relative_amount":
        _not_a_number(node.mapping[word], dotted(path, word), "float_type", faults)
    else:
        faults.add(kind, node.mapping[word].start, dotted(path, word), found=word)


def _not_a_number(node: Node, path: str, kind: str, faults: Faults) -> None:
    if kind != "float_type" and isinstance(node.value, float):
        faults.add("not_whole", node.place, path, found=shown(node))
        return
    word = node.value if isinstance(node.value, str) else ""
    meant, either = meant_number(word), meant_either(word)
    if "%" in word and not _is_fraction(path, kind):
        meant = word.replace("%", "").replace(",", ".").strip() if path.endswith("percent") else None
    if either is not None:
        faults.add("comma_either", node.place, path, found=shown(node), first=either[0], second=either[1])
    elif meant is None:
        faults.add("not_a_number", node.place, path, found=shown(node))
    elif meant == word:
        faults.add("number_in_quotes", node.place, path, found=shown(node))
    else:
        faults.add("not_a_number_near", node.place, path, found=shown(node), suggestion=meant)


def _is_fraction(path: str, kind: str) -> bool:
    """Whether 20 % is 0.2 here: of shares and rates, and not of hours, weeks and percents."""
    parameter = _parameter_of(path)
    if parameter is not None:
        return parameter.bounds[1] <= 1 or parameter.kind is ANNUAL_RATE
    return kind == "float_type" and not path.endswith("percent")


def _parameter_of(path: str) -> Parameter | None:
    """The parameter that stands at a path of a file, if one does."""
    return parameters().get(re.sub(r"^.*\.set\.|\.(value|range(\.\d)?)$", "", path))


def _out_of_bounds(node: Node, path: str, error: dict[str, Any], faults: Faults) -> None:
    parameter = _parameter_of(path)
    if parameter is not None:
        low, high = parameter.bounds
        faults.add("out_of_bounds", node.place, path, found=shown(node), low=low, high=high)
        return
    code, bound = _BOUNDS[error["type"]]
    limit = error["ctx"][bound] - (1 if bound == "lt" else 0)
    faults.add(code, node.place, path, found=shown(node), limit=limit)


@lru_cache(maxsize=1024)
def _allowed(model: type[BaseModel], words: tuple[str, ...]) -> list[str]:
    """The keys known below these words."""
    models = [model]
    for part in words:
        fields = [field for one in models for name, field in _fields(one) if name == part]
        if fields:
            models = [below for field in fields for below in _models(field.annotation)]
    return [name for one in models for name in (*(name for name, _ in _fields(one)), *_changes(one))]


def _fields(model: type[BaseModel]) -> list[tuple[str, Any]]:
    return [(field.alias or name, field) for name, field in model.model_fields.items()]


def _changes(model: type[BaseModel]) -> tuple[str, ...]:
    """Keys that are worked out before a model sees them."""
    return model.changes if issubclass(model, Written) else ()


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
