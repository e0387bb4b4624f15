"""The worlds that an experiment asks for: how many draws, or a file that lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from hlmsim.engine.parameters import Value
from hlmsim.runs.design.experiment import Factor
from hlmsim.runs.design.schema import WorldsModel
from hlmsim.runs.design.values import check_setting
from hlmsim.runs.design.worlds import Worlds, uncertain
from hlmsim.scenario import Place, Scenario
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.partners_file import data_text
from hlmsim.scenario.tables import Column, read_table
from hlmsim.scenario.tree import Node
from hlmsim.scenario.validation import checked, parameters
from hlmsim.scenario.variation import COUNTS

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
        return _from_file(written, model, scenarios, factors, faults)
    if model.draws is None:
        faults.add("key_missing", node.start, "worlds.draws", found="draws")
        return None
    worlds = Worlds(model.draws, model.grades, model.leave_out, model.draw, model.as_written)
    _tell(worlds, node.start, scenarios, factors, faults)
    return worlds


def factor_paths(factors: Sequence[Factor], scenarios: Sequence[Scenario]) -> frozenset[str]:
    """Every path that a factor may set, the shares that give way to it too."""
    found = {path for factor in factors for path in factor.paths}
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


def _tell(
    worlds: Worlds, place: Place, scenarios: Sequence[Scenario], factors: Sequence[Factor], faults: Faults
) -> None:
    paths = factor_paths(factors, scenarios)
    for scenario in scenarios:
        found = uncertain(scenario, worlds, paths)
        facts = {"scenario": scenario.name, "grades": list(worlds.grades)}
        if found.ranges:
            counts = {"numbers": len(found.ranges), "draws": worlds.draws, "shares": found.shares_kept}
            faults.remark("worlds_drawn", place, "worlds", **facts, **counts)
        else:
            faults.add("worlds_of_nothing", place, "worlds", **facts)


def _from_file(
    node: Node, model: WorldsModel, scenarios: Sequence[Scenario], factors: Sequence[Factor], faults: Faults
) -> Worlds | None:
    asked = node.mapping["file"]
    for key in ("draws", "grades", "except", "draw"):
        if node.get(key) is not None:
            faults.add("both_given", node.mapping[key].start, f"worlds.{key}", first=key, second="file")
    text = data_text(asked, Path(asked.place.file).parent, faults, "worlds.file")
    if text is None:
        return None
    capacities = [f"partners.{partner.id}.capacity" for partner in scenarios[0].partners]
    paths = [path.lower() for path in (*parameters(), *COUNTS, *capacities)]
    columns = [Column(_NUMBER, "value"), *(Column(path, "value") for path in paths)]
    table = read_table(text[1], str(text[0]), columns, faults)
    taken = factor_paths(factors, scenarios)
    rows: list[Mapping[str, Value]] = []
    for place, cells in table or ():
        row: dict[str, Value] = {}
        for path, cell in cells.items():
            if path == _NUMBER:
                continue
            check_setting(scenarios, {path: Node(cell.place, cell.value, cell.place)}, place, "", faults)
            if path not in taken and isinstance(cell.value, (int, float, str)):
                row[path] = cell.value
        rows.append(row)
    if table is not None and not rows:
        faults.add("design_without_points", Place(str(text[0]), 1, 1))
    return Worlds(len(rows), as_written=model.as_written, rows=tuple(rows), file=model.file, text=text[1])
