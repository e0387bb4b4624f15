"""The benchmarks run, at a size that says nothing about speed; no figure is asserted: a test machine is shared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks import big, doors, engine
from benchmarks.worlds import SMALL, city, very_large
from benchmarks.yardstick.model import Yardstick
from hlmsim.scenario import load

pytestmark = pytest.mark.speed


def test_the_command_prints_and_writes_every_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks", "--small", "--json", str(tmp_path / "figures.json")])
    benchmarks.main()
    printed = capsys.readouterr().out
    assert "engine ÷ yardstick" in printed
    assert "nan" not in printed
    written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert set(written) == {"machine", "size", "turns", "big", "starts", "cold", "comparisons", "work"}


def test_every_part_takes_time() -> None:
    for timing in engine.one_repeat(SMALL).values():
        assert timing.household_weeks > 0
        assert timing.rate > timing.rate_in_all > 0


def test_big_worlds_are_as_big_as_asked() -> None:
    site, town = very_large(1_000, 10), city(34_000, 10)
    assert [plan.dwellings for plan in site.sites] == [1_000]
    assert sum(plan.dwellings for plan in town.sites) == 34_000
    assert {len(partner.sites) for partner in town.partners} == {21, 11}  # 200 sites, 21 a borough
    found = big.big("city", 1_700, 6)
    assert (found["households"], found["sites"]) == (1_700, 10)


def test_doors_open() -> None:
    assert set(doors.starts(1)) == set(doors.DOORS)


def test_the_yardstick_does_as_much_as_the_engine() -> None:
    found = engine.work_a_week(104)
    for name, (ours, plain) in found.items():
        assert 0.5 < plain / ours < 2.0, name


def test_the_yardstick_keeps_its_people_in_bounds() -> None:
    model = Yardstick(load("status_quo"), rng=1)
    for _ in range(60):
        model.step()
    for tenant in model.tenants:
        for name in ("security", "agency", "stigma", "trust_worker", "trust_institutions"):
            assert 0.0 <= getattr(tenant, name) <= 1.0
        for need in tenant.needs.values():
            assert (need.partner is not None) == (need.status in {"waiting", "in_service"})
            assert need.partner is None or (tenant, need) in need.partner.cases
        assert tenant.worker is None or tenant in tenant.worker.cases
    for actor in [*model.workers, *model.partners]:
        assert all(0.0 <= tie.strength <= 1.0 and 0.0 <= tie.knowledge <= 1.0 for tie in actor.ties.values())
