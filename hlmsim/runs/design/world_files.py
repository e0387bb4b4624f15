"""The worlds that an experiment asks for: how many draws, or a file that lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from hlmsim.engine.parameters import Value
from hlmsim.errors import Fault, ScenarioError
from hlmsim.runs.design.experiment import Factor
from hlmsim.runs.design.schema import WorldsModel
from hlmsim.runs.design.values import check_setting, moved, number_at
from hlmsim.runs.design.worlds import Worlds, uncertain
from hlmsim.scenario import Place, Scenario, shipped
from hlmsim.scenario.envelope import CSV, Kind, declared, text_beside, text_of
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.files import is_file
from hlmsim.scenario.tables import Column, check_numbered, read_table
from hlmsim.scenario.tree import Node
from hlmsim.scenario.validation import checked, parameters
from hlmsim.scenario.variation import COUNTS, varied

WORLDS = declared(Kind("worlds", CSV, versions=()))
FOLDER = "worlds"
"""Where the shipped ensembles are, beside the shipped scenarios."""
_NUMBER = "world"


def read_worlds(
    node: Node | None, scenarios: Sequence[Scenario], factors: Sequence[Factor], faults: Faults
) -> Worlds | None:
    """The worlds, or None when only the numbers as written are simulated."""
    if node is None:
        return None
    written = node if isinstance(node.value, Mapping) else Node(node.place, {"draws": node}, node.key)
    check_left_out(written, scenarios, faults)
    model = checked(WorldsModel, written, "worlds", faults)
    if model is None:
        return None
    if model.file is not None:
        return _from_file(written, model, scenarios, faults)
    if model.draws is None:
        faults.add("key_missing", node.start, "worlds.draws", found="draws")
        return None
    worlds = Worlds(model.draws, model.grades, model.leave_out, model.draw, model.as_written)
    tell(worlds, node.start, scenarios, factor_paths(factors, scenarios), faults)
    return worlds


def factor_paths(factors: Sequence[Factor], scenarios: Sequence[Scenario]) -> frozenset[str]:
    """Every path that worlds leave alone: what a factor may set, the shares that give way to it, and what the scenarios
    differ in, so that no world makes them alike.
    """
    found = {path for factor in factors for path in factor.paths} | differing(scenarios)
    given = {factor.paths[0].rpartition(".")[0] for factor in factors if factor.gives_way}
    found |= {path for path in scenarios[0].values if path.rpartition(".")[0] in given}
    return frozenset(found)


def check_left_out(node: Node, scenarios: Sequence[Scenario], faults: Faults, part: str = "worlds") -> None:
    """Whether what is to stay as it is exists. part: of the file, that says so."""
    known = {path for scenario in scenarios for path in scenario.provenance}
    known |= {f"partners.{partner.id}.capacity" for scenario in scenarios for partner in scenario.partners}
    known |= {path[:place] for path in known for place, letter in enumerate(path) if letter == "."}
    asked = node.get("except")
    for number, item in enumerate(asked.items if asked is not None else ()):
        word = str(item.value)
        if word not in known:
            faults.unknown(
                "no_such_parameter", item.place, f"{part}.except.{number}", found=word, allowed=sorted(known)
            )


def differing(scenarios: Sequence[Scenario]) -> frozenset[str]:
    """Paths of numbers and words that are not the same in all scenarios that have them."""
    seen: dict[str, Value] = {}
    found: set[str] = set()
    for scenario in scenarios:
        capacities = {f"partners.{one.id}.capacity": one.plan.capacity for one in scenario.partners}
        for path, value in {**scenario.values, **capacities}.items():
            if seen.setdefault(path, value) != value:
                found.add(path)
    return frozenset(found)


def tell(
    worlds: Worlds,
    place: Place,
    scenarios: Sequence[Scenario],
    taken: frozenset[str],
    faults: Faults,
    *,
    where: str = "worlds",
) -> None:
    """Remark on what is drawn in each scenario; a fault where nothing is. taken: paths that are left alone."""
    for scenario in scenarios:
        found = uncertain(scenario, worlds, taken)
        facts = {"scenario": scenario.name, "grades": list(worlds.grades)}
        if found.ranges:
            counts = {"numbers": len(found.ranges), "draws": worlds.draws, "shares": found.shares_kept}
            faults.remark("worlds_drawn", place, where, **facts, **counts)
        else:
            faults.add("worlds_of_nothing", place, where, **facts)


def read_ensemble(text: str, file: str, scenarios: Sequence[Scenario], faults: Faults) -> list[Mapping[str, Value]]:
    """The worlds of a table: a row a world, a column a path; its column ``world`` is passed over."""
    capacities = {f"partners.{partner.id}.capacity" for scenario in scenarios for partner in scenario.partners}
    known = {path.lower(): path for path in (*parameters(), *COUNTS, *sorted(capacities))}
    table = read_table(text, file, [Column(_NUMBER, "value"), *(Column(path, "value") for path in known)], faults)
    rows: list[Mapping[str, Value]] = []
    _check_numbers(table or (), faults)
    for place, cells in table or ():
        nodes = {known[path]: node for path, node in cells.items() if path != _NUMBER}
        row = {path: node.value for path, node in nodes.items() if isinstance(node.value, (int, float, str))}
        refused = _refused(scenarios, row)
        if len(row) < len(nodes) or refused:
            before = len(faults.found)
            for path, node in nodes.items():
                check_setting(scenarios, {path: Node(node.place, node.value, node.place)}, place, "", faults)
            if len(faults.found) == before:  # each is sound, and not all of them together
                faults.found += [moved(one, place, one.path or "") for one in refused]
        rows.append(row)
    if table is not None and not rows:
        faults.add("design_without_points", Place(file, 1, 1))
    return rows


def _check_numbers(table: Sequence[tuple[Place, Mapping[str, Node]]], faults: Faults) -> None:
    """Faults of rows that are no world, or the same one again; a remark where worlds take another number here."""
    seen: dict[int, Place] = {}
    other: list[tuple[Place, int, int]] = []
    for row, (_, cells) in enumerate(table, 1):
        cell = cells.get(_NUMBER)
        number = check_numbered(cell, _NUMBER, faults)
        if cell is None or number is None:
            continue
        if number in seen:
            faults.add("row_twice", cell.place, _NUMBER, found=shown(cell), first=seen[number].line)
        seen.setdefault(number, cell.place)
        if number != row:
            other.append((cell.place, number, row))
    if other and not faults:
        place, number, row = other[0]
        faults.remark("worlds_renumbered", place, _NUMBER, found=number, number=row)


def _refused(scenarios: Sequence[Scenario], row: Mapping[str, Value]) -> Sequence[Fault]:
    """Why a scenario does not take the numbers of a world; nothing where all do."""
    try:
        for scenario in scenarios:
            own = {path: value for path, value in row.items() if number_at(scenario, path) is not None}
            varied(scenario, own, name=scenario.name)
    except ScenarioError as problem:
        return problem.faults
    return ()


def ensemble_file(name: str) -> Path | None:
    """Where the shipped ensemble of a bare name is, if there is one."""
    file = shipped.folder() / FOLDER / f"{name}.csv"
    return file if "/" not in name and is_file(file) else None


def ensembles() -> tuple[str, ...]:
    """Bare names of the shipped ensembles."""
    return tuple(sorted(path.stem for path in (shipped.folder() / FOLDER).glob("*.csv")))


def _from_file(node: Node, model: WorldsModel, scenarios: Sequence[Scenario], faults: Faults) -> Worlds | None:
    asked = node.mapping["file"]
    for key in ("draws", "grades", "except", "draw"):
        if node.get(key) is not None:
            faults.add("both_given", node.mapping[key].start, f"worlds.{key}", first=key, second="file")
    beside = Path(asked.place.file).parent
    among = ensemble_file(str(asked.value))
    if among is not None and not is_file(beside / str(asked.value)):
        read = text_of(WORLDS, among, faults, asked.place, "worlds.file")
        found = None if read is None else (among, read)
    else:
        found = text_beside(WORLDS, asked, beside, faults, "worlds.file")
    if found is None:
        return None
    rows = read_ensemble(found[1], str(found[0]), scenarios, faults)
    return Worlds(len(rows), as_written=model.as_written, rows=tuple(rows), file=model.file, text=found[1])
