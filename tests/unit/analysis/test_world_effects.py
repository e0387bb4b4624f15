"""Effects over worlds: by hand, against the plain effects in one world, with holes, and outcome by outcome."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from hlmsim.analysis.effects import effects, joined
from hlmsim.analysis.world_effects import COLUMNS, half_widths, world_effects
from hlmsim.model.outcomes import Outcome

ACCESS, UNMET = Outcome("access", "share", 1), Outcome("unmet", "share", -1)
SCENARIOS = ["base", "more", "less"]


def design_of(worlds: int, scenarios: list[str] = SCENARIOS) -> pd.DataFrame:
    rows = [(name, world, f"{name[0]}{world:03d}") for name in scenarios for world in range(1, worlds + 1)]
    return pd.DataFrame(rows, columns=["scenario", "world", "case"])


def table_of(
    design: pd.DataFrame, replicates: int, *, groups: tuple[str, ...] = ("all",), seed: int = 1
) -> pd.DataFrame:
    """Runs with a luck common to all cases of a replicate, and an effect that differs from world to world."""
    luck = np.random.default_rng(seed)
    shared = luck.normal(0.0, 3.0, replicates)
    by_world = {world: luck.normal(1.0, 0.5) for world in design["world"].unique()}
    way = {"base": 0.0, "more": 1.0, "less": -1.0}
    rows = []
    for name, world, case in design[["scenario", "world", "case"]].itertuples(index=False):
        for group in groups:
            values = shared + way[name] * by_world[world] + luck.normal(0.0, 0.3, replicates)
            rows += [(case, place, group, value, -value) for place, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["scenario", "replicate", "group", "access", "unmet"])


def row_of(table: pd.DataFrame, scenario: str, outcome: str = "access", group: str = "all") -> Any:
    asked = (table["scenario"] == scenario) & (table["outcome"] == outcome) & (table["group"] == group)
    assert asked.sum() == 1
    return table[asked].iloc[0]


def test_by_hand() -> None:
    design = design_of(2, ["base", "more"])
    values = {"b001": [0.0, 0.0, 0.0], "b002": [1.0, 1.0, 1.0], "m001": [1.0, 2.0, 3.0], "m002": [3.0, 4.0, 8.0]}
    rows = [(case, place, value) for case, some in values.items() for place, value in enumerate(some)]
    table = pd.DataFrame(rows, columns=["scenario", "replicate", "access"])
    found = world_effects(design, table, [ACCESS], ["base", "more"])
    assert tuple(found.columns) == COLUMNS
    row, gaps = row_of(found, "more"), np.array([[1.0, 2.0, 3.0], [2.0, 3.0, 7.0]])
    by_luck = gaps.mean(axis=0)
    half = stats.t.ppf(0.975, 2) * by_luck.std(ddof=1) / np.sqrt(3)
    assert (row.difference, row.low, row.high) == pytest.approx((3.0, 3.0 - half, 3.0 + half))
    assert (row.worlds, row.replicates, row.dropped, row.helps) == (2, 3, 0, 1.0)
    assert (row.level, row.level_p95) == pytest.approx((3.5, np.quantile([1, 2, 3, 3, 4, 8], 0.95)))
    assert row.world_median == pytest.approx(3.0)
    assert row.chance_share + row.ignorance_share == pytest.approx(1.0)
    base = row_of(found, "base")
    assert (base.verdict, base.level, base.worlds) == ("reference", 0.5, 2)
    assert np.isnan(base.world_helps)


def test_in_one_world_the_effects_are_the_plain_ones() -> None:
    design = design_of(1)
    table = table_of(design, 12)
    plain = table.replace({"scenario": {"b001": "base", "m001": "more", "l001": "less"}})
    ours = world_effects(design, table, [ACCESS, UNMET], SCENARIOS)
    theirs = effects(plain, outcomes=[ACCESS, UNMET], scenarios=SCENARIOS)
    pd.testing.assert_frame_equal(ours[list(theirs.columns)], theirs, check_dtype=False)


def test_a_known_effect_in_known_worlds() -> None:
    design = design_of(60)
    found = world_effects(design, table_of(design, 10), [ACCESS, UNMET], SCENARIOS)
    row = row_of(found, "more")
    assert row.difference == pytest.approx(1.0, abs=0.2)
    assert row.verdict == "helps"
    assert (row.world_low, row.world_high) == pytest.approx((0.18, 1.82), abs=0.3)
    assert row.ignorance_share == pytest.approx(0.25 / (0.25 + 0.18), abs=0.12)
    assert row.ignorance_low < row.ignorance_share < row.ignorance_high
    assert row.world_helps_clear <= row.world_helps
    assert row.variance_ratio > 30.0
    other = row_of(found, "more", "unmet")
    assert (other.verdict, other.world_helps) == ("helps", row.world_helps)
    assert row_of(found, "less").verdict == "harms"


def test_the_interval_is_of_chance_alone() -> None:
    """More worlds say more about ignorance; the interval of the mean narrows with replicates."""
    few, many = (
        row_of(world_effects(design_of(30), table_of(design_of(30), replicates), [ACCESS], SCENARIOS), "more")
        for replicates in (5, 80)
    )
    assert few.high - few.low > 3 * (many.high - many.low)
    assert many.world_high - many.world_low > 10 * (many.high - many.low)


def test_missing_and_undefined_runs() -> None:
    design = design_of(12)
    table = table_of(design, 6)
    table.loc[(table["scenario"] == "m001") & (table["replicate"] == 2), "access"] = np.nan
    fewer = table[~((table["scenario"] == "b002") & (table["replicate"] < 5))]
    row = row_of(world_effects(design, fewer, [ACCESS], SCENARIOS), "more")
    assert (row.worlds, row.dropped, row.replicates) == (11, 7, 6)
    assert row.verdict == "helps"
    assert np.isfinite([row.low, row.high, row.ignorance_share]).all()


def test_a_scenario_without_runs_is_undefined() -> None:
    design = design_of(3)
    table = table_of(design, 4)
    found = world_effects(design, table[~table["scenario"].str.startswith("m")], [ACCESS], SCENARIOS)
    row = row_of(found, "more")
    assert (row.verdict, row.worlds, row.replicates) == ("undefined", 0, 0)
    assert np.isnan([row.difference, row.world_helps, row.ignorance_share]).all()
    nothing = world_effects(design, table[:0], [ACCESS], SCENARIOS)
    assert list(nothing.columns) == list(COLUMNS)


def test_twins_share_a_case() -> None:
    """Two scenarios that come out as the same world are simulated once, and do not differ."""
    design = design_of(3, ["base", "more"])
    design.loc[design["scenario"] == "more", "case"] = design.loc[design["scenario"] == "base", "case"].to_numpy()
    table = table_of(design_of(3, ["base"]), 4)
    row = row_of(world_effects(design, table, [ACCESS], ["base", "more"]), "more")
    assert (row.verdict, row.difference, row.world_helps, row.worlds) == ("identical", 0.0, 0.5, 3)


def test_groups_and_pieces() -> None:
    design = design_of(4)
    table = table_of(design, 5, groups=("all", "type:family"))
    whole = world_effects(design, table, [ACCESS, UNMET], SCENARIOS)
    assert len(whole) == 2 * 2 * 3
    assert set(whole["looks"]) == {8}
    assert row_of(whole, "more", group="type:family").worlds == 4
    pieces = [world_effects(design, table, [outcome], SCENARIOS) for outcome in (ACCESS, UNMET)]
    pd.testing.assert_frame_equal(joined(pieces), whole)


def test_half_widths_are_those_of_the_table() -> None:
    design = design_of(5)
    table = table_of(design, 9).drop(columns="group")
    row = row_of(world_effects(design, table, [ACCESS], SCENARIOS), "more")
    widths = half_widths(design, table, [ACCESS], SCENARIOS)
    assert set(widths) == {("more", "access"), ("less", "access")}
    assert widths["more", "access"] == pytest.approx((row.high - row.low) / 2)
