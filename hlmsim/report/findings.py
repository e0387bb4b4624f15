"""The answer of a sweep as rows that tables, pages and figures are made from, and the names of its factors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hlmsim.analysis.factors import SCENARIO
from hlmsim.locales import has, number, text
from hlmsim.report.parameters import element
from hlmsim.report.rows import spread_of
from hlmsim.report.views import CONFIDENCE, is_simultaneous

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.analysis.ignorance import InWorlds


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of an answer (:data:`hlmsim.analysis.sweeps.COLUMNS` says what each field means)."""

    kind: str
    outcome: str
    factor: str
    setting: str
    reference: str
    other_factor: str
    other_setting: str
    other_reference: str
    point: int
    cells: int
    replicates: int
    dropped: int
    level: float
    difference: float
    low: float
    high: float
    helps: float
    worlds: int
    world_helps: float
    r_squared: float
    verdict: str
    spread: InWorlds | None = None
    dropped_share: float = 0.0
    margin: float = math.nan
    equivalence: str = ""
    confidence: float = CONFIDENCE

    @property
    def together(self) -> bool:
        """Whether its interval holds together with others."""
        return is_simultaneous(self.confidence)


def findings_of(table: DataFrame) -> list[Finding]:
    """Every row of an answer; where more is neither better nor worse, nothing helps."""
    return [_finding(row) for row in table.to_dict("records")]


def _finding(row: Mapping[Any, Any]) -> Finding:
    judged = bool(row["better"])
    return Finding(
        kind=str(row["kind"]),
        outcome=str(row["outcome"]),
        factor=_word(row["factor"]),
        setting=_word(row["setting"]),
        reference=_word(row["reference"]),
        other_factor=_word(row["other_factor"]),
        other_setting=_word(row["other_setting"]),
        other_reference=_word(row["other_reference"]),
        point=_count(row["point"]),
        cells=_count(row["cells"]),
        replicates=_count(row["replicates"]),
        dropped=_count(row["dropped"]),
        level=float(row["level"]),
        difference=float(row["difference"]),
        low=float(row["low"]),
        high=float(row["high"]),
        helps=float(row["helps"]) if judged else math.nan,
        worlds=_count(row["worlds"]),
        world_helps=float(row["world_helps"]) if judged else math.nan,
        r_squared=float(row["r_squared"]),
        verdict=str(row["verdict"]),
        spread=spread_of(row) if _count(row["worlds"]) > 1 else None,
        dropped_share=float(row.get("dropped_share", 0.0)),
        margin=float(row.get("margin", math.nan)),
        equivalence=_word(row.get("equivalence", "")),
        confidence=float(row.get("confidence", CONFIDENCE)),
    )


def _word(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""


def _count(cell: Any) -> int:
    return 0 if cell is None or math.isnan(cell) else int(cell)


@dataclass(frozen=True, slots=True)
class FactorName:
    """What people call a factor, and its settings where the experiment says so. unit: empty for named levels."""

    label: str
    unit: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SweepNames:
    """Names of factors, settings and base scenarios in one language."""

    factors: Mapping[str, FactorName]
    scenarios: Mapping[str, str]
    lang: str

    def factor(self, name: str, *, unit: bool = True) -> str:
        """A factor, with the unit of its numbers."""
        if name == SCENARIO and name not in self.factors:
            return text("answer.scenario", self.lang)
        known = self.factors.get(name, FactorName(name))
        return f"{known.label} ({known.unit})" if unit and known.unit else known.label

    def setting(self, factor: str, setting: str) -> str:
        """A setting of a factor: its label, or its number as the language writes it."""
        if factor == SCENARIO and factor not in self.factors:
            return self.scenarios.get(setting, setting)
        known = self.factors.get(factor, FactorName(factor)).settings
        if setting in known:
            return known[setting]
        return " + ".join(self._written(part) for part in setting.split(" + "))

    def _written(self, setting: str) -> str:
        if not setting:
            return text("answer.as_is", self.lang)
        try:
            return number(float(setting), self.lang)
        except ValueError:
            known = (f"words.{kind}.{setting}" for kind in _CHOICES)
            return next((text(key, self.lang) for key in known if has(key, self.lang)), setting)

    def placed(self, factor: str, setting: str) -> str:
        """A factor at a setting, in one phrase."""
        shown = self.setting(factor, setting)
        return text("answer.placed", self.lang, factor=self.factor(factor, unit=False), setting=shown)

    def combination(self, setting: str, reference: str) -> str:
        """What a combination has that the reference has not."""
        own, against = (pairs_of(each) for each in (setting, reference))
        differing = [self.placed(factor, value) for factor, value in own.items() if against.get(factor) != value]
        return " · ".join(differing) or text("answer.reference_point", self.lang)


def pairs_of(combination: str) -> dict[str, str]:
    """Settings of a combination by factor."""
    pairs = (part.partition("=") for part in combination.split("; "))
    return {name: value for name, _, value in pairs}


_CHOICES = ("governance", "action_rule", "trigger")
_UNITLESS = frozenset({"choice", "count", "switch"})


def factor_label(name: str, said: Mapping[str, str] | None, paths: Sequence[str], lang: str) -> str:
    """A factor's label: as the experiment says, or that of the one parameter it changes, or its name."""
    if said and said.get(lang):
        return said[lang]
    known = _parameter(paths)
    if not known:
        return name
    label, parts = text(f"parameters.label.{known}", lang), {path.rpartition(known)[2].lstrip(".") for path in paths}
    part = parts.pop() if len(parts) == 1 else ""
    return f"{label} – {element(part, lang)}" if part else label


def factor_unit(paths: Sequence[str], lang: str) -> str:
    """The unit of the numbers of a factor that changes one parameter; empty otherwise, and of counts and words."""
    from hlmsim.model.week import PARAMETERS

    known = _parameter(paths)
    kinds = {parameter.path: parameter.kind.name for parameter in PARAMETERS}
    return text(f"words.kind.{kinds[known]}", lang) if kinds.get(known, "count") not in _UNITLESS else ""


def _parameter(paths: Sequence[str]) -> str:
    """The parameter that all paths belong to (elements of a list are its parts); empty if there is not one."""
    found = {_owner(path) for path in paths}
    return found.pop() if len(found) == 1 else ""


def _owner(path: str) -> str:
    parts = path.split(".")
    if parts[0] == "changes" and "set" in parts:
        parts = parts[parts.index("set") + 1 :]
    while parts:
        if has(f"parameters.label.{'.'.join(parts)}", "en"):
            return ".".join(parts)
        parts.pop()
    return ""
