"""What a manifest may hold, key by key: for those that carry no hash of themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

_EXTRA, _MISSING = "extra_forbidden", "missing"
_LONGEST = 60

type Problem = tuple[str, list[str | int], dict[str, Any]]


def _inside(name: str) -> str:
    """A path that stays in its folder."""
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/") or PureWindowsPath(name).anchor or "\\" in name:
        raise ValueError(name)
    return name


Inside = Annotated[str, AfterValidator(_inside)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Described(_Strict):
    """A scenario as it was simulated."""

    name: str
    hash: str
    file: str | None = None
    title: dict[str, str]
    weeks: Annotated[int, Field(ge=1)]
    burn_in: Annotated[int, Field(ge=0)]
    values: dict[str, Any]
    folder: Inside | None = None


class Stage(_Strict):
    """A stage of a sensitivity analysis."""

    folder: Inside
    points: int


class Manifest(_Strict):
    """All that any kind of results folder says of itself."""

    schema_: Annotated[int, Field(alias="schema", ge=1)]
    kind: Literal["batch", "sweep", "sensitivity"]
    study_seed: Annotated[int, Field(ge=0)]
    replicates: Annotated[int, Field(ge=1)]
    weekly_groups: bool = False
    scenarios: list[Described]
    versions: dict[str, str | None]
    files: dict[Inside, str]
    made: dict[str, Any]
    hash: str | None = None
    experiment: dict[str, Any] | None = None
    factors: list[dict[str, Any]] = []
    design: dict[str, Any] = {}
    worlds: dict[str, Any] | None = None
    outcomes: list[str] = []
    reference: dict[str, Any] | None = None
    points: int = 0
    cases: int = 0
    shelves: list[Inside] = []
    compared: bool = False
    stages: list[Stage] = []
    kept: list[str] = []
    noise: dict[str, float | None] = {}
    first: dict[str, list[str]] = {}


def problems_of(content: Any) -> Iterator[Problem]:
    """Code, path and facts of everything that no manifest says."""
    try:
        Manifest.model_validate(content)
    except ValidationError as refused:
        for error in refused.errors(include_url=False, include_context=False):
            path = [step for step in error["loc"] if step != "[key]"]
            if error["type"] == _EXTRA:
                yield "manifest_key_unknown", path, {"found": str(path[-1])[:_LONGEST]}
            elif error["type"] == _MISSING:
                yield "manifest_key_missing", path, {"found": str(path[-1])}
            else:
                yield "manifest_value", path, {"found": repr(error["input"])[:_LONGEST]}
