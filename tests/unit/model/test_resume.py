"""A saved world goes on as if nothing had happened; a fork keeps its past and changes its future."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hlmsim.engine import snapshot
from hlmsim.errors import SnapshotError
from hlmsim.model.blueprint import Blueprint, Change
from hlmsim.model.population import build
from hlmsim.model.resume import fork, resume, save
from hlmsim.model.week import advance
from tests.worlds import differences, plan


@pytest.fixture(scope="module")
def blueprint() -> Blueprint:
    return plan(weeks=40, dwellings=50, buildings=3)


def test_resumed_equals_unbroken(blueprint: Blueprint, tmp_path: Path) -> None:
    broken = build(blueprint, study_seed=3, replicate=2)
    advance(broken, 17)
    save(broken, tmp_path / "world.npz", scenario_hash="abc")
    again = resume(blueprint, tmp_path / "world.npz", scenario_hash="abc")
    assert again.week == 17
    advance(again, 40)
    unbroken = build(blueprint, study_seed=3, replicate=2)
    advance(unbroken, 40)
    assert differences(again.state, unbroken.state) == []


def test_snapshot_of_another_scenario_is_refused(blueprint: Blueprint, tmp_path: Path) -> None:
    world = build(blueprint)
    save(world, tmp_path / "world.npz", scenario_hash="abc")
    with pytest.raises(SnapshotError) as caught:
        resume(blueprint, tmp_path / "world.npz", scenario_hash="other")
    assert caught.value.code == "snapshot_of_another"


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04broken"])
def test_no_snapshot_is_refused(blueprint: Blueprint, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "world.npz").write_bytes(content)
    with pytest.raises(SnapshotError) as caught:
        resume(blueprint, tmp_path / "world.npz", scenario_hash="abc")
    assert caught.value.code == "snapshot_not_read"


def test_failed_write_leaves_the_old_snapshot(blueprint: Blueprint, tmp_path: Path) -> None:
    with pytest.raises(SnapshotError) as caught:
        snapshot.save(tmp_path / "missing" / "world.npz", build(blueprint).state, {})
    assert caught.value.code == "snapshot_not_written"


def test_fork_keeps_the_past_and_changes_the_future(blueprint: Blueprint) -> None:
    world = build(blueprint)
    advance(world, 20)
    changed = replace(blueprint, changes=(Change(20, {"context.needs.arrival.health": 0.5}),))
    twin = fork(world, changed)
    advance(world, 40)
    advance(twin, 40)
    assert np.array_equal(world.state.by_group[:20], twin.state.by_group[:20])
    assert not np.array_equal(world.state.by_group[20:], twin.state.by_group[20:])
    whole = build(changed)
    advance(whole, 40)
    assert np.array_equal(whole.state.by_group, twin.state.by_group)


def test_fork_to_another_size_is_refused(blueprint: Blueprint) -> None:
    world = build(blueprint)
    with pytest.raises(SnapshotError) as caught:
        fork(world, plan(weeks=40, dwellings=51, buildings=3))
    assert caught.value.code == "fork_of_another"
