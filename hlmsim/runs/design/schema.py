"""The shape of an experiment file: what each part may say, and the designs that there are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from hlmsim.scenario.numbers import GRADES, Part, Text, Words
from hlmsim.scenario.schema import Said

MOST_REPLICATES = 1_000_000
MOST_POINTS = 500_000
Draw = Annotated[int, Field(strict=True, ge=0, lt=2**32)]
Whole = Annotated[int, Field(strict=True, ge=1, le=MOST_REPLICATES)]


class FileModel(Part):
    """A whole experiment file; factors, design and worlds have models of their own."""

    version: Annotated[Literal[1], Field(alias="schema")]
    title: Said | None = None
    question: Said | None = None
    scenarios: Annotated[list[Text], Field(min_length=1)]
    factors: dict[str, Any] | None = None
    design: dict[str, Any] | None = None
    groups: dict[str, Any] | None = None
    replicates: Whole | None = None
    precision: dict[str, Annotated[float, Field(strict=True, allow_inf_nan=False)]] | None = None
    limit: Whole | None = None
    worlds: Any = None
    outcomes: list[Text] | None = None
    reference: dict[str, Any] | None = None
    expected_minutes: Annotated[float, Field(strict=True, ge=0.0, le=1e6)] | None = None
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)] = 1


class FactorModel(Part):
    """A factor written out: one path or several that move together, with listed values or a range; or named levels."""

    label: Said | None = None
    path: Text | None = None
    paths: Annotated[list[Text], Field(min_length=1)] | None = None
    values: Annotated[list[Any], Field(min_length=1)] | None = None
    range: Any = None
    scale: Annotated[str, Words("linear", "log")] | None = None
    whole: Annotated[bool, Field(strict=True)] | None = None
    steps: Annotated[int, Field(strict=True, ge=2, le=1000)] | None = None
    levels: dict[str, Any] | None = None
    labels: dict[str, Said] | None = None


class GroupModel(Part):
    """Factors that move together. A list stands for ``{factors: …}``."""

    factors: Annotated[list[Text], Field(min_length=1)]
    label: Said | None = None


class Grid(Part):
    """Every combination of the levels."""

    kind: Literal["grid"] = "grid"


class Zipped(Part):
    """The first levels of all factors together, then the second ones, and so on."""

    kind: Literal["zipped"] = "zipped"


class Listed(Part):
    """The points one by one; a factor left out of a point is as the scenario has it."""

    kind: Literal["list"] = "list"
    points: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_POINTS)]


class OneAtATime(Part):
    """The scenario as it is, then each factor alone: listed levels, ends of a range, or up and down by a percentage."""

    kind: Literal["one_at_a_time"] = "one_at_a_time"
    percent: Annotated[float, Field(strict=True, ge=0.01, le=1000.0)] | None = None


class LatinHypercube(Part):
    """Points that cover every factor's range evenly."""

    kind: Literal["latin_hypercube"] = "latin_hypercube"
    points: Annotated[int, Field(strict=True, ge=2, le=MOST_POINTS)]
    draw: Draw = 1


class Sobol(Part):
    """Saltelli's points for Sobol indices; base: a power of two, multiplied by the number of factors and 2."""

    kind: Literal["sobol"] = "sobol"
    base: Annotated[int, Field(strict=True, ge=2, le=MOST_POINTS)]
    second_order: Annotated[bool, Field(strict=True)] = False
    draw: Draw = 1


class Morris(Part):
    """Trajectories that change one factor at a time, for elementary effects; levels: an even number."""

    kind: Literal["morris"] = "morris"
    trajectories: Annotated[int, Field(strict=True, ge=2, le=100_000)]
    levels: Annotated[int, Field(strict=True, ge=2, le=100)] = 4
    draw: Draw = 1


class Sensitivity(Part):
    """Every uncertain number screened along Morris trajectories, then Sobol indices of those that matter most.

    keep: how many go on to the second stage; base: its base points. grades, except: as of worlds.
    """

    kind: Literal["sensitivity"] = "sensitivity"
    trajectories: Annotated[int, Field(strict=True, ge=4, le=100_000)]
    levels: Annotated[int, Field(strict=True, ge=2, le=100)] = 4
    keep: Annotated[int, Field(strict=True, ge=1, le=100)]
    base: Annotated[int, Field(strict=True, ge=2, le=MOST_POINTS)]
    grades: tuple[Annotated[str, Words(*GRADES)], ...] = ("U",)
    leave_out: Annotated[tuple[Text, ...], Field(alias="except")] = ()
    draw: Draw = 1

    @property
    def screen(self) -> Morris:
        """The design of the first stage."""
        return Morris(trajectories=self.trajectories, levels=self.levels, draw=self.draw)

    @property
    def indices(self) -> Sobol:
        """The design of the second stage."""
        return Sobol(base=self.base, draw=self.draw)


class Calibration(Part):
    """Which values of the uncertain numbers fit the patterns, in waves of points; how many worlds stand for them.

    waves: points of each, spread evenly in the first, drawn from what fits in the others. members: of the ensemble.
    truths: points taken as known, to see whether intervals hold them. patterns: numbers (default: all that serve
    calibration). grades, except: as of worlds. lucks: how many sets of replicates the points share between them.
    """

    kind: Literal["calibration"] = "calibration"
    waves: Annotated[list[Annotated[int, Field(strict=True, ge=1, le=MOST_POINTS)]], Field(min_length=1, max_length=20)]
    members: Annotated[int, Field(strict=True, ge=10, le=10_000)] = 100
    truths: Annotated[int, Field(strict=True, ge=0, le=10_000)] = 100
    lucks: Annotated[int, Field(strict=True, ge=1, le=1000)] = 16
    patterns: tuple[Text, ...] = ()
    grades: tuple[Annotated[str, Words(*GRADES)], ...] = ("U", "C")
    leave_out: Annotated[tuple[Text, ...], Field(alias="except")] = ()
    draw: Draw = 1

    @property
    def first(self) -> LatinHypercube:
        """The design of the first wave."""
        return LatinHypercube(points=max(2, self.waves[0]), draw=self.draw)


class WorldsModel(Part):
    """How many plausible worlds are drawn, from which grades, without which paths; or a file that lists them."""

    draws: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None
    grades: tuple[Annotated[str, Words(*GRADES)], ...] = ("U",)
    leave_out: Annotated[tuple[Text, ...], Field(alias="except")] = ()
    draw: Draw = 1
    as_written: Annotated[bool, Field(strict=True)] = False
    file: Text | None = None


Design = Grid | Zipped | Listed | OneAtATime | LatinHypercube | Sobol | Morris | Sensitivity | Calibration
DESIGNS: dict[str, type[Design]] = {
    "grid": Grid,
    "list": Listed,
    "zipped": Zipped,
    "one_at_a_time": OneAtATime,
    "latin_hypercube": LatinHypercube,
    "sobol": Sobol,
    "morris": Morris,
    "sensitivity": Sensitivity,
    "calibration": Calibration,
}
_COMMANDS = {"sensitivity": "sensitivity", "calibration": "calibrate"}


def command_of_design(kind: str) -> str:
    """The command that carries out a design of this kind."""
    return _COMMANDS.get(kind, "sweep")


SAMPLED = (LatinHypercube, Sobol, Morris, Sensitivity, Calibration)
"""Designs that draw within ranges."""
