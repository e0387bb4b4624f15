"""What matters most as a table: targets, values of contrasts, ranks, and what is empty before the second stage."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hlmsim.analysis.morris import Effects
from hlmsim.analysis.sensitivity import COLUMNS, Looked, Target, table_of, targets_of, values_of
from hlmsim.analysis.sobol import Indices

Floats = NDArray[np.float64]
FACTORS = ["a", "b", "c", "d"]
UNITS = {"service_access": "share", "support": "share"}


def effects(sizes: list[float], clear: list[bool]) -> Effects:
    array = np.array(sizes)
    return Effects(-array, array, 0.1 * array, 2.0 * array, np.full(len(sizes), 0.05), np.array(clear))


def indices(totals: list[float], widths: list[float], noise: float = 0.1) -> Indices:
    total, width = np.array(totals), np.array(widths)
    return Indices(0.5 * total, width, total, width, 0.6 * total, 1.2 * total, noise, 0.04)


EFFECTS = effects([0.4, 0.3, 0.2, 0.1], [True, True, True, False])


def test_levels_come_first_then_every_contrast() -> None:
    found = targets_of(["service_access", "support"], ["status_quo", "concertation", "crisis"])
    assert [target.name for target in found] == [
        "service_access",
        "support",
        "service_access_concertation",
        "support_concertation",
        "service_access_crisis",
        "support_crisis",
    ]


def test_a_contrast_is_paired_point_by_point_and_replicate_by_replicate() -> None:
    values = np.arange(12.0).reshape(6, 2) ** 2
    names = ["status_quo", "concertation", "crisis"]
    assert values_of(values, Target("support"), names).tolist() == values[:2].tolist()
    assert values_of(values, Target("support", "concertation"), names).tolist() == (values[2:4] - values[:2]).tolist()
    assert values_of(values, Target("support", "crisis"), names).tolist() == (values[4:] - values[:2]).tolist()


def test_luck_that_a_point_and_a_replicate_share_is_gone_from_a_contrast() -> None:
    luck = np.random.default_rng(1).normal(size=(5, 3))
    found = values_of(np.concatenate([luck, luck + 0.25]), Target("support", "other"), ["one", "other"])
    assert found == pytest.approx(np.full((5, 3), 0.25))


def test_before_the_second_stage_the_screen_ranks() -> None:
    table = table_of([Looked(Target("support"), EFFECTS, 0.2)], FACTORS, [], UNITS)
    assert list(table.columns) == list(COLUMNS)
    assert table["factor"].tolist() == FACTORS
    assert table["rank"].tolist() == [1, 2, 3, 4]
    assert table["mu"].tolist() == [-0.4, -0.3, -0.2, -0.1]
    assert table["mu_star_low"].tolist() == pytest.approx([0.36, 0.27, 0.18, 0.09])
    assert table["noise_screen"].tolist() == [0.2] * 4
    assert not table["kept"].any()
    assert table[["total", "first", "noise", "deviation"]].isna().all().all()


def test_surely_positive_shares_rank_first_then_sizes() -> None:
    kept = ["a", "b", "c"]
    found = indices([0.02, 0.2, 0.7], [0.05, 0.1, 0.1])
    table = table_of([Looked(Target("support"), EFFECTS, 0.2, found)], FACTORS, kept, UNITS)
    assert table["factor"].tolist() == ["c", "b", "a", "d"]
    assert table["kept"].tolist() == [True, True, True, False]
    assert table["total"].tolist()[:3] == [0.7, 0.2, 0.02]
    assert table["total_low"].tolist()[:3] == pytest.approx([0.6, 0.1, -0.03])
    assert table["total_high"].tolist()[:3] == pytest.approx([0.8, 0.3, 0.07])
    assert table["first"].tolist()[:3] == pytest.approx([0.35, 0.1, 0.01])
    assert table["total_plain"].tolist()[:3] == pytest.approx([0.84, 0.24, 0.024])
    assert table["deviation"].tolist() == [0.2] * 4
    assert table["noise"].tolist() == [0.1] * 4
    assert np.isnan(table["total"].iloc[3])


def test_what_could_be_chance_alone_has_no_shares_and_no_deviation() -> None:
    nothing = np.full(3, np.nan)
    found = Indices(nothing, nothing, nothing, nothing, nothing, nothing, 0.97, 0.001)
    table = table_of([Looked(Target("support"), EFFECTS, 0.9, found)], FACTORS, FACTORS[:3], UNITS)
    assert table["factor"].tolist() == FACTORS
    assert table["total"].isna().all()
    assert table["deviation"].isna().all()
    assert table["noise"].tolist() == [0.97] * 4


def test_every_target_is_ranked_for_itself() -> None:
    other = effects([0.1, 0.2, 0.3, 0.4], [True] * 4)
    looked = [Looked(Target("service_access"), EFFECTS, 0.2), Looked(Target("support", "concertation"), other, 0.3)]
    table = table_of(looked, FACTORS, [], UNITS)
    assert table["factor"].tolist() == [*FACTORS, *reversed(FACTORS)]
    assert table["rank"].tolist() == [1, 2, 3, 4] * 2
    assert table["contrast"].tolist() == [""] * 4 + ["concertation"] * 4
    assert set(table["unit"]) == {"share"}
