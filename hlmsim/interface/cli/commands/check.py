"""``hlmsim check``: every fault of every file; with ``--run``, what the files expect of the simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hlmsim.errors import Fault, ScenarioError
from hlmsim.interface.cli.batch import DEFAULT_REPLICATES, BatchOptions, do_batch, warn
from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.experiments import check_experiment
from hlmsim.interface.cli.file_types import CheckedFile
from hlmsim.interface.cli.pattern_choice import check_pattern
from hlmsim.interface.cli.types import Whole
from hlmsim.locales import difference, error, interval, text
from hlmsim.locales.faults import short_path
from hlmsim.locales.numbers import MINUS

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario

BAD_INPUT, FAILED = 2, 1


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def check(files: tuple[str, ...], run: bool, replicates: int, jobs: int | None, seed: int) -> int:
        screen = Screen(lang)
        scenarios, faults = _read(screen, files)
        if faults:
            screen.complain(text("cli.check.faulty", lang, count=faults))
            return BAD_INPUT
        if not run:
            return 0
        asked = BatchOptions(replicates=replicates, jobs=jobs, seed=seed)
        pairs = [
            (scenario, _neighbours(scenario)) for scenario in scenarios
        ]  # all of them before anything is simulated
        unmet = sum(_tested(screen, scenario, others, asked) for scenario, others in pairs)
        if unmet:
            screen.complain(text("cli.check.expectations_failed", lang, count=unmet))
        return FAILED if unmet else 0

    return LocalCommand(
        "check",
        lang,
        check,
        [
            argument("files", lang, CheckedFile(), many=True),
            option("check", lang, ["--run"]),
            option("check", lang, ["--replicates", "-n"], Whole(2, 1_000_000), default=DEFAULT_REPLICATES),
            option("check", lang, ["--jobs", "-j"], Whole(1, 4096)),
            option("check", lang, ["--seed"], Whole(0, 2**63 - 1), default=1),
        ],
    )


def _read(screen: Screen, files: Sequence[str]) -> tuple[list[Scenario], int]:
    """Every scenario that can be read, and how many faults all the files have; each fault is shown once."""
    from hlmsim.interface.web.scenes import is_scene
    from hlmsim.runs.design import is_experiment
    from hlmsim.runs.patterns import is_pattern
    from hlmsim.scenario.faults import distinct

    found: list[Scenario] = []
    seen: list[Fault] = []
    for file in files:
        try:
            if is_pattern(file):
                check_pattern(screen, file)
            elif is_experiment(file):
                check_experiment(screen, file)
            elif is_scene(file):
                _check_scene(screen, file)
            else:
                found.append(_sound(screen, file))
        except ScenarioError as problem:
            before, seen = len(seen), distinct([*seen, *problem.faults])
            if seen[before:]:
                screen.complain(error(ScenarioError(seen[before:]), screen.lang))
    return found, len(seen)


def _check_scene(screen: Screen, file: str) -> None:
    """Whether the recordings of a story bear out its claims. Raises ScenarioError with every fault."""
    from hlmsim.interface.web.scenes import check_claims, read_scene, scene_file

    scene = read_scene(scene_file(file))
    check_claims(scene)
    screen.remark("cli.check.fine", file=short_path(file))
    screen.remark("cli.check.scene", steps=len(scene.steps), count=len(scene.claims))


def _sound(screen: Screen, file: str) -> Scenario:
    from hlmsim.scenario import load

    scenario = load(file)
    warn(screen, scenario)
    screen.remark("cli.check.fine", file=short_path(file))
    return scenario


def _neighbours(scenario: Scenario) -> dict[str, Scenario]:
    """The scenarios that something is expected against, by name."""
    return {expected.against: _neighbour(scenario, expected.against) for expected in scenario.expect}


def _tested(screen: Screen, scenario: Scenario, others: Mapping[str, Scenario], asked: BatchOptions) -> int:
    """Test what one scenario expects; how many expectations are not met."""
    if not scenario.expect:
        screen.remark("cli.check.no_expectation", file=scenario.name)
        return 0
    return sum(_against(screen, scenario, other, name, asked) for name, other in others.items())


def _against(screen: Screen, scenario: Scenario, other: Scenario, name: str, asked: BatchOptions) -> int:
    from hlmsim.analysis.effects import effects

    result = do_batch(screen, [other, scenario], asked)
    rows = effects(result.results.runs, scenarios=[other.name, scenario.name]).to_dict("records")
    found = {row["outcome"]: row for row in rows if row["verdict"] != "reference"}
    expected = [item for item in scenario.expect if item.against == name]
    verdicts = [_verdict(item.sign, found[item.outcome]) for item in expected]
    for item, verdict in zip(expected, verdicts, strict=True):
        _say(screen, scenario, item, found[item.outcome], verdict)
    return len(result.failures) or sum(verdict != "met" for verdict in verdicts)


def _neighbour(scenario: Scenario, name: str) -> Scenario:
    """The scenario expected against: beside the file that names it, or a shipped one."""
    from pathlib import Path

    from hlmsim.scenario import load

    beside = Path(scenario.file).parent / f"{name}.yaml" if scenario.file else Path(name)
    return load(beside if beside.exists() else name)


def _verdict(sign: str, row: dict[Any, Any]) -> str:
    """ "met" when the whole interval is on the expected side of zero, "failed" when it is on the other."""
    if row["verdict"] == "incomplete":
        return "unsure"
    if sign == "0":
        return "met" if row["verdict"] in {"identical", "unseen", "undecided"} else "failed"
    way = 1.0 if sign == "+" else -1.0
    edges = (way * float(row["low"]), way * float(row["high"]))
    if min(edges) > 0.0:
        return "met"
    return "failed" if max(edges) < 0.0 or row["verdict"] == "identical" else "unsure"


def _say(screen: Screen, scenario: Scenario, expected: Any, row: dict[Any, Any], verdict: str) -> None:
    lang, unit = screen.lang, str(row["unit"])
    screen.result(
        "cli.check.expectation",
        scenario=scenario.name,
        outcome=expected.outcome,
        sign=expected.sign.replace("-", MINUS),
        against=expected.against,
        verdict=text(f"cli.check.expectation_{verdict}", lang),
        difference=difference(float(row["difference"]), unit, lang),
        interval=interval(float(row["low"]), float(row["high"]), unit, lang),
    )
