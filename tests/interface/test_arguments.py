"""What Python functions are given is checked as options and files are, and refused in the same sentences."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

import hlmsim
from hlmsim import errors
from hlmsim.interface import arguments
from hlmsim.interface.cli import main
from hlmsim.locales import LANGUAGES, error

HERE = Path(__file__)


@pytest.fixture(scope="module")
def pair(made) -> list[hlmsim.Scenario]:
    return [hlmsim.load(made.base), hlmsim.load(made.other)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_exception_is_the_sentence_of_the_command_line(made, capsys, monkeypatch, lang: str) -> None:
    monkeypatch.setenv("HLMSIM_LANG", lang)
    with pytest.raises(hlmsim.ScenarioError) as told:
        hlmsim.load(made.base).with_({"levers.turnover.worker_anual": 0.4})
    assert main(["show", made.base, "--set", "levers.turnover.worker_anual=0.4", "--lang", lang]) == 2
    said = str(told.value).partition(": ")[2]
    assert "worker_annual" in said
    assert said in capsys.readouterr().err.replace("\n", " ")
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value)


def test_without_a_sentence_an_error_is_its_code() -> None:
    assert str(hlmsim.InputError("no_sentence_has_this_code", count=2)) == "no_sentence_has_this_code(count=2)"


def test_below_the_front_door_an_error_is_its_code(monkeypatch) -> None:
    monkeypatch.setattr(errors, "_tellers", [])
    assert str(hlmsim.RunError("disk_full", folder="night")) == "disk_full(folder='night')"
    assert "code" in str(hlmsim.ScenarioError([errors.Fault("code")]))


def test_numbers_of_numpy_are_numbers(pair, tmp_path) -> None:
    for count in np.array([2, 3]):
        out = tmp_path / f"numpy_{count}"
        found = hlmsim.compare(pair, replicates=count, seed=np.uint64(7), jobs=np.int8(1), out=out)
        assert found.results.replicates == count
        assert found.results.manifest["study_seed"] == 7
    assert hlmsim.simulate(pair[0], seed=np.int64(3), replicate=np.int32(1)).seed == 3
    assert hlmsim.simulate(pair[0], seed=np.array(3)).network(np.int64(0)) is not None


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"replicates": 0}, "replicates"),
        ({"replicates": -3}, "replicates"),
        ({"replicates": 2.5}, "replicates"),
        ({"replicates": "20"}, "replicates"),
        ({"replicates": True}, "replicates"),
        ({"replicates": np.float64(20)}, "replicates"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**63}, "seed"),
        ({"seed": "1"}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"seed": np.random.default_rng(1)}, "Generator"),
        ({"rng": np.random.SeedSequence(1)}, "SeedSequence"),
        ({"rng": "1"}, "rng"),
        ({"seed": 1, "rng": 1}, "rng"),
        ({"jobs": 0}, "jobs"),
        ({"jobs": "all"}, "jobs"),
        ({"cluster": "scheduler"}, "cluster"),
        ({"cluster": 8786}, "cluster"),
        ({"worlds": 0}, "worlds"),
        ({"worlds": 2.5}, "worlds"),
        ({"worlds": True}, "worlds"),
        ({"worlds": "no_such_ensemble"}, "no_such_ensemble"),
        ({"out": ""}, "out"),
        ({"out": 3}, "out"),
        ({"out": HERE}, HERE.name),
    ],
    ids=lambda given: str(given).partition(" at 0x")[0],  # the same name in every worker
)
def test_a_wrong_argument_is_refused_and_nothing_is_made(pair, tmp_path, monkeypatch, wrong, named) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(hlmsim.InputError) as told:
        hlmsim.compare(pair, **{"replicates": 2, **wrong})
    assert named in str(told.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "scenarios", ["status_quo", [], None, 3, [None], [{"schema": 1}], ["no_such_scenario"], ["status_quo"] * 2], ids=str
)
def test_wrong_scenarios_are_refused_and_nothing_is_made(tmp_path, monkeypatch, scenarios) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(hlmsim.InputError) as told:
        hlmsim.compare(scenarios, replicates=1)
    assert str(told.value) == error(told.value, "en")
    assert list(tmp_path.iterdir()) == []


def test_an_error_before_the_first_run_leaves_no_folder(pair, tmp_path, monkeypatch) -> None:
    from hlmsim.runs import executors

    def nobody(jobs: int) -> executors.Executor:
        raise hlmsim.InputError("cluster_unreachable", address="tcp://nowhere:1", reason="refused")

    monkeypatch.setattr(executors, "default", nobody)
    with pytest.raises(hlmsim.InputError, match="nowhere"):
        hlmsim.compare(pair, replicates=1, out=tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_an_error_leaves_a_folder_that_was_there(made, pair, monkeypatch) -> None:
    from hlmsim.runs import executors

    before = sorted(made.out.rglob("*.parquet"))
    monkeypatch.setattr(executors, "default", lambda jobs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        hlmsim.compare(pair, replicates=9, out=made.out)
    assert sorted(made.out.rglob("*.parquet")) == before


def test_a_generator_draws_the_seed(pair) -> None:
    first = hlmsim.simulate(pair[0], rng=np.random.default_rng(5))
    assert first.seed == hlmsim.simulate(pair[0], rng=np.random.default_rng(5)).seed
    assert first.summary.equals(hlmsim.simulate(pair[0], seed=first.seed).summary)


@pytest.mark.parametrize("wrong", [True, -1, 1.5, "1", 2**63])
def test_the_mesa_model_refuses_what_is_no_seed(pair, wrong) -> None:
    with pytest.raises(hlmsim.InputError, match="rng"):
        hlmsim.HLMModel(pair[0], rng=wrong)


def test_other_arguments_are_refused_in_words(made, pair) -> None:
    run, effects = hlmsim.simulate(pair[0]), hlmsim.read_results(made.out)
    for week in (-1, 61, 2.5):
        with pytest.raises(hlmsim.InputError, match="week"):
            run.network(week)
    for plot in (effects.plot, effects.bands, effects.plot_weekly):
        with pytest.raises(hlmsim.InputError, match="support"):
            plot("suport")
    with pytest.raises(hlmsim.InputError, match="lang"):
        effects.plot(lang="de")
    with pytest.raises(hlmsim.InputError, match="3"):
        hlmsim.sweep(3)
    with pytest.raises(hlmsim.InputError, match="file"):
        hlmsim.load(3)
    with pytest.raises(hlmsim.InputError, match="weeks"):
        hlmsim.load("status_quo", weeks=0)
    with pytest.raises(hlmsim.InputError, match="sets"):
        hlmsim.load("status_quo", "levers.posts.count=2")
    with pytest.raises(hlmsim.InputError, match="patterns"):
        hlmsim.validate(pair[0], "P2")
    with pytest.raises(hlmsim.InputError, match="with_"):
        pair[0].with_("levers.posts.count")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\x1b[31m", "x" * 201, 3])
def test_a_name_is_a_short_printable_text(pair, name) -> None:
    with pytest.raises(hlmsim.InputError):
        pair[0].with_({"levers.posts.count": 1}, name=name)
    with pytest.raises(hlmsim.InputError):
        hlmsim.Scenario.from_dict(pair[0].to_dict(), name=name)


def test_a_path_may_be_any_path() -> None:
    assert arguments.folder("out", HERE) == HERE
    assert arguments.folder("out", str(HERE)) == HERE
    assert arguments.folder("out", None) is None


def test_a_scenario_equals_itself(made, pair) -> None:
    again = hlmsim.load(made.base)
    assert again == pair[0]
    assert hash(again) == hash(pair[0])
    assert len({again, *pair}) == 2
    assert again != pair[1]
    assert again != again.with_({"title.en": "Other"}, name=again.name)
    assert again != "small"
    assert pickle.loads(pickle.dumps(again)) == again


def test_a_scenario_is_made_from_a_dictionary(made, pair, monkeypatch) -> None:
    assert hlmsim.Scenario.from_dict(pair[1].to_dict(), name="other") == pair[1]
    said = {
        "schema": 1,
        "extends": "small.yaml",
        "title": {"fr": "Deux postes", "en": "Two posts"},
        "why": {"fr": "Essai", "en": "Test"},
        "levers": {"posts": {"count": np.int64(2)}},
    }
    two = hlmsim.Scenario.from_dict(said, name="two", folder=made.folder)
    assert two.values["levers.posts.count"] == 2
    assert two.hash == pair[0].with_({"levers.posts.count": 2}).hash


def test_faults_of_a_dictionary_are_located_by_path(made) -> None:
    said = {
        "schema": 1,
        "extends": "small.yaml",
        "levers": {"turnover": {"worker_anual": 0.3}, "posts": {"count": {1}}},
    }
    with pytest.raises(hlmsim.ScenarioError, match="set"):
        hlmsim.Scenario.from_dict(said, name="wrong", folder=made.folder)
    said["levers"]["posts"] = {"count": "two"}
    with pytest.raises(hlmsim.ScenarioError) as told:
        hlmsim.Scenario.from_dict(said, name="wrong", folder=made.folder)
    assert {fault.path for fault in told.value.faults} >= {"levers.turnover.worker_anual", "levers.posts.count"}
    with pytest.raises(hlmsim.ScenarioError):
        hlmsim.Scenario.from_dict({"extends": "../../elsewhere.yaml", "schema": 1}, name="wrong", folder=made.folder)


def test_a_scenario_is_saved_and_never_over_another_file(made, pair, tmp_path) -> None:
    file = pair[1].save(tmp_path / "other.yaml")
    again = hlmsim.load(file)
    assert again == pair[1]
    assert again.hash == pair[1].hash
    (tmp_path / "mine.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(hlmsim.InputError, match="already exists"):
        again.save(tmp_path / "mine.yaml")
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "mine"
    assert hlmsim.load(again.save(tmp_path / "mine.yaml", replace=True)).hash == again.hash
    for read in (file, made.base):
        before = Path(read).read_bytes()
        with pytest.raises(hlmsim.InputError):
            again.save(read, replace=True)
        assert Path(read).read_bytes() == before
    with pytest.raises(hlmsim.InputError, match="yaml"):
        again.save(tmp_path / "mine.txt")
    with pytest.raises(hlmsim.InputError, match="cannot be written"):
        again.save(tmp_path / "nowhere" / "mine.yaml")
