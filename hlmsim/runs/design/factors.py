"""Factors as the file writes them, long or short, to paths with levels or a range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hlmsim.runs.design.experiment import Factor, Level, Span
from hlmsim.runs.design.schema import SAMPLED, Design, FactorModel, Grid, OneAtATime, Zipped
from hlmsim.runs.design.values import (
    check_setting,
    is_structure,
    is_whole,
    known_range,
    number_at,
    paths_of,
    share_group,
)
from hlmsim.runs.line import written
from hlmsim.scenario import Place, Scenario
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.scalars import meant_number
from hlmsim.scenario.tree import Node, data
from hlmsim.scenario.validation import checked, parameters
from hlmsim.scenario.writing import flow

RESERVED = ("point", "scenario", "world", "case")
"""Columns that every design table has."""
KNOWN = "known"


@dataclass(frozen=True)
class _Reader:
    scenarios: Sequence[Scenario]
    design: Design | None
    faults: Faults

    def factor(self, name: str, node: Node) -> Factor | None:
        """One factor, when nothing is wrong with it."""
        before = len(self.faults.found)
        where = f"factors.{name}"
        written = self.written(node, where)
        model = None if written is None else checked(FactorModel, written, where, self.faults)
        if written is None or model is None:
            return None
        self.check_keys(name, written, where)
        if len(self.faults.found) > before:
            return None
        label = model.label.both() if model.label is not None else None
        found = (
            self.named(name, written, model, where) if model.levels else self.along_paths(name, written, model, where)
        )
        if found is None or len(self.faults.found) > before:
            return None
        self.check_design(found, written, where)
        return replace(found, label=label)

    def written(self, node: Node, where: str) -> Node | None:
        """The long form of what is written, long or short."""
        if node.is_null:
            return Node(node.start, {}, node.key)
        if node.items:
            return Node(node.place, {"values": node}, node.key)
        if isinstance(node.value, Mapping):
            return node
        self.faults.add("factor_not_written", node.place, where, found=shown(node))
        return None

    def check_keys(self, name: str, node: Node, where: str) -> None:
        """Which keys go together."""
        sets = [key for key in ("levels", "path", "paths") if node.get(key) is not None]
        values = [key for key in ("values", "range") if node.get(key) is not None]
        for given in (sets, ["levels", *values] if "levels" in sets else values):
            if len(given) > 1:
                second = node.mapping[given[1]]
                self.faults.add("both_given", second.start, f"{where}.{given[1]}", first=given[0], second=given[1])
        if not sets and not _could_be_path(name):
            self.faults.add("factor_without_path", node.start, where, found=shown(name))
        for key in ("scale", "whole", "steps"):
            if node.get(key) is not None and node.get("range") is None:
                self.faults.add("goes_with", node.mapping[key].start, f"{where}.{key}", found=key, needs="range")

    def along_paths(self, name: str, node: Node, model: FactorModel, where: str) -> Factor | None:
        """A factor that puts one value at its paths."""
        paths = tuple(self.paths(name, node, where))
        if not paths:
            return None
        values = node.get("values")
        levels = tuple(self.levels(paths, values, where)) if values is not None else ()
        span = self.span(paths, node, model, where) if node.get("range") is not None else None
        if span is not None and model.steps is not None:
            levels, span = tuple(_stepped(paths, span, model.steps, node.mapping["range"].place)), None
        return Factor(name, paths, node.start, None, self.labelled(levels, node, model, where), span)

    def paths(self, name: str, node: Node, where: str) -> Iterator[str]:
        """The paths that exist; in every scenario, for numbers."""
        one, several = node.get("path"), node.get("paths")
        words = (one,) if one is not None else several.items if several is not None else (Node(node.start, name),)
        for number, word in enumerate(words):
            path = str(word.value)
            at = where if one is several is None else f"{where}.path" if one is not None else f"{where}.paths.{number}"
            if path in parameters() or is_structure(path):
                yield path
            elif any(known.startswith(f"{path}.") for known in parameters()):
                allowed = [known for known in parameters() if known.startswith(f"{path}.")]
                self.faults.add("more_words", word.place, at, found=path, allowed=allowed)
            else:
                self.faults.unknown("no_such_parameter", word.place, at, found=path, allowed=parameters())

    def levels(self, paths: Sequence[str], values: Node, where: str) -> Iterator[Level]:
        """Listed values, each a number or a word."""
        first: dict[str, Place] = {}
        for number, node in enumerate(values.items):
            at = f"{where}.values.{number}"
            if node.is_null or node.mapping or node.items:
                self.faults.add("values_need_names", node.start, at, found=shown(node))
                continue
            self.check_value(paths, node, at)
            name = _name(node.value)
            if name in first:
                self.faults.add("level_twice", node.place, at, found=name, first=first[name].line)
            first.setdefault(name, node.place)
            yield _listed(paths, node.value, node.place)

    def check_value(self, paths: Sequence[str], node: Node, where: str) -> None:
        """Whether a value may stand at every path."""
        if isinstance(node.value, str) and meant_number(node.value) and not _takes_words(paths):
            suggestion = meant_number(node.value)
            self.faults.add("not_a_number_near", node.place, where, found=shown(node), suggestion=suggestion)
            return
        found = Faults()
        check_setting(self.scenarios, {path: replace(node, key=node.place) for path in paths}, node.place, "", found)
        self.faults.found += [replace(fault, path=where) for fault in found.found]
        self.faults.remarks += [replace(fault, path=where) for fault in found.remarks]

    def named(self, name: str, node: Node, model: FactorModel, where: str) -> Factor:
        """Levels with names, each a set of values by path."""
        levels: list[Level] = []
        paths: dict[str, None] = {}
        for word, below in node.mapping["levels"].mapping.items():
            at = f"{where}.levels.{word}"
            if not isinstance(below.value, Mapping) and not below.is_null:
                self.faults.add("not_a_mapping", below.place, at, found=shown(below))
                continue
            check_setting(self.scenarios, below.mapping, below.place, at, self.faults)
            paths |= dict.fromkeys(paths_of(below.mapping))
            levels.append(Level(word, {path: data(one) for path, one in below.mapping.items()}, below.start))
        marked = self.labelled(levels, node, model, where)
        return Factor(name, tuple(paths), node.start, None, marked, settable=False)

    def labelled(self, levels: Sequence[Level], node: Node, model: FactorModel, where: str) -> tuple[Level, ...]:
        """The levels with what people call them."""
        names = [level.name for level in levels]
        for word in model.labels or {}:
            if word not in names:
                place = node.mapping["labels"].mapping[word].start
                self.faults.unknown("no_such_level", place, f"{where}.labels.{word}", found=word, allowed=names)
        said = {word: one.both() for word, one in (model.labels or {}).items()}
        return tuple(replace(level, label=said.get(level.name)) for level in levels)

    def span(self, paths: Sequence[str], node: Node, model: FactorModel, where: str) -> Span | None:
        """The range written, or the one that stands with the numbers."""
        written = node.mapping["range"]
        at = f"{where}.range"
        pair = self.known(paths, written, at) if written.value == KNOWN else self.pair(paths, written, at)
        if pair is None:
            return None
        whole = model.whole if model.whole is not None else all(is_whole(path) for path in paths)
        low, high = pair
        if low >= high:
            self.faults.add("range_reversed", written.place, at, low=low, high=high)
        if model.scale == "log" and low <= 0.0:
            self.faults.add("log_from_zero", written.place, at, low=low)
        if whole and not (float(low).is_integer() and float(high).is_integer()):
            self.faults.add("range_not_whole", written.place, at, low=low, high=high)
        return Span(float(low), float(high), model.scale == "log", whole)

    def pair(self, paths: Sequence[str], node: Node, where: str) -> tuple[float, float] | None:
        """Two numbers, each within the bounds of the paths."""
        if len(node.items) != 2:
            self.faults.add("bad_range", node.place, where, found=shown(node))
            return None
        before = len(self.faults.found)
        for end in node.items:
            if _takes_words(paths):
                self.faults.add("range_of_words", node.place, where, found=paths[0])
                return None
            if isinstance(end.value, bool) or not isinstance(end.value, (int, float)):
                self.faults.add("bad_range", end.place, where, found=shown(end))
            else:
                self.check_value(paths, end, where)
        if len(self.faults.found) > before:
            return None
        low, high = (end.value for end in node.items)
        return float(low), float(high)  # type: ignore[arg-type] # both were found to be numbers

    def known(self, paths: Sequence[str], node: Node, where: str) -> tuple[float, float] | None:
        """The one range that stands with all these numbers."""
        ranges = set()
        for path in paths:
            for scenario in self.scenarios:
                one = known_range(scenario, path)
                if one is None:
                    self.faults.add("range_not_known", node.place, where, found=path, scenario=scenario.name)
                    return None
                ranges.add(one)
        if len(ranges) > 1:
            found = [f"[{written(low)}, {written(high)}]" for low, high in sorted(ranges)]
            self.faults.add("ranges_differ", node.place, where, found=found)
            return None
        return ranges.pop()

    def check_design(self, factor: Factor, node: Node, where: str) -> None:
        """Whether the design can do something with the factor."""
        if self.design is None:
            return
        kind = self.design.kind
        if isinstance(self.design, (Grid, Zipped)) and factor.span is not None:
            self.faults.add("range_needs_steps", node.mapping["range"].start, f"{where}.range", design=kind)
        elif factor.levels or factor.span:
            return
        elif isinstance(self.design, (Grid, Zipped, *SAMPLED)) or (
            isinstance(self.design, OneAtATime) and self.design.percent is None
        ):
            self.faults.add("factor_without_values", node.start, where, design=kind)
        elif isinstance(self.design, OneAtATime):
            self.check_movable(factor, node, where)

    def check_movable(self, factor: Factor, node: Node, where: str) -> None:
        """A percentage moves one number, or several that are equal."""
        for scenario in self.scenarios:
            found = {number_at(scenario, path) for path in factor.paths}
            if len(found) > 1:
                self.faults.add("percent_of_several", node.start, where, found=sorted(map(str, found)))
            elif None in found:
                self.faults.add("percent_of_nothing", node.start, where, found=factor.paths[0])


def read_factors(
    node: Node | None, scenarios: Sequence[Scenario], design: Design | None, faults: Faults
) -> tuple[Factor, ...]:
    """Every sound factor, in the order of the file. design: None when it is at fault."""
    reader = _Reader(scenarios, design, faults)
    found: list[Factor] = []
    columns: dict[str, Place] = {}
    for name, below in (node.mapping if node is not None else {}).items():
        column = name.strip().lower()
        if column in RESERVED:
            faults.add("factor_name_taken", below.start, f"factors.{name}", found=shown(name), allowed=list(RESERVED))
        elif column in columns:
            first = columns[column].line
            faults.add("factor_twice", below.start, f"factors.{name}", found=shown(name), first=first)
        columns.setdefault(column, below.start)
        factor = reader.factor(name, below)
        if factor is not None:
            found.append(factor)
    _check_apart(found, faults)
    return tuple(_with_ways(found, design, faults))


def _check_apart(factors: Sequence[Factor], faults: Faults) -> None:
    """No two factors may set the same path: which of them would win?"""
    for number, factor in enumerate(factors):
        for other in factors[:number]:
            both = [path for path in factor.paths if any(_overlap(path, one) for one in other.paths)]
            if both:
                where = f"factors.{factor.name}"
                faults.add("path_in_two_factors", factor.place, where, found=both[0], first=other.name)


def _overlap(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")


def _with_ways(factors: Sequence[Factor], design: Design | None, faults: Faults) -> Iterator[Factor]:
    """A single share makes the others give way, unless other factors move them at the same point."""
    groups = [{share_group(path) for path in factor.paths} - {None} for factor in factors]
    for factor, mine in zip(factors, groups, strict=True):
        alone = sum(bool(mine & others) for others in groups) == 1 or isinstance(design, OneAtATime)
        if mine and alone and len(factor.paths) == 1 and factor.settable:
            where = f"factors.{factor.name}"
            faults.remark("shares_give_way", factor.place, where, found=next(iter(mine)))
            yield replace(factor, gives_way=True)
        else:
            yield factor


def _could_be_path(name: str) -> bool:
    return "." in name


def _takes_words(paths: Sequence[str]) -> bool:
    return any(path in parameters() and bool(parameters()[path].choices) for path in paths)


def _name(value: Any) -> str:
    return value if isinstance(value, str) else flow(value)


def _listed(paths: Sequence[str], value: Any, place: Place) -> Level:
    number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return Level(_name(value), dict.fromkeys(paths, value), place, None, number)


def _stepped(paths: Sequence[str], span: Span, steps: int, place: Place) -> Iterator[Level]:
    numbers = dict.fromkeys(_at_step(span, number / (steps - 1)) for number in range(steps))
    yield from (_listed(paths, number, place) for number in numbers)


def _at_step(span: Span, share: float) -> float | int:
    """The nearest whole number where numbers are whole; a draw would count each as a slice of the range."""
    found = replace(span, whole=False).at(share)
    return round(found) if span.whole else found
