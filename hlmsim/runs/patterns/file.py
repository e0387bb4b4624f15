"""Pattern files: read with every fault at its place, all at once, as scenario files are."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from hlmsim.errors import InputError, ScenarioError
from hlmsim.runs.design import shipped
from hlmsim.runs.design.values import check_setting, moved
from hlmsim.runs.patterns.language import read_statistic
from hlmsim.runs.patterns.statistic import Statistic
from hlmsim.scenario import Place, Scenario
from hlmsim.scenario.envelope import Kind, declared, located, looks_like, tree_of
from hlmsim.scenario.faults import Faults, in_order, shown
from hlmsim.scenario.files import is_folder
from hlmsim.scenario.numbers import Grade, Part, Text, Words
from hlmsim.scenario.schema import Said
from hlmsim.scenario.tree import Node, data
from hlmsim.scenario.validation import checked
from hlmsim.scenario.variation import varied

USES = ("calibrate", "check")
Scale = Literal["linear", "log", "logit"]
SCALES: tuple[Scale, ...] = get_args(Scale)
"""On which a calibration compares a statistic with its range; by default logit for a share, log for a ratio."""
UNITS = ("share", "points", "score", "weeks", "count", "ratio", "hours")
PATTERN = declared(Kind("pattern", marks=("claims", "pattern", "settings")))
_SCALE_OF: Mapping[str, Scale] = {"share": "logit", "ratio": "log"}
TARGETS = ("above", "below", "between")
NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,39}"
"""Of a pattern: it becomes the name of files."""
_Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Claim:
    """What must hold of a statistic: it lies within ``low`` … ``high`` (−∞ or ∞ where there is no bound).

    says: what that means, by language. unit: how the statistic is shown. scale: on which a calibration compares it.
    grade, source: of the bounds.
    """

    says: Mapping[str, str]
    statistic: Statistic
    low: float
    high: float
    unit: str
    scale: Scale = "linear"
    grade: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Pattern:
    """One pattern: settings of a scenario by name, what each changes by path, and the claims on what they give."""

    name: str
    file: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    use: str
    settings: Mapping[str, Mapping[str, Any]]
    claims: tuple[Claim, ...]
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)


class ClaimModel(Part):
    """One claim: a statistic, and one of ``above``, ``below``, ``between``."""

    says: Said
    statistic: Text
    above: _Finite | None = None
    below: _Finite | None = None
    between: Annotated[list[_Finite], Field(min_length=2, max_length=2)] | None = None
    unit: Annotated[str, Words(*UNITS)] = "score"
    scale: Annotated[Scale, Words(*SCALES)] | None = None
    grade: Grade | None = None
    source: Text | None = None


class PatternModel(Part):
    """A whole pattern file."""

    version: Annotated[Literal[1], Field(alias="schema")]
    pattern: Text
    title: Said
    note: Said | None = None
    use: Annotated[str, Words(*USES)]
    settings: Annotated[dict[str, Any], Field(min_length=1)]
    claims: Annotated[list[ClaimModel], Field(min_length=1)]


def shipped_folder() -> Path:
    """The patterns that come with hlmsim."""
    return shipped.folder() / "patterns"


def pattern_files(folder: Path | None = None) -> list[Path]:
    """The pattern files of a folder (default: the shipped ones), in order of their numbers."""
    files = (folder or shipped_folder()).glob("*.yaml")
    return sorted(files, key=lambda file: (int("".join(filter(str.isdigit, file.stem)) or 0), file.stem))


def pattern_file(name: str | Path) -> Path | None:
    """The file itself, or the shipped pattern of that number."""
    return located(PATTERN, name, shipped_folder())


def asked_files(asked: Sequence[str | Path]) -> list[Path]:
    """The files of patterns asked for by number, as files or as folders, each once; all shipped ones for none.

    Raises InputError for what is none of these.
    """
    files: list[Path] = []
    for one in asked:
        inside = pattern_files(Path.cwd() / one) if is_folder(Path(one)) else None
        file = pattern_file(one) if inside is None else None
        if inside == []:
            raise InputError("usage.no_pattern_inside", parameter="patterns", found=str(one))
        if inside is None and file is None:
            known = [shipped.stem for shipped in pattern_files()]
            raise InputError("usage.no_such_pattern", parameter="patterns", found=str(one), words=known)
        files += inside or ([file] if file is not None else [])
    return list(dict.fromkeys(files)) or pattern_files()


def is_pattern(name: str | Path) -> bool:
    """Whether a file, or the number of a shipped one, is a pattern rather than a scenario or an experiment."""
    return looks_like(PATTERN, pattern_file(name))


def load_patterns(files: Sequence[Path], base: Scenario) -> list[Pattern]:
    """Several patterns of one scenario. Raises ScenarioError with the faults of all of them."""
    found: list[Pattern] = []
    faults = Faults()
    first: dict[str, Path] = {}
    for file in files:
        pattern = _load(file, base, faults)
        if pattern is None:
            continue
        if pattern.name in first:
            place = pattern.places["pattern"]
            faults.add("pattern_twice", place, "pattern", found=pattern.name, first=first[pattern.name].name)
        first.setdefault(pattern.name, file)
        found.append(pattern)
    if faults:
        raise ScenarioError(in_order(faults.found))
    return found


def load_pattern(file: Path, base: Scenario) -> Pattern:
    """One pattern. Raises ScenarioError with every fault."""
    return load_patterns([file], base)[0]


def check_worlds(patterns: Sequence[Pattern], base: Scenario) -> None:
    """Whether what each setting changes fits together with the rest of the scenario, and lasts as long as claims ask.

    Raises ScenarioError with every fault, at the setting or the statistic.
    """
    faults = Faults()
    for pattern in patterns:
        weeks = _weeks(pattern, base, faults)
        if len(weeks) < len(pattern.settings):
            continue
        for number, claim in enumerate(pattern.claims):
            where = f"claims.{number}.statistic"
            for found, week, setting in claim.statistic.beyond(weeks):
                facts = {"found": found, "week": week, "setting": setting, "last": weeks[setting] - 1}
                faults.add("statistic_beyond", pattern.places[where], where, **facts)
    if faults:
        raise ScenarioError(in_order(faults.found))


def _weeks(pattern: Pattern, base: Scenario, faults: Faults) -> dict[str, int]:
    """How many weeks each setting simulates; what cannot be simulated is a fault and left out."""
    weeks: dict[str, int] = {}
    for name, values in pattern.settings.items():
        where = f"settings.{name}"
        try:
            weeks[name] = varied(base, values, name=base.name).weeks
        except ScenarioError as refused:
            place = pattern.places[where]
            faults.found += [moved(one, place, f"{where}.{one.path}" if one.path else where) for one in refused.faults]
    return weeks


def _load(file: Path, base: Scenario, faults: Faults) -> Pattern | None:
    root = tree_of(PATTERN, file, faults)
    if root is None:
        return None
    before = len(faults.found)
    model = checked(PatternModel, root, "", faults)
    settings = dict(_settings(root.get("settings"), base, faults))
    claims = tuple(_claims(root.get("claims"), tuple(settings), faults))
    name = root.get("pattern")
    if name is not None and isinstance(name.value, str) and not re.fullmatch(NAME, name.value):
        faults.add("pattern_name", name.place, "pattern", found=shown(name))
    if model is None or len(faults.found) > before:
        return None
    note = {"fr": "", "en": ""} if model.note is None else model.note.both()
    places = {key: node.start for key, node in root.mapping.items()}
    places |= {f"settings.{key}": node.start for key, node in root.mapping["settings"].mapping.items()}
    places |= {
        f"claims.{k}.statistic": node.mapping["statistic"].place for k, node in enumerate(root.mapping["claims"].items)
    }
    return Pattern(model.pattern, str(file), model.title.both(), note, model.use, settings, claims, places)


def _settings(node: Node | None, base: Scenario, faults: Faults) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What each setting changes; nothing, for the scenario as it is."""
    for name, below in node.mapping.items() if node is not None else ():
        where = f"settings.{name}"
        if not name.isidentifier() or keyword.iskeyword(name):
            faults.add("setting_name", below.start, where, found=name)
        if not below.is_null and not isinstance(below.value, Mapping):
            faults.add("not_a_mapping", below.place, where, found=shown(below))
            continue
        check_setting([base], below.mapping, below.start, where, faults)
        values = {path: data(value) for path, value in below.mapping.items()}
        yield name, values


def _claims(node: Node | None, settings: tuple[str, ...], faults: Faults) -> Iterator[Claim]:
    for number, below in enumerate(node.items if node is not None else ()):
        where = f"claims.{number}"
        statistic = below.get("statistic")
        if not isinstance(below.value, Mapping) or statistic is None:
            continue
        measured = read_statistic(statistic, settings, f"{where}.statistic", faults)
        bounds = _bounds(below, where, faults)
        try:
            model = ClaimModel.model_validate(data(below))
        except ValueError:
            continue
        if measured is not None and bounds is not None:
            said = model.says.both()
            scale = model.scale or _SCALE_OF.get(model.unit, "linear")
            yield Claim(said, measured, *bounds, model.unit, scale, model.grade, model.source)


def _bounds(node: Node, where: str, faults: Faults) -> tuple[float, float] | None:
    """Exactly one way to say what must hold."""
    given = [key for key in TARGETS if node.get(key) is not None]
    if not given:
        faults.add("claim_without_target", node.start, where, allowed=list(TARGETS))
        return None
    if len(given) > 1:
        second = node.mapping[given[1]]
        faults.add("both_given", second.start, f"{where}.{given[1]}", first=given[0], second=given[1])
        return None
    target = node.mapping[given[0]]
    if given[0] == "between":
        numbers = [item.value for item in target.items]
        if len(numbers) != 2 or not all(isinstance(one, (int, float)) for one in numbers):
            return None
        low, high = (float(one) for one in numbers if isinstance(one, (int, float)))
        if low >= high:
            faults.add("range_reversed", target.place, f"{where}.between", low=low, high=high)
            return None
        return low, high
    if not isinstance(target.value, (int, float)):
        return None
    bound = float(target.value)
    return (bound, math.inf) if given[0] == "above" else (-math.inf, bound)
