"""Scenes: stories rehearsed in a file, step by step. Read as scenario files are, every fault at its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from hlmsim.errors import InputError, ScenarioError
from hlmsim.interface.web import MOST_WEEKS, WEEKS
from hlmsim.interface.web.claims import At, Claim, ClaimModel, Played, claim_of, contradicted
from hlmsim.interface.web.side import Side, Step, facts
from hlmsim.interface.web.stage import CURVES, EVENTS, LEVER
from hlmsim.scenario import Scenario, load, shipped
from hlmsim.scenario.envelope import Kind, declared, located, looks_like, tree_of
from hlmsim.scenario.extends import scenario_named
from hlmsim.scenario.faults import Faults, in_order
from hlmsim.scenario.numbers import Part, Text, Words
from hlmsim.scenario.schema import Said
from hlmsim.scenario.tree import Node, Place
from hlmsim.scenario.validation import checked

_Switch = Annotated[bool, Field(strict=True)]
_Week = Annotated[int, Field(strict=True, ge=0, le=MOST_WEEKS)]
SCENE = declared(Kind("scene", marks=("steps",)))
PANELS = ("levers", "journal", "card")
FOCUS = ("worker", "partner", "household", "committee")


class ChangeModel(Part):
    """What a step changes: a lever or an event, on one side or both."""

    side: Annotated[str, Words("a", "b", "both")]
    week: _Week
    lever: Annotated[str, Words(*LEVER)] | None = None
    value: Annotated[float, Field(allow_inf_nan=False)] | None = None
    event: Annotated[str, Words(*EVENTS)] | None = None
    partner: Text | None = None


class FocusModel(Part):
    """Whom a step shows. number: of the post or household, from 1; partner: its id."""

    kind: Annotated[str, Words(*FOCUS)]
    number: Annotated[int, Field(strict=True, ge=1, le=10_000)] | None = None
    partner: Text | None = None


class StepModel(Part):
    """One step: what is said, the week it starts at, the week it plays to, what it shows and changes.

    predict: the group bets before the curves are shown, on the outcome of the first curve at week ``judge`` (the last
    week of the step that reveals); reveal: they are shown again. start_over: the changes of the
    steps before are taken back. open: the panel beside the networks. claims: what its words say of the recordings.
    """

    say: Said
    week: _Week | None = None
    play_to: _Week | None = None
    focus: FocusModel | None = None
    curve: Annotated[str, Words(*(name for name, _, _ in CURVES))] | None = None
    predict: _Switch = False
    judge: _Week | None = None
    reveal: _Switch = False
    start_over: _Switch = False
    open: Annotated[str, Words(*PANELS)] | None = None
    changes: Annotated[list[ChangeModel], Field(default_factory=list)]
    claims: Annotated[list[ClaimModel], Field(default_factory=list)]


class SceneModel(Part):
    """A whole scene file."""

    version: Annotated[Literal[1], Field(alias="schema")]
    title: Said
    about: Said
    a: Text
    b: Text
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**53)] = 1
    weeks: Annotated[int, Field(strict=True, ge=1, le=MOST_WEEKS)] = WEEKS
    steps: Annotated[list[StepModel], Field(min_length=1, max_length=40)]


@dataclass(frozen=True)
class Scene:
    """One scene. steps: as the page is told them; changes of a step are those of the side's whole list so far.

    claims: what its texts say, to be held against the recordings (:func:`check_claims`).
    """

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    a: str
    b: str
    seed: int
    weeks: int
    steps: tuple[Mapping[str, Any], ...]
    claims: tuple[Claim, ...]
    scenarios: tuple[Scenario, Scenario]

    def facts(self) -> dict[str, Any]:
        """What the page is told."""
        return {
            **{name: getattr(self, name) for name in ("name", "a", "b", "seed", "weeks")},
            "title": dict(self.title),
            "about": dict(self.about),
            "steps": [dict(step) for step in self.steps],
        }


def shipped_scenes() -> list[Path]:
    """The scenes that come with hlmsim, in the order in which the menu shows them."""
    return sorted((shipped.folder() / "scenes").glob("*.yaml"))


def scene_file(name: str | Path) -> Path:
    """The file itself, or the shipped scene of that bare name."""
    return located(SCENE, name, shipped.folder() / "scenes") or Path.cwd() / name


def is_scene(name: str | Path) -> bool:
    """Whether a file is a scene rather than a scenario, an experiment or a pattern."""
    return looks_like(SCENE, located(SCENE, name, shipped.folder() / "scenes"))


def read_scene(file: Path) -> Scene:
    """A scene from its file. Raises ScenarioError with every fault."""
    faults = Faults()
    root = tree_of(SCENE, file, faults)
    model = None if root is None else checked(SceneModel, root, "", faults)
    scene = None if root is None or model is None else _resolved(file, root, model, faults)
    if faults or scene is None:
        raise ScenarioError(in_order(faults.found))
    return scene


def check_claims(scene: Scene) -> None:
    """Raises ScenarioError with every claim of the story that its own recordings contradict."""
    faults = contradicted(scene.claims, Played(scene.scenarios, scene.weeks), scene.seed)
    if faults:
        raise ScenarioError(faults)


def _resolved(file: Path, root: Node, model: SceneModel, faults: Faults) -> Scene | None:
    sides = []
    for letter in ("a", "b"):
        found = scenario_named(root.mapping[letter], file.parent, faults, letter)
        if found is None:
            continue
        try:
            sides.append(Side(load(found), weeks=model.weeks, seed=model.seed))
        except ScenarioError as problem:
            faults.found += problem.faults
        except InputError as problem:
            faults.add(problem.code, root.mapping[letter].place, letter, **problem.facts)
    if len(sides) < 2:
        return None
    told: list[dict[str, Any]] = []
    claims: list[Claim] = []
    at = 0
    changes: list[tuple[Step, ...]] = [(), ()]
    for number, (step, node) in enumerate(zip(model.steps, root.mapping["steps"].items, strict=True)):
        path = f"steps.{number}"
        if step.start_over:
            changes = [(), ()]
        for one, (part, place) in enumerate(zip(step.changes, _places(node), strict=True)):
            _take(part, place, f"{path}.changes.{one}", sides, changes, faults)
        first = at if step.week is None else step.week
        _check_weeks(step, node, path, first, model.weeks, faults)
        told.append(_told(step, changes, _focus(step, node, path, sides, changes, faults)))
        told[-1]["judge"] = _judged(model, number) if step.predict else None
        at = first if step.play_to is None else step.play_to
        here = At(number, told[-1]["say"], (first, at), (changes[0], changes[1]))
        claims += _claims(step, node, path, here, sides, faults)
    both = {"title": model.title.both(), "about": model.about.both()}
    return Scene(
        file.stem, both["title"], both["about"], model.a, model.b, model.seed, model.weeks, tuple(told), tuple(claims),
        (sides[0].scenario, sides[1].scenario),
    )  # fmt: skip


def _claims(step: StepModel, node: Node, path: str, at: At, sides: Sequence[Side], faults: Faults) -> list[Claim]:
    listed = node.get("claims")
    nodes = [] if listed is None else listed.items
    found = [
        claim_of(part, one, f"{path}.claims.{number}", at, sides, faults)
        for number, (part, one) in enumerate(zip(step.claims, nodes, strict=True))
    ]
    return [claim for claim in found if claim is not None]


def _judged(model: SceneModel, number: int) -> int:
    """The week at which the bet of a step is judged."""
    step = model.steps[number]
    reveal = next((later for later in model.steps[number + 1 :] if later.reveal), None)
    ends = (step.judge, *((reveal.play_to, reveal.week) if reveal else ()))
    return next((week for week in ends if week is not None), model.weeks)


def _places(step: Node) -> Sequence[Place]:
    changes = step.get("changes")
    return [] if changes is None else [item.start for item in changes.items]


def _take(
    part: ChangeModel, place: Place, path: str, sides: Sequence[Side], changes: list[tuple[Step, ...]], faults: Faults
) -> None:
    if (part.lever is None) == (part.event is None) or (part.lever is None) != (part.value is None):
        faults.add("player.step", place, path)
        return
    for k, letter in enumerate("ab"):
        if part.side not in {letter, "both"}:
            continue
        seat = _seat(part.partner, sides[k])
        if part.partner is not None and seat is None:
            faults.add("player.no_partner", place, f"{path}.partner", found=part.partner)
            continue
        step = Step(part.week, part.lever, part.value or 0.0, part.event, seat)
        try:
            sides[k].check(step)
        except InputError as problem:
            faults.add(problem.code, place, path, **problem.facts)
            continue
        changes[k] = (*changes[k], step)


def _seat(partner: str | None, side: Side) -> int | None:
    return next((known.seat for known in side.scenario.partners if known.id == partner), None)


def _check_weeks(step: StepModel, node: Node, path: str, first: int, weeks: int, faults: Faults) -> None:
    """first: the week at which the step starts."""
    if step.judge is not None and not step.predict:
        faults.add("player.judge", node.mapping["judge"].place, f"{path}.judge")
    for name, week in (("week", step.week), ("play_to", step.play_to), ("judge", step.judge)):
        if week is None:
            continue
        place, where = node.mapping[name].place, f"{path}.{name}"
        if week > weeks:
            faults.add("player.week", place, where, found=week, last=weeks)
        elif week < first:
            faults.add("player.backwards", place, where, key=name, found=week, first=first)


def _focus(
    step: StepModel, node: Node, path: str, sides: Sequence[Side], changes: Sequence[tuple[Step, ...]], faults: Faults
) -> dict[str, Any] | None:
    """Whom the page shows, by place in every block, on the second side if it is there and else on the first."""
    asked = step.focus
    if asked is None:
        return None
    for side in (1, 0):
        place = _place_of(asked, sides[side], changes[side])
        if place is not None:
            return {"kind": asked.kind, "place": place, "side": side}
    faults.add("player.no_focus", node.mapping["focus"].start, f"{path}.focus", kind=asked.kind)
    return None


def _place_of(asked: FocusModel, side: Side, steps: Sequence[Step]) -> int | None:
    """Where somebody stands among those of the same kind of a side; None for nobody that there is."""
    if asked.kind == "committee":
        return 0
    if asked.kind == "partner":
        members = [partner.seat for partner in side.blueprint().partners]
        seat = _seat(asked.partner, side)
        return members.index(seat) if seat in members else None
    last = side.posts_held(steps) if asked.kind == "worker" else side.scenario.sites[0].dwellings
    return asked.number - 1 if asked.number is not None and asked.number <= last else None


def _told(step: StepModel, changes: Sequence[tuple[Step, ...]], focus: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "say": step.say.both(),
        "week": step.week,
        "play_to": step.play_to,
        "focus": focus,
        "curve": step.curve,
        "predict": step.predict,
        "reveal": step.reveal,
        "open": step.open,
        "steps": [[facts(one) for one in side] for side in changes],
    }
