"""Every shipped scenario gives what it gave, to twelve digits, unless someone said why it changes.

When a change is meant: python -m tests.golden.refreeze --reason "why the numbers change".
"""

from __future__ import annotations

import pytest

from hlmsim.scenario import shipped
from tests.golden.frozen import frozen, measured


def test_every_shipped_scenario_is_frozen_and_nothing_else() -> None:
    assert tuple(sorted(frozen()["scenarios"])) == tuple(sorted(shipped.names()))


def test_every_freeze_has_a_reason() -> None:
    reasons = frozen()["reasons"]
    assert reasons
    assert all(len(reason) >= 10 for reason in reasons)


@pytest.mark.parametrize("name", shipped.names())
def test_a_shipped_scenario_gives_what_it_gave(name: str) -> None:
    before, now = frozen()["scenarios"][name], measured(name)
    assert now["all"] == before["all"]
    assert now["groups"] == before["groups"]


def test_status_quo_is_the_baseline_and_others_differ() -> None:
    scenarios = frozen()["scenarios"]
    assert scenarios["status_quo"] == scenarios["baseline"]
    for name in ("concertation", "high_turnover", "no_worker", "crisis_born", "structured_network"):
        assert scenarios[name] != scenarios["status_quo"]
