"""All patterns as one experiment: what is shared is simulated once, and what is kept can be read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hlmsim.errors import ScenarioError
from hlmsim.runs.design import Experiment, design_table, points
from hlmsim.runs.patterns import Pattern, load_patterns, pattern_study, setting_name
from hlmsim.runs.sweep import PlannedSweep, kept_sweep
from hlmsim.scenario import Scenario, load
from tests.unit.runs.patterns.conftest import HEAD

CLAIM = '  - {says: {fr: "Un", en: "One"}, statistic: "service_access[none]", above: 0}\n'
TITLE = {"fr": "Essai", "en": "Trial"}
ENSEMBLE = "world;context.ties.decay;levers.posts.count\n1;0,02;2\n2;0,03;3\n"


@pytest.fixture
def two(write: Callable[..., Path], base: Scenario) -> list[Pattern]:
    """Two patterns that share a setting; in the second, one lasts longer."""
    longer = "  long: {horizon.weeks: 700}\nclaims:\n"
    second = HEAD.replace("X1", "X2").replace("often:", "seldom:").replace("weeks: 4", "weeks: 12")
    files = [write(HEAD + CLAIM, "X1"), write(second.replace("claims:\n", longer) + CLAIM, "X2")]
    return load_patterns(files, base)


def swept(study: Experiment) -> PlannedSweep:
    table = design_table(study)
    return PlannedSweep(study, table, tuple(points(study, table)))


def by_setting(sweep: PlannedSweep, world: int = 0) -> dict[str, str]:
    """The case of each setting in a world."""
    rows = zip(sweep.table.rows, sweep.points, strict=True)
    return {str(row.cells[0]): point.case.name for row, point in rows if row.world == world}


def test_a_setting_that_two_patterns_share_is_one_case(two: list[Pattern], base: Scenario) -> None:
    sweep = swept(pattern_study(two, base, title=TITLE, replicates=7, seed=3))
    cases = by_setting(sweep)
    assert set(cases) == {"X1.none", "X1.often", "X2.none", "X2.seldom", "X2.long"}
    assert cases["X1.none"] == cases["X2.none"]
    assert len(set(cases.values())) == len(sweep.cases) == 4
    assert (sweep.experiment.replicates, sweep.seed) == (7, 3)


def test_each_setting_changes_what_it_says(two: list[Pattern], base: Scenario) -> None:
    sweep = swept(pattern_study(two, base, title=TITLE, replicates=2))
    case = by_setting(sweep)
    path = "levers.concertation.meeting_interval_weeks"
    assert sweep.cases[case["X1.often"]].values[path] == 4
    assert sweep.cases[case["X2.seldom"]].values[path] == 12


def test_horizons_may_differ(two: list[Pattern], base: Scenario) -> None:
    sweep = swept(pattern_study(two, base, title=TITLE, replicates=2))
    case = by_setting(sweep)
    weeks = {name: sweep.cases[case[name]].weeks for name in ("X1.none", "X2.long")}
    assert weeks == {"X1.none": base.blueprint().weeks, "X2.long": 700}


def test_it_can_be_read_back_from_its_folder(two: list[Pattern], base: Scenario, tmp_path: Path) -> None:
    sweep = swept(pattern_study(two, base, title=TITLE, replicates=2, seed=5))
    folder = tmp_path / "kept"
    folder.mkdir()
    sweep.write_files(folder)
    again = kept_sweep(folder)
    assert list(again.cases) == list(sweep.cases)
    assert [shelf.folder for shelf in again.shelves] == [shelf.folder for shelf in sweep.shelves]
    assert again.seed == 5
    assert again.experiment.title == TITLE


def test_a_scenario_of_ones_own_is_the_base(two: list[Pattern], base: Scenario, tmp_path: Path) -> None:
    own = base.with_({"context.site.households": 30})
    sweep = swept(pattern_study(two, own, title=TITLE, replicates=2))
    case = by_setting(sweep)["X1.none"]
    assert sweep.cases[case].scenario().blueprint().sites[0].dwellings == 30


def test_worlds_are_drawn_and_the_numbers_as_written_are_there(two: list[Pattern], base: Scenario) -> None:
    sweep = swept(pattern_study(two, base, title=TITLE, replicates=2, worlds=3))
    worlds = sweep.experiment.worlds
    assert worlds is not None
    assert worlds.numbers == (0, 1, 2, 3)
    assert len(sweep.cases) == 4 * 4
    assert by_setting(sweep) == by_setting(swept(pattern_study(two, base, title=TITLE, replicates=2)))
    drawn = set(sweep.cases[by_setting(sweep, 1)["X1.none"]].values)
    assert len(drawn) > 20
    assert not {path for path in drawn if path.startswith("levers.")} - {"levers.concertation.meeting_interval_weeks"}


def test_worlds_come_from_a_file(two: list[Pattern], base: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(ENSEMBLE, encoding="utf-8")
    study = pattern_study(two, base, title=TITLE, replicates=2, worlds=str(file))
    sweep = swept(study)
    assert sweep.cases[by_setting(sweep, 2)["X1.often"]].values["context.ties.decay"] == 0.03
    folder = tmp_path / "kept"
    folder.mkdir()
    sweep.write_files(folder)
    file.unlink()
    assert list(kept_sweep(folder).cases) == list(sweep.cases)


def test_a_fault_of_the_worlds_is_told_in_the_file_of_the_person(
    two: list[Pattern], base: Scenario, tmp_path: Path
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("context.ties.decay\n0.02\n7\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        pattern_study(two, base, title=TITLE, replicates=2, worlds=file)
    assert {(str(one.file), one.line) for one in refused.value.faults} == {(str(file), 3)}
    with pytest.raises(ScenarioError) as unknown:
        pattern_study(two, base, title=TITLE, replicates=2, worlds="no_such_ensemble")
    assert [one.code for one in unknown.value.faults] == ["no_such_ensemble"]


def test_names_of_settings_say_of_which_pattern(two: list[Pattern]) -> None:
    assert setting_name(two[1], "none") == "X2.none"


def test_a_setting_that_cannot_be_is_refused(write: Callable[..., Path]) -> None:
    base = load("status_quo")
    text = HEAD.replace("{levers.concertation.meeting_interval_weeks: 4}", "{partners.shool: null}") + CLAIM
    with pytest.raises(ScenarioError):
        load_patterns([write(text)], base)


def test_settings_that_do_not_fit_together_are_told_in_the_file_of_the_person(
    write: Callable[..., Path], base: Scenario
) -> None:
    """Each value is sound by itself; all faults of all patterns come at once, none from a file of ours."""
    shares = HEAD.replace("levers.concertation.meeting_interval_weeks: 0", "levers.actions.portfolio: {outreach: 0.9}")
    late = HEAD.replace("levers.concertation.meeting_interval_weeks: 4", "changes: [{week: 9000, event: crisis}]")
    files = [write(shares + CLAIM, "X1"), write(late.replace("X1", "X2") + CLAIM, "X2")]
    found = load_patterns(files, base)
    with pytest.raises(ScenarioError) as refused:
        pattern_study(found, base, title=TITLE, replicates=2)
    told = [(Path(str(one.file)).name, one.line, one.column, one.code, one.path) for one in refused.value.faults]
    assert told == [
        ("X1.yaml", 6, 3, "shares_not_one", "settings.none.levers.actions.portfolio"),
        ("X2.yaml", 7, 3, "week_beyond", "settings.often.changes.0.week"),
    ]


def test_patterns_that_are_not_simulated_need_not_fit(write: Callable[..., Path], base: Scenario) -> None:
    """A short scenario has no week 156; it is enough that the patterns chosen are possible there."""
    later = HEAD.replace("levers.concertation.meeting_interval_weeks: 4", "changes: [{week: 156, event: crisis}]")
    files = [write(later + CLAIM, "X1"), write(HEAD.replace("X1", "X2") + CLAIM, "X2")]
    short = base.with_({"horizon.weeks": 100})
    found = load_patterns(files, short)
    assert len(swept(pattern_study(found[1:], short, title=TITLE, replicates=2)).cases) == 2
    with pytest.raises(ScenarioError):
        pattern_study(found, short, title=TITLE, replicates=2)


@pytest.mark.parametrize(
    ("statistic", "found", "week", "setting"),
    [
        ("density[short, 0:27] - density[none, 0:26]", "density[short, 0:27]", 26, "short"),
        ("density[none, 26] - density[short, 26]", "density[short, 26]", 26, "short"),
        ("density[none, 312]", "density[none, 312]", 312, "none"),
        ("recovery(density[none, :] - density[short, :], 26, 0.5)", "recovery(", 26, "short"),
        ("back_to(density[none, :], 400, -0.1)", "back_to(", 400, "none"),
    ],
)
def test_a_week_after_the_last_one_is_told_before_anything_is_simulated(
    write: Callable[..., Path], base: Scenario, statistic: str, found: str, week: int, setting: str
) -> None:
    text = HEAD.replace("  often:", "  short: {horizon.weeks: 26, horizon.burn_in: 4}\n  often:")
    claim = f'  - {{says: {{fr: "Un", en: "One"}}, above: 0, statistic: "{statistic}"}}\n'
    patterns = load_patterns([write(text + claim)], base)
    with pytest.raises(ScenarioError) as refused:
        pattern_study(patterns, base, title=TITLE, replicates=3)
    (fault,) = refused.value.faults
    assert fault.code.endswith("statistic_beyond")
    assert (fault.line, fault.path) == (len(text.splitlines()) + 1, "claims.0.statistic")
    assert (fault.facts["week"], fault.facts["setting"]) == (week, setting)
    assert fault.facts["found"].startswith(found)
    assert pattern_study(load_patterns([write(HEAD + CLAIM)], base), base, title=TITLE, replicates=3)


def test_the_last_week_can_be_asked_for(write: Callable[..., Path], base: Scenario) -> None:
    asked = CLAIM.replace("service_access[none]", "recovery(density[none, :], 311, 0.5) + density[none, 300:312]")
    patterns = load_patterns([write(HEAD + asked)], base)
    assert pattern_study(patterns, base, title=TITLE, replicates=3)
