"""Values by scalar path, as the model reads them: of the whole scenario, of one site, of a change."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hlmsim.engine.parameters import Parameter, Value
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.numbers import Written, of_parameter
from hlmsim.scenario.tree import Node, Place, flat
from hlmsim.scenario.validation import checked, parameters, sound

SHARES = (
    "context.population.household_type_share",
    "context.population.language_share",
    "levers.actions.portfolio",
    "context.living_conditions.weight",
)
"""Lists of shares that must sum to 1."""
TOLERANCE = 1e-6
OTHER_PARTS = ("horizon", "sites", "partners", "changes", "context.site", "title", "why", "expect", "schema", "extends")
_FEW_WORDS = 40


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known about a value: its plausible range, grade (A read in the source … U unsourced) and source."""

    range: tuple[float, float] | None = None
    grade: str | None = None
    source: str | None = None


@dataclass(slots=True)
class Values:
    """Values, what is known about each, and where each stands."""

    values: dict[str, Value] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def take(self, path: str, written: Written, place: Place) -> None:
        """Keep one value."""
        self.values[path] = canonical(written.value)
        self.places[path] = place
        known = provenance(written)
        if known is not None:
            self.provenance[path] = known


def canonical(value: Value) -> Value:
    """The one way to write a value: no minus zero."""
    return value + 0.0 if isinstance(value, float) else value


def provenance(written: Written) -> Provenance | None:
    """What stands beside a value, if anything does."""
    pair = getattr(written, "range", None)
    if pair is None and written.grade is None and written.source is None:
        return None
    return Provenance(None if pair is None else (float(pair[0]), float(pair[1])), written.grade, written.source)


def read_values(root: Node, faults: Faults) -> Values:
    """Every parameter of ``context`` and ``levers`` that is sound."""
    read = Values()
    for path, parameter in parameters().items():
        node = root.get(*path.split("."))
        written = None if node is None else sound(of_parameter(parameter), node)
        if node is not None and written is not None:
            read.take(path, written, node.place)
            _remark_range(path, written, node.place, faults)
    return read


def read_set(node: Node | None, path: str, faults: Faults) -> Values:
    """The values of a ``set``: dotted paths, whole or nested, of parameters only."""
    read = Values()
    for name, below in flat(node) if node is not None and node.mapping else ():
        parameter = parameters().get(name)
        full = f"{path}.{name}"
        if parameter is None:
            _not_a_parameter(name, below, full, faults)
        elif name in read.values:
            faults.add("path_twice", below.start, full, found=name)
        else:
            written = checked(of_parameter(parameter), below, full, faults)
            if written is not None:
                read.take(name, written, below.start)
                _remark_range(full, written, below.place, faults)
    return read


def check_shares(
    values: Mapping[str, Value], places: Mapping[str, Place], touched: Iterable[str], prefix: str, faults: Faults
) -> None:
    """Shares that must sum to 1, wherever one of the paths touched is one of them."""
    groups = {path.rpartition(".")[0] for path in touched}
    for name in SHARES:
        parameter = _parent(name)
        if name not in groups or any(path not in values for path in parameter.paths):
            continue
        total = math.fsum(float(values[path]) for path in parameter.paths)
        if abs(total - 1.0) > TOLERANCE:
            place = next(places[path] for path in parameter.paths if path in places)
            faults.add("shares_not_one", place, f"{prefix}{name}", found=round(total, 6), names=list(parameter.over))


def _parent(name: str) -> Parameter:
    return next(parameter for parameter in parameters().values() if parameter.path == name)


def _not_a_parameter(name: str, node: Node, path: str, faults: Faults) -> None:
    if any(name == part or name.startswith(f"{part}.") for part in OTHER_PARTS):
        faults.add("not_changeable", node.start, path, found=name)
    elif any(known.startswith(f"{name}.") for known in parameters()):
        known = [path for path in parameters() if path.startswith(f"{name}.")]
        faults.add("more_words", node.start, path, found=name, allowed=known[:_FEW_WORDS])
    else:
        faults.unknown("no_such_parameter", node.start, path, found=name, allowed=parameters())


def _remark_range(path: str, written: Written, place: Place, faults: Faults) -> None:
    pair = getattr(written, "range", None)
    if pair is not None and not pair[0] <= written.value <= pair[1]:
        faults.remark("outside_range", place, path, found=shown(written.value), low=pair[0], high=pair[1])
