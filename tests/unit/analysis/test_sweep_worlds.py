"""Answers of designs with plausible worlds: known shares of chance and ignorance, in grids and over ranges."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hlmsim.analysis.factors import DesignFactor
from hlmsim.analysis.ignorance import COLUMNS as SPREAD
from hlmsim.analysis.sweeps import COLUMNS, DesignPlan, answer
from hlmsim.model.outcomes import Outcome

ACCESS = Outcome("access", "share", 1)
WORLDS, REPLICATES = 60, 12
IGNORANCE, LUCK, REST = 1.0, 0.7, 0.5
"""Standard deviations of an effect: from world to world, from luck to luck, and the rest."""
SHARE = IGNORANCE**2 / (IGNORANCE**2 + LUCK**2 + REST**2)


def runs_of(design: pd.DataFrame, places: Any, *, mean: float, rest: float, seed: int = 1) -> pd.DataFrame:
    """Runs whose effect, ``places`` times a number of its own world and luck, has known parts. rest: of each run."""
    luck = np.random.default_rng(seed)
    worlds, lucks = luck.normal(mean, IGNORANCE, WORLDS), luck.normal(0.0, LUCK, REPLICATES)
    level = luck.normal(0.0, 5.0, REPLICATES)
    effect = worlds[design["world"].to_numpy()][:, np.newaxis] + lucks
    values = level + places[:, np.newaxis] * effect + luck.normal(0.0, rest, (len(design), REPLICATES))
    case = np.repeat(design["case"].to_numpy(), REPLICATES)
    replicate = np.tile(np.arange(REPLICATES), len(design))
    return pd.DataFrame({"scenario": case, "replicate": replicate, "access": values.ravel()})


def cased(design: pd.DataFrame) -> pd.DataFrame:
    design.insert(0, "point", np.arange(1, len(design) + 1))
    return design.assign(scenario="base", case=[f"case{number:05d}" for number in design["point"]])


def grid() -> pd.DataFrame:
    rows = [{"posts": posts, "world": world} for posts, world in product((1, 2), range(WORLDS))]
    return cased(pd.DataFrame(rows))


def drawn(points: int = 12) -> pd.DataFrame:
    places = (np.random.default_rng(7).permutation(points) + 0.5) / points
    rows = [{"rules": place, "world": world} for place, world in product(places, range(WORLDS))]
    return cased(pd.DataFrame(rows))


def only(table: pd.DataFrame, kind: str) -> Any:
    rows = table[(table["kind"] == kind) & (table["verdict"] != "reference")]
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_grid_tells_chance_from_ignorance() -> None:
    design = grid()
    runs = runs_of(design, design["posts"].to_numpy() - 1.0, mean=0.8, rest=REST / np.sqrt(2.0))
    table = answer(design, runs, DesignPlan((DesignFactor("posts"),)), [ACCESS])
    assert tuple(table.columns) == COLUMNS
    assert set(SPREAD) <= set(COLUMNS)
    row = only(table, "main")
    assert row.ignorance_share == pytest.approx(SHARE, abs=0.15)
    assert row.ignorance_low < SHARE < row.ignorance_high
    assert row.chance_share + row.ignorance_share == pytest.approx(1.0)
    assert row.world_median == pytest.approx(0.8, abs=0.5)
    assert row.world_helps_clear + row.world_harms_clear < 1.0
    assert row.world_helps_clear <= row.world_helps
    assert only(table, "combination").ignorance_share == pytest.approx(row.ignorance_share)


def test_a_range_tells_chance_from_ignorance() -> None:
    design = drawn()
    runs = runs_of(design, design["rules"].to_numpy(), mean=0.8, rest=0.05)
    row = only(answer(design, runs, DesignPlan((DesignFactor("rules", low=0.0, high=1.0),)), [ACCESS]), "range")
    share = IGNORANCE**2 / (IGNORANCE**2 + LUCK**2)
    assert row.ignorance_share == pytest.approx(share, abs=0.2)
    assert row.ignorance_low < row.ignorance_share < row.ignorance_high
    assert (row.worlds, row.replicates) == (WORLDS, REPLICATES)


def test_worlds_that_are_alike_share_no_ignorance() -> None:
    design = grid()
    runs = runs_of(design.assign(world=0), design["posts"].to_numpy() - 1.0, mean=0.8, rest=1.0)
    row = only(answer(design, runs, DesignPlan((DesignFactor("posts"),)), [ACCESS]), "main")
    assert row.ignorance_share < 0.1
    assert row.ignorance_low == pytest.approx(0.0, abs=0.02)


def test_one_world_has_no_shares() -> None:
    design = grid().query("world == 0").reset_index(drop=True)
    runs = runs_of(design, design["posts"].to_numpy() - 1.0, mean=0.8, rest=0.1)
    row = only(answer(design, runs, DesignPlan((DesignFactor("posts"),)), [ACCESS]), "main")
    assert row.worlds == 1
    assert np.isnan([row.chance_share, row.ignorance_share, row.ignorance_low, row.ignorance_high]).all()


def test_missing_runs_leave_the_rest() -> None:
    design = grid()
    runs = runs_of(design, design["posts"].to_numpy() - 1.0, mean=0.8, rest=REST / np.sqrt(2.0))
    fewer = runs.sample(frac=0.9, random_state=3)
    row = only(answer(design, fewer, DesignPlan((DesignFactor("posts"),)), [ACCESS]), "main")
    assert row.dropped > 0
    assert row.ignorance_share == pytest.approx(SHARE, abs=0.15)
