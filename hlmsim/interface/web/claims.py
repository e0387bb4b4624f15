"""What a story says of its recordings: claims tied to the words that make them, held against the weeks played."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from hlmsim.errors import Fault
from hlmsim.interface.web import MOST_WEEKS
from hlmsim.interface.web.block import Block, joined
from hlmsim.interface.web.quantities import (
    BETWEEN,
    EVENTFUL,
    OF_HOUSEHOLDS,
    OF_ONE,
    QUANTITIES,
    Weekly,
    lever,
    parameter,
    together,
    weekly,
)
from hlmsim.interface.web.side import Side, Step
from hlmsim.interface.web.stage import LEVER
from hlmsim.locales import LANGUAGES
from hlmsim.scenario import Scenario
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.numbers import Part, Text, Words
from hlmsim.scenario.tree import Node, Place

_OVER: dict[str, Callable[[Weekly], Any]] = {
    "mean": np.mean,
    "total": np.sum,
    "lowest": np.min,
    "highest": np.max,
    "range": np.ptp,
    "change": lambda values: values[-1] - values[0],
}
_OVER_UNSAID = {"same": "lowest"}
_Week = Annotated[int, Field(strict=True, ge=0, le=MOST_WEEKS)]
_Bound = Annotated[float, Field(allow_inf_nan=False)]


class ClaimModel(Part):
    """What words of a step say: a ``quantity`` of the recordings, the value of a ``lever`` or a ``parameter`` of the
    scenario lies within bounds, on a side, on both, or as B less A (``gap``). fr, en: the words.

    number: the household that it is of, from 1. week, to: else those of the step. over: how weeks are put together;
    events are added up and levels averaged when nothing is said.
    """

    fr: Text
    en: Text
    quantity: Annotated[str, Words(*QUANTITIES)] | None = None
    lever: Annotated[str, Words(*LEVER)] | None = None
    parameter: Text | None = None
    side: Annotated[str, Words("a", "b", "both", "gap")] = "both"
    number: Annotated[int, Field(strict=True, ge=1, le=10_000)] | None = None
    week: _Week | None = None
    to: _Week | None = None
    over: Annotated[str, Words(*_OVER)] | None = None
    least: _Bound | None = None
    most: _Bound | None = None

    @property
    def subject(self) -> str:
        """What it speaks of, as the file writes it."""
        return self.quantity or self.lever or self.parameter or ""


Changes = tuple[tuple[Step, ...], tuple[Step, ...]]


@dataclass(frozen=True)
class At:
    """Where claims stand: the step's number, what it says in each language, its weeks, each side's changes so far."""

    step: int
    say: Mapping[str, str]
    weeks: tuple[int, int]
    changes: Changes


@dataclass(frozen=True)
class Claim:
    """A claim of a story. weeks: the first and the last that it is held against; over: how they are put together."""

    part: ClaimModel
    at: At
    weeks: tuple[int, int]
    over: str
    path: str
    place: Place

    def holds(self, found: float) -> bool:
        """Whether the value lies within the bounds; what was never measured does not."""
        least, most = self.part.least, self.part.most
        return not np.isnan(found) and (least is None or found >= least) and (most is None or found <= most)


def claim_of(part: ClaimModel, node: Node, path: str, at: At, sides: Sequence[Side], faults: Faults) -> Claim | None:
    """A claim of a step, or None and its faults."""
    before, last = len(faults.found), sides[0].weeks
    said = {"fr": part.fr, "en": part.en}
    for lang in LANGUAGES:
        if said[lang] not in at.say[lang]:
            faults.add("player.claim_words", node.mapping[lang].place, f"{path}.{lang}", said=said[lang])
    if sum(one is not None for one in (part.quantity, part.lever, part.parameter)) != 1:
        faults.add("player.claim_subject", node.start, path)
    _check_parameter(part, node, path, sides, faults)
    _check_number(part, node, path, sides, faults)
    weeks = _weeks(part, at)
    if not weeks[0] <= weeks[1] <= last:
        faults.add("player.claim_weeks", node.start, path, first=weeks[0], last=weeks[1], most=last)
    if part.least is None and part.most is None:
        faults.add("player.claim_bounds", node.start, path)
    if part.quantity in BETWEEN and part.side != "both":
        faults.add("player.claim_side", node.mapping["side"].place, f"{path}.side", quantity=part.quantity)
    over = part.over or _OVER_UNSAID.get(part.subject, "total" if part.quantity in EVENTFUL else "mean")
    return None if len(faults.found) > before else Claim(part, at, weeks, over, path, node.start)


def _check_parameter(part: ClaimModel, node: Node, path: str, sides: Sequence[Side], faults: Faults) -> None:
    known = sides[0].scenario.values
    if part.parameter is not None and not isinstance(known.get(part.parameter), int | float):
        numbers = [name for name, value in known.items() if isinstance(value, int | float)]
        place = node.mapping["parameter"].place
        faults.unknown("no_such_parameter", place, f"{path}.parameter", found=part.parameter, allowed=numbers)


def _weeks(part: ClaimModel, at: At) -> tuple[int, int]:
    """Those of the claim, else those of its step."""
    if part.week is None:
        return at.weeks[0], at.weeks[1] if part.to is None else part.to
    return part.week, part.week if part.to is None else part.to


def _check_number(part: ClaimModel, node: Node, path: str, sides: Sequence[Side], faults: Faults) -> None:
    last = sides[0].scenario.sites[0].dwellings
    facts = {"quantity": part.subject, "last": last}
    if part.number is None:
        if part.quantity in OF_ONE:
            faults.add("player.claim_number", node.start, path, **facts)
    elif part.quantity not in OF_HOUSEHOLDS or part.number > last:
        faults.add("player.claim_number", node.mapping["number"].place, f"{path}.number", **facts)


class Played:
    """The recordings that claims are held against, each made once."""

    def __init__(self, scenarios: tuple[Scenario, Scenario], weeks: int) -> None:
        self._scenarios, self._weeks = scenarios, weeks
        self._made: dict[tuple[str, tuple[Step, ...], int], tuple[Side, Block]] = {}

    def values(self, claim: Claim, seed: int) -> tuple[float, ...]:
        """What the recordings say of a claim: of both sides two values, else one."""
        part, how, weeks = claim.part, _OVER[claim.over], slice(claim.weeks[0], claim.weeks[1] + 1)
        (side_a, a), (side_b, b) = (self._of(k, claim.at.changes[k], seed) for k in range(2))
        if part.quantity in BETWEEN:
            return (float(how(together(part.quantity, a, b, part.number)[weeks])),)
        one, other = (float(how(_series(part, *of)[weeks])) for of in ((side_a, a), (side_b, b)))
        return {"a": (one,), "b": (other,), "gap": (other - one,), "both": (one, other)}[part.side]

    def _of(self, k: int, steps: tuple[Step, ...], seed: int) -> tuple[Side, Block]:
        scenario = self._scenarios[k]
        key = (scenario.hash, steps, seed)
        if key not in self._made:
            side = Side(scenario, weeks=self._weeks, seed=seed)
            side.take(steps)
            self._made[key] = side, joined([block for block, _ in side.future(0, side=0, generation=0)])
        return self._made[key]


def _series(part: ClaimModel, side: Side, block: Block) -> Weekly:
    if part.lever is not None:
        return lever(part.lever, side)
    if part.parameter is not None:
        return parameter(part.parameter, side)
    return weekly(str(part.quantity), side, block, part.number)


def contradicted(claims: Sequence[Claim], played: Played, seed: int) -> list[Fault]:
    """A fault for each claim that the recordings do not bear out. seed: of the story."""
    faults = Faults()
    for claim in claims:
        wrong = next((value for value in played.values(claim, seed) if not claim.holds(value)), None)
        if wrong is not None:
            code, more = _contradiction(claim.part, wrong)
            facts = {"quantity": claim.part.subject, "first": claim.weeks[0], "last": claim.weeks[1]}
            faults.add(code, claim.place, claim.path, **facts, **more)
    return faults.found


def _contradiction(part: ClaimModel, found: float) -> tuple[str, dict[str, Any]]:
    if np.isnan(found):
        return "player.claim_unmeasured", {}
    if part.least is not None and found < part.least:
        return "player.claim_below", {"found": found, "least": part.least}
    return "player.claim_above", {"found": found, "most": part.most}
