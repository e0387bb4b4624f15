"""Files of the analysis: every digit, the same bytes, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hlmsim.analysis.effects import effects, joined
from hlmsim.analysis.export import write_csv, write_table, write_text
from hlmsim.errors import HlmsimError
from hlmsim.model.outcomes import OUTCOMES


@pytest.fixture
def table() -> pd.DataFrame:
    values = np.random.default_rng(1).normal(size=5) / 3.0
    return pd.DataFrame({"name": ["é", "b", "c;d", 'e"f', ""], "value": values, "count": range(5)}).assign(
        hole=[np.nan, 1.0, np.inf, -np.inf, 0.1]
    )


def test_numbers_read_back_to_the_last_digit(table: pd.DataFrame, tmp_path: Path) -> None:
    csv, parquet = write_table(table, tmp_path / "made" / "here", "found")
    assert (csv.name, parquet.name) == ("found.csv", "found.parquet")
    finite = table.replace([np.inf, -np.inf], np.nan)
    assert "inf" not in csv.read_text(encoding="utf-8-sig")
    pd.testing.assert_frame_equal(pd.read_csv(csv, keep_default_na=False, na_values={"hole": [""]}), finite)
    pd.testing.assert_frame_equal(pd.read_parquet(parquet), table)


def test_the_same_table_gives_the_same_bytes(table: pd.DataFrame, tmp_path: Path) -> None:
    pairs = zip(*(write_table(table, tmp_path / folder) for folder in "ab"), strict=True)
    assert all(one.read_bytes() == other.read_bytes() for one, other in pairs)
    assert b"\r" not in (tmp_path / "a" / "effects.csv").read_bytes()


def test_a_page_is_utf8_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    assert write_text("L’écart\n", tmp_path / "page.md").read_bytes() == "L’écart\n".encode()
    assert [file.name for file in tmp_path.iterdir()] == ["page.md"]


def test_a_file_in_the_place_of_the_folder_is_said(table: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a file")
    with pytest.raises(HlmsimError):
        write_csv(table, tmp_path / "there" / "effects.csv")


def test_effects_in_pieces_are_those_of_the_whole() -> None:
    luck = np.random.default_rng(2)
    names = [outcome.name for outcome in OUTCOMES[:5]]
    rows = [
        {
            "scenario": scenario,
            "replicate": replicate,
            "group": group,
            **dict(zip(names, luck.normal(size=5), strict=True)),
        }
        for scenario in "zab"
        for replicate in range(6)
        for group in ("all", "type:family")
    ]
    frame = pd.DataFrame(rows)
    frame.loc[frame["group"] == "type:family", names[4]] = np.nan
    whole = effects(frame, outcomes=OUTCOMES[:5])
    pieces = [effects(frame, outcomes=OUTCOMES[start : start + 2]) for start in (0, 2)] + [
        effects(frame, outcomes=OUTCOMES[4:5])
    ]
    pd.testing.assert_frame_equal(joined(pieces), whole)
