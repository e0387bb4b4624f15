"""A number or word of a scenario: bare, or ``{value, range, grade, source}``; one pydantic model for each sort.

A change of an inherited number, ``{add: 2}``, is worked out where files are joined (see ``relative``); one that is
still there cannot be.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, ClassVar, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    create_model,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from hlmsim.engine.parameters import SWITCH, Parameter
from hlmsim.scenario.tree import RELATIVE

GRADES = "ABCU"
Grade = Annotated[str, Field(strict=True, pattern=rf"^[{GRADES}](/[{GRADES}])?$")]
Text = Annotated[str, Field(strict=True)]


class Part(BaseModel):
    """Any part of a scenario file: unknown keys are refused, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, protected_namespaces=())

    @model_validator(mode="before")
    @classmethod
    def _blank_is_not_written(cls, found: Any) -> Any:
        """A known key that is blank says nothing; an unknown one is refused, blank or not."""
        return cls._written(found) if isinstance(found, dict) else found

    @classmethod
    def _written(cls, found: dict[str, Any]) -> dict[str, Any]:
        if None not in found.values():
            return found
        known = _keys(cls)
        return {key: value for key, value in found.items() if value is not None or key not in known}


@cache
def _keys(model: type[Part]) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in model.model_fields.items())


class Written(Part):
    """A value with what is known about it. A bare value stands for ``{value: …}``."""

    changes: ClassVar[tuple[str, ...]] = ()
    """Keys that change an inherited one."""
    value: Any
    grade: Grade | None = None
    source: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _blank_is_not_written(cls, found: Any) -> Any:
        if not isinstance(found, dict):
            return {"value": found}
        cls._refuse_change(found)
        return cls._written(found)

    @classmethod
    def _refuse_change(cls, found: dict[str, Any]) -> None:
        """A change of an inherited number that could not be worked out."""
        keys = [key for key in ("value", *RELATIVE) if key in found]
        asked = [key for key in keys if key in RELATIVE]
        if not asked:
            return
        facts = {"first": keys[0], "second": keys[1]} if len(keys) > 1 else {"found": asked[0]}
        amount = found[asked[0]]
        if not cls.changes:
            code = "relative_word"
        elif len(keys) > 1:
            code = "both_given"
        elif isinstance(amount, (int, float)) and not isinstance(amount, bool):
            code = "relative_nothing"
        else:
            code = "relative_amount"
        raise PydanticCustomError(code, "change", {"found": asked[0], **facts})

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        whole = handler(core)
        found = handler.resolve_ref_schema(whole)
        if "properties" in found:
            alone = dict(found)
            found.clear()
            found["anyOf"] = [alone["properties"]["value"], alone, *(_changing(alone, key) for key in cls.changes)]
        return whole


class Number(Written):
    """A number with its plausible range; :func:`number` and :class:`Between` give it bounds."""

    changes = RELATIVE
    range: Any = None

    @field_validator("range", mode="after")
    @classmethod
    def _low_then_high(cls, found: list[float] | None) -> list[float] | None:
        if found is not None and found[0] > found[1]:
            raise PydanticCustomError("range_reversed", "range", {"low": found[0], "high": found[1]})
        return found


def _changing(alone: JsonSchemaValue, key: str) -> JsonSchemaValue:
    """The schema of a change of an inherited number."""
    beside = {name: said for name, said in alone["properties"].items() if name != "value"}
    return {**alone, "properties": {key: {"type": "number"}, **beside}, "required": [key]}


def _whole(found: Any) -> Any:
    """8.0 is the whole number 8."""
    return int(found) if isinstance(found, float) and found.is_integer() else found


def _switch(found: Any) -> Any:
    return int(found) if isinstance(found, bool) else _whole(found)


@cache
def number(low: float, high: float, *, integer: bool = False, switch: bool = False) -> type[Number]:
    """The model of a number within bounds."""
    bounds = Field(strict=True, ge=low, le=high, allow_inf_nan=None if integer else False)
    if integer:
        value: Any = Annotated[int, bounds, BeforeValidator(_switch if switch else _whole)]
    else:
        value = Annotated[float, bounds]
    name = (
        f"{'Whole' if integer else 'Number'}_{low:g}_{high:g}".replace("-", "minus").replace("+", "").replace(".", "p")
    )
    pair = Annotated[list[value], Field(min_length=2, max_length=2)] | None
    fields: dict[str, Any] = {"value": (value, ...), "range": (pair, None)}
    return cast(type[Number], create_model(name, __base__=Number, **fields))


@cache
def word(*words: str) -> type[Written]:
    """The model of a word of a closed list."""
    fields: dict[str, Any] = {"value": (Annotated[str, Words(*words)], ...)}
    return create_model(f"Word_{'_'.join(words)}", __base__=Written, **fields)


class Words:
    """Says of a text that it is one word of a closed list."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.words))


class Between:
    """Says of a :class:`Number` which bounds it has."""

    def __init__(self, low: float, high: float, *, integer: bool = False) -> None:
        self.model = number(low, high, integer=integer)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(self.model)


def of_parameter(parameter: Parameter) -> type[Written]:
    """The model of one number of a parameter."""
    if parameter.choices:
        return word(*parameter.choices)
    low, high = parameter.bounds
    kind = parameter.kind
    return number(float(low), float(high), integer=kind.integer, switch=kind is SWITCH)
