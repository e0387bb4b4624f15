"""Experiment files: read with every fault at its place, all at once, as scenario files are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from hlmsim.errors import ScenarioError
from hlmsim.model.outcomes import OUTCOMES
from hlmsim.runs.design import shipped
from hlmsim.runs.design.cells import read_cell
from hlmsim.runs.design.experiment import DEFAULT_LIMIT, DEFAULT_REPLICATES, Cell, Experiment, Factor, Group
from hlmsim.runs.design.factors import read_factors
from hlmsim.runs.design.schema import DESIGNS, Design, FileModel, Grid, GroupModel, Listed, Morris, OneAtATime, Sobol
from hlmsim.runs.design.uncertain_factors import with_uncertain
from hlmsim.runs.design.world_files import read_worlds
from hlmsim.scenario import Place, Scenario, load
from hlmsim.scenario.envelope import Kind, declared, located, looks_like, text_of, tree_of
from hlmsim.scenario.extends import scenario_named
from hlmsim.scenario.faults import Faults, faulty, in_order, shown
from hlmsim.scenario.schema import Said
from hlmsim.scenario.tree import Node
from hlmsim.scenario.validation import checked, sound

EXPERIMENT = declared(Kind("experiment", marks=("factors", "design", "scenarios")))


def is_experiment(file: str | Path) -> bool:
    """Whether a file, or a bare name, is an experiment rather than a scenario."""
    return looks_like(EXPERIMENT, _found(file))


def load_experiment(file: str | Path, *, weeks: int | None = None, scenarios: Path | None = None) -> Experiment:
    """An experiment from a file, or a shipped one by its bare name.

    weeks: another horizon for its scenarios. scenarios: the folder that holds them all (default: they are beside the
    file, or shipped).
    Raises ScenarioError with every fault of the file and of the scenarios that it names, in order.
    """
    faults = Faults()
    path = _found(file)
    if path is None:
        faults.unknown("no_such_experiment", Place(str(file), 1, 1), "", found=str(file), allowed=list(shipped.names()))
        raise ScenarioError(faults.found)
    root = tree_of(EXPERIMENT, path, faults)
    text = text_of(EXPERIMENT, path, Faults()) or ""
    if root is None:
        raise ScenarioError(in_order(faults.found))
    found = _Reader(path, root, scenarios or path.parent, weeks, faults).read(text)
    if faults or found is None:
        raise ScenarioError(in_order(faults.found))
    return replace(found, warnings=tuple(in_order(faults.remarks)))


def _is_list(node: Node) -> bool:
    return not isinstance(node.value, Mapping) and not node.is_null


def _found(file: str | Path) -> Path | None:
    """The file itself, or the shipped experiment of that name."""
    return located(EXPERIMENT, file, shipped.folder())


@dataclass(frozen=True)
class _Reader:
    path: Path
    root: Node
    folder: Path
    weeks: int | None
    faults: Faults

    def read(self, text: str) -> Experiment | None:
        """The experiment; None when the file has no shape. Parts at fault are left out, the others checked too."""
        model = checked(FileModel, self.root, "", self.faults)
        scenarios = tuple(self.scenarios())
        design = self.design()
        factors = read_factors(self.section("factors"), scenarios, design, self.faults) if scenarios else ()
        factors = with_uncertain(self.root, design, scenarios, factors, self.faults)
        known = bool(scenarios) and not faulty("factors", self.faults)
        points = tuple(self.points(factors, scenarios)) if known and isinstance(design, Listed) else ()
        groups = self.groups(factors, design) if known else {}
        reference = self.reference(factors, scenarios) if known else {}
        outcomes = tuple(self.outcomes())
        precision = dict(self.precision())
        self.check_together(factors, scenarios, design)
        worlds = read_worlds(self.root.get("worlds"), scenarios, factors, self.faults) if scenarios else None
        if model is None or design is None:
            return None
        return Experiment(
            name=self.path.stem,
            file=str(self.path),
            text=text,
            title=self.said("title", self.path.stem),
            question=self.said("question", ""),
            scenarios=scenarios,
            factors=factors,
            design=design,
            points=points,
            groups=groups,
            replicates=model.replicates or DEFAULT_REPLICATES,
            precision=precision,
            limit=model.limit or DEFAULT_LIMIT,
            worlds=worlds,
            outcomes=outcomes,
            reference=reference,
            expected_minutes=model.expected_minutes,
            seed=model.seed,
            places=self.places(),
        )

    def places(self) -> dict[str, Place]:
        """Where the parts stand, and the points of a listed design."""
        places = {key: node.start for key, node in self.root.mapping.items()}
        listed = self.root.get("design", "points")
        items = listed.items if listed is not None else ()
        return places | {f"design.points.{number}": node.start for number, node in enumerate(items)}

    def section(self, key: str) -> Node | None:
        """A part of the file that is a mapping."""
        node = self.root.get(key)
        return node if node is not None and isinstance(node.value, Mapping) else None

    def said(self, key: str, otherwise: str) -> dict[str, str]:
        """A text in both languages."""
        node = self.root.get(key)
        said = None if node is None else sound(Said, node)
        return {"fr": otherwise, "en": otherwise} if said is None else said.both()

    def scenarios(self) -> Iterator[Scenario]:
        """Each scenario named, from beside the file or among the shipped ones."""
        asked = self.root.get("scenarios")
        first: dict[str, Place] = {}
        for number, node in enumerate(asked.items if asked is not None else ()):
            if not isinstance(node.value, str):
                continue
            where = f"scenarios.{number}"
            file = self.scenario_file(node, where)
            if file is None:
                continue
            if file.stem in first:
                line = first[file.stem].line
                self.faults.add("scenario_twice", node.place, where, found=shown(node), first=line)
                continue
            first[file.stem] = node.place
            try:
                scenario = load(file, weeks=self.weeks)
            except ScenarioError as refused:
                self.faults.found += refused.faults
            else:
                self.faults.remarks += scenario.warnings
                yield scenario

    def scenario_file(self, node: Node, where: str) -> Path | None:
        """The file of a scenario: inside the folder, or a shipped one."""
        if self.folder != self.path.parent:
            node = replace(node, value=PurePath(str(node.value)).name)
        return scenario_named(node, self.folder, self.faults, where)

    def design(self) -> Design | None:
        """The design; every combination of the levels when none is asked for."""
        node = self.root.get("design")
        if node is None:
            return Grid()
        if not isinstance(node.value, Mapping):
            return None
        kind = node.get("kind")
        if kind is None:
            self.faults.add("key_missing", node.start, "design.kind", found="kind")
            return None
        if str(kind.value) not in DESIGNS:
            self.faults.unknown("unknown_word", kind.place, "design.kind", found=shown(kind), allowed=DESIGNS)
            return None
        if kind.value in {"sobol", "sensitivity"}:
            self.check_base(node.get("base"))
        if kind.value in {"morris", "sensitivity"}:
            self.check_levels(node.get("levels"))
        return checked(DESIGNS[str(kind.value)], node, "design", self.faults)

    def check_base(self, node: Node | None) -> None:
        """Sobol points are even only in powers of two."""
        base = node.value if node is not None else None
        if node is not None and isinstance(base, int) and not isinstance(base, bool) and base > 1 and base & (base - 1):
            below = 1 << (base.bit_length() - 1)
            near = below if base - below <= 2 * below - base else 2 * below
            self.faults.add("not_power_of_two", node.place, "design.base", found=base, suggestion=near)

    def check_levels(self, node: Node | None) -> None:
        """Half the levels of a Morris design is the step."""
        if node is not None and isinstance(node.value, int) and node.value % 2:
            self.faults.add("not_even", node.place, "design.levels", found=node.value)

    def check_together(self, factors: Sequence[Factor], scenarios: Sequence[Scenario], design: Design | None) -> None:
        """What the parts must have of one another."""
        self.both_given("replicates", "precision")
        if (limit := self.root.get("limit")) is not None and self.root.get("precision") is None:
            self.faults.add("goes_with", limit.start, "limit", found="limit", needs="precision")
        if self.faults:
            return
        if not factors and (len(scenarios) < 2 or not isinstance(design, Grid)):
            self.faults.add("experiment_without_factors", self.root.place, "factors")
        counts = {factor.name: len(factor.levels) for factor in factors}
        if design is not None and design.kind == "zipped" and len(set(counts.values())) > 1:
            found = [f"{name}: {count}" for name, count in counts.items()]
            self.faults.add("levels_differ", self.root.mapping["design"].start, "design", found=found, design="zipped")

    def both_given(self, first: str, second: str) -> None:
        """Two ways to say the same."""
        node = self.root.get(second)
        if node is not None and self.root.get(first) is not None:
            self.faults.add("both_given", node.start, second, first=first, second=second)

    def points(self, factors: Sequence[Factor], scenarios: Sequence[Scenario]) -> Iterator[tuple[Cell, ...]]:
        """The points of a listed design."""
        asked = self.root.get("design", "points")
        for number, node in enumerate(asked.items if asked is not None else ()):
            yield tuple(self.cells(node, f"design.points.{number}", factors, scenarios).values())

    def reference(self, factors: Sequence[Factor], scenarios: Sequence[Scenario]) -> dict[str, Cell]:
        """The level of each factor that the others are compared with."""
        node = self.section("reference")
        if node is None:
            return {}
        cells = self.cells(node, "reference", factors, scenarios)
        return {name: cell for name, cell in cells.items() if name in node.mapping}

    def cells(
        self, node: Node, where: str, factors: Sequence[Factor], scenarios: Sequence[Scenario]
    ) -> dict[str, Cell]:
        """Levels by factor; None for a factor that is not named."""
        names = [factor.name for factor in factors]
        for name, below in node.mapping.items():
            if name not in names:
                self.faults.unknown("no_such_factor", below.start, f"{where}.{name}", found=name, allowed=names)
        return {
            factor.name: read_cell(factor, node.mapping[factor.name], scenarios, f"{where}.{factor.name}", self.faults)
            if factor.name in node.mapping
            else None
            for factor in factors
        }

    def groups(self, factors: Sequence[Factor], design: Design | None) -> dict[str, Group]:
        """Which factors move together."""
        node = self.section("groups")
        if node is None:
            return {}
        if design is not None and not isinstance(design, (OneAtATime, Morris, Sobol)):
            self.faults.add("groups_not_used", node.start, "groups", design=design.kind)
            return {}
        names = [factor.name for factor in factors]
        seen: dict[str, str] = {}
        found: dict[str, Group] = {}
        for name, below in node.mapping.items():
            written = Node(below.place, {"factors": below}, below.key) if _is_list(below) else below
            model = checked(GroupModel, written, f"groups.{name}", self.faults)
            if model is None:
                continue
            if name in names:
                self.faults.add("group_named_as_factor", below.start, f"groups.{name}", found=name)
            for number, item in enumerate(written.mapping["factors"].items):
                self.member(item, f"groups.{name}.{number}", name, (names, seen))
            found[name] = Group(tuple(model.factors), model.label.both() if model.label else None)
        return found

    def member(self, item: Node, where: str, group: str, known: tuple[Sequence[str], dict[str, str]]) -> None:
        """A factor of a group; of one group only."""
        names, seen = known
        word = str(item.value)
        if word not in names:
            self.faults.unknown("no_such_factor", item.place, where, found=word, allowed=names)
        elif word in seen:
            self.faults.add("factor_in_two_groups", item.place, where, found=word, first=seen[word])
        seen[word] = group

    def outcomes(self) -> Iterator[str]:
        """Outcomes to show first; the headline ones, when none are named."""
        known = [outcome.name for outcome in OUTCOMES]
        asked = self.root.get("outcomes")
        if asked is None:
            yield from (outcome.name for outcome in OUTCOMES if outcome.headline)
        for number, node in enumerate(asked.items if asked is not None else ()):
            if isinstance(node.value, str):
                self.check_outcome(node.value, node.place, f"outcomes.{number}", known)
                yield node.value

    def precision(self) -> Iterator[tuple[str, float]]:
        """The half-width wanted of each outcome."""
        known = [outcome.name for outcome in OUTCOMES]
        section = self.section("precision")
        for name, node in (section.mapping if section is not None else {}).items():
            self.check_outcome(name, node.start, f"precision.{name}", known)
            if isinstance(node.value, (int, float)):
                if node.value <= 0.0:
                    self.faults.add("precision_not_positive", node.place, f"precision.{name}", found=shown(node))
                yield name, float(node.value)

    def check_outcome(self, name: str, place: Place, where: str, known: Sequence[str]) -> None:
        """Whether there is such an outcome."""
        if name not in known:
            self.faults.unknown("no_such_outcome", place, where, found=name, allowed=known)
