"""The same work from Python."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

import hlmsim
from hlmsim.model.outcomes import OUTCOMES


@pytest.fixture(scope="module")
def small(made) -> hlmsim.Scenario:
    return hlmsim.load(made.base)


@pytest.fixture(scope="module")
def run(small) -> hlmsim.Run:
    return hlmsim.simulate(small, seed=3)


def test_a_run_is_tidy(run) -> None:
    assert list(run.weekly.columns) == ["week", "outcome", "group", "value"]
    assert set(run.weekly["outcome"]) <= {outcome.name for outcome in OUTCOMES}
    assert run.weekly["week"].min() == 0
    assert run.weekly["week"].max() == 59
    assert not run.weekly["value"].isna().any()
    assert {"all", "type:senior"} <= set(run.summary["group"])
    assert list(run.events.columns) == ["week", "event", "site", "subject_kind", "subject"]


def test_a_run_follows_from_its_seed(small, run) -> None:
    again, other = hlmsim.simulate(small, seed=3), hlmsim.simulate(small, seed=4)
    assert again.weekly.equals(run.weekly)
    assert not other.weekly.equals(run.weekly)


def test_the_network_at_any_week(run) -> None:
    start, end = run.network(0), run.network()
    assert set(start.nodes) == set(end.nodes)
    assert run.network(60).edges == end.edges


def test_a_run_shows_itself_in_a_notebook(run, monkeypatch) -> None:
    monkeypatch.setenv("HLMSIM_LANG", "fr")
    assert "<td>Accès aux services</td>" in run._repr_html_()
    monkeypatch.setenv("HLMSIM_LANG", "en")
    assert "<td>Service access</td>" in run._repr_html_()


def test_a_comparison_from_python_takes_up_that_of_the_command_line(made, small) -> None:
    effects = hlmsim.compare([small, made.other], replicates=6, out=made.out)
    assert set(effects.table["scenario"]) == {"small", "other"}
    support = effects.table.query("outcome == 'support' and group == 'all' and scenario == 'other'").iloc[0]
    assert support["verdict"] == "harms"
    assert support["high"] < 0
    assert hlmsim.read_results(made.out).table.equals(effects.table)


def test_a_comparison_draws_and_shows_itself(made, monkeypatch) -> None:
    effects = hlmsim.read_results(made.out)
    assert isinstance(effects.plot(), Figure)
    assert len(effects.plot("support", lang="fr").axes) == 1
    assert isinstance(effects.plot_weekly("support", lang="en"), Figure)
    assert set(effects.bands("support")["outcome"]) == {"support"}
    monkeypatch.setenv("HLMSIM_LANG", "fr")
    page = effects._repr_html_()
    assert "Petit plan [d’ensemble] (référence)" in page
    assert "✗" in page


def test_a_wrong_name_is_an_input_error() -> None:
    with pytest.raises(hlmsim.InputError):
        hlmsim.simulate("no_such_scenario")
    with pytest.raises(hlmsim.InputError):
        hlmsim.read_results("no_such_folder")
