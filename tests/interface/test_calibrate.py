"""A calibration from the command line: waves through the ledger, plausible worlds for other commands, resuming."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hlmsim.errors import InputError
from hlmsim.interface.calibrating import fitted, priors_of, worlds_text
from hlmsim.interface.calibration_outputs import natural_of
from hlmsim.interface.cli import main
from hlmsim.interface.cli.commands.calibrate import design_of, patterns_of
from hlmsim.locales import LANGUAGES
from hlmsim.runs.design import load_experiment
from hlmsim.runs.patterns import load_patterns, pattern_files
from hlmsim.runs.patterns.file import SCALES, Scale
from hlmsim.scenario import load

POINTS, MEMBERS = 360, 20
SMALL = """\
schema: 1
extends: status_quo.yaml
title: {fr: "Petit plan d’ensemble", en: "Small site"}
why: {fr: "Pour les essais.", en: "For tests."}
horizon: {weeks: 70, burn_in: 10}
context:
  site: {households: 100, buildings: 4}
"""
CALIBRATION = """\
schema: 1
title: {fr: "Petit calage", en: "Small calibration"}
question: {fr: "Quels mondes sont plausibles?", en: "Which worlds are plausible?"}
scenarios: [small.yaml]
factors:
  context.referral.conversion.hearsay: {range: [0.02, 0.2]}
  context.referral.conversion.cold: {range: [0.1, 0.4]}
  context.referral.conversion.warm: {range: [0.4, 0.8]}
  context.worker.caseload: {range: [15, 40], whole: true}
design:
  kind: calibration
  waves: [200, 160]
  members: 20
  truths: 4
  lucks: 2
  patterns: [P12]
  grades: [B]
  except: [context, levers, partners]
replicates: 2
seed: 3
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("calibration")
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "calibration.yaml").write_text(CALIBRATION, encoding="utf-8")
    return folder / "calibration.yaml"


@pytest.fixture(scope="module")
def done(asked) -> Path:
    """The folder of a calibration, with figures."""
    out = asked.parent / "done"
    assert _calibrate(asked, out) == 0
    return out


def _calibrate(asked: Path, out: Path, *more: str) -> int:
    from hlmsim.runs import executors

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executors, "default", executors.threads)
        return main(["calibrate", str(asked), "--out", str(out), "--lang", "en", *more])


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _answers(out: Path) -> dict[str, bytes]:
    names = ("worlds.csv", "parameters.csv", "targets.csv", "coverage.csv", "medoid.yaml")
    return {name: (out / name).read_bytes() for name in names}


def _outside(target: dict[str, str], name: str) -> float:
    """Distances from the range, on the scale of ratios."""
    low, high = (np.log(float(target[end])) for end in ("low", "high"))
    ends = [np.log(float(target[f"{name}_{share}"])) for share in ("p05", "p50", "p95")]
    return float(sum(max(low - end, end - high, 0.0) for end in ends))


@pytest.mark.slow
def test_plausible_worlds_lie_nearer_to_the_targets(done) -> None:
    """All taken together: how far 5, 50 and 95 % of the worlds lie outside of the ranges."""
    targets = _rows(done / "targets.csv")
    assert len(targets) == 4
    outside = {name: sum(_outside(target, name) for target in targets) for name in ("prior", "ensemble")}
    assert outside["ensemble"] < 0.5 * outside["prior"]


@pytest.mark.slow
def test_plausible_worlds_are_points_that_were_simulated(done, asked) -> None:
    worlds = _rows(done / "worlds.csv")
    assert len(worlds) == MEMBERS
    simulated = [row for file in sorted(done.glob("wave-*/luck-*/worlds.csv")) for row in _rows(file)]
    assert len(simulated) == POINTS
    known = {tuple(value for name, value in row.items() if name != "world") for row in simulated}
    assert {tuple(value for name, value in row.items() if name != "world") for row in worlds} <= known
    for prior in priors_of(load_experiment(asked)):
        numbers = [float(row[prior.name]) for row in simulated]
        assert prior.low <= min(numbers)
        assert max(numbers) <= prior.high


@pytest.mark.slow
def test_the_medoid_is_a_scenario(done) -> None:
    medoid = load(done / "medoid.yaml")
    known = {row["parameter"]: row for row in _rows(done / "parameters.csv")}
    for path, row in known.items():
        assert medoid.values[path] == float(row["medoid"])
        assert float(row["low"]) <= float(row["medoid"]) <= float(row["high"])
        assert float(row["posterior_p05"]) <= float(row["posterior_p50"]) <= float(row["posterior_p95"])


@pytest.mark.slow
def test_what_is_written_for_people(done) -> None:
    for lang, words in (
        ("fr", ("Ce qu’on apprend", "mondes plausibles", "médoïde")),
        ("en", ("What is learned", "medoid")),
    ):
        page = (done / f"calibration.{lang}.md").read_text(encoding="utf-8")
        assert all(word in page for word in words)
        assert "hlmsim calibrate" in page
        for name in ("targets", "parameters"):
            assert (done / "figures" / lang / f"{name}.png").exists()


@pytest.mark.slow
def test_the_same_command_goes_on_where_a_budget_ended_it(done, asked, capsys) -> None:
    out = asked.parent / "again"
    capsys.readouterr()
    assert _calibrate(asked, out, "--max-runs", "150", "--no-figures") == 0
    assert "hlmsim calibrate" in capsys.readouterr().err
    assert not (out / "worlds.csv").exists()
    assert _calibrate(asked, out, "--no-figures") == 0
    assert _answers(out) == _answers(done)


@pytest.mark.slow
def test_other_commands_take_what_it_leaves(done, asked, capsys) -> None:
    base = str(asked.parent / "small.yaml")
    line = ["compare", base, base.replace("small", "small"), "--worlds", str(done / "worlds.csv")]
    (asked.parent / "other.yaml").write_text(
        SMALL.replace("status_quo.yaml", "small.yaml") + "levers: {posts: {count: 0}}\n", encoding="utf-8"
    )
    line[2] = str(asked.parent / "other.yaml")
    capsys.readouterr()
    assert main([*line, "-n", "2", "--out", str(asked.parent / "compared"), "--lang", "en", "--no-figures"]) == 0
    assert main(["verify", str(done / "wave-1" / "luck-01"), "--rerun", "2", "--lang", "en"]) == 0
    assert main(["check", str(asked), "--lang", "fr"]) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_experiment_of_another_kind_is_refused(asked, lang: str, capsys) -> None:
    file = asked.parent / "sweep.yaml"
    file.write_text("schema: 1\nscenarios: [small.yaml]\nfactors: {levers.posts.count: [0, 1]}\n", encoding="utf-8")
    assert main(["calibrate", str(file), "--lang", lang]) == 2
    assert "calibration" in capsys.readouterr().err


def test_an_unknown_pattern_is_refused(asked, capsys) -> None:
    file = asked.parent / "unknown.yaml"
    file.write_text(CALIBRATION.replace("[P12]", "[P99]"), encoding="utf-8")
    assert main(["calibrate", str(file), "--lang", "en"]) == 2
    assert "P99" in capsys.readouterr().err


def test_every_pattern_that_serves_calibration_is_fitted_when_none_is_named() -> None:
    study = load_experiment("calibration")
    names = {pattern.name for pattern in patterns_of(study)}
    shipped = load_patterns(pattern_files(), study.scenarios[0])
    assert names == {one.name for one in shipped if one.use == "calibrate" and fitted([one])}
    assert {"P4", "P12", "P13", "P18", "P19", "P24", "P34"} <= names
    with pytest.raises(InputError):
        design_of(replace(study, design=load_experiment("meetings_none_to_weekly").design))


def test_worlds_are_written_as_they_are_read() -> None:
    text = worlds_text([{"context.worker.caseload": 30, "context.needs.remission": 0.0125}])
    assert text == "world,context.worker.caseload,context.needs.remission\n1,30,0.0125\n"


@pytest.mark.parametrize("scale", SCALES)
def test_statistics_come_back_from_their_scale(scale: Scale) -> None:
    from hlmsim.analysis.calibration.targets import scaled

    values = np.array([0.2, 0.5, 0.9])
    there, _ = scaled(scale, values, np.zeros(3))
    np.testing.assert_allclose(natural_of(scale, there), values)
