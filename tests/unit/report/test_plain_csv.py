"""Lines of CSV read back to the same cells, in the manner of either language."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from hlmsim.report.plain_csv import MARKS, heading, lines


@pytest.mark.parametrize("lang", MARKS)
def test_every_cell_reads_back(lang: str) -> None:
    luck = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "mot": ["a;b", 'c"d', "é, è", "", "fin\nligne"],
            "grand": luck.normal(size=5) * 10.0 ** luck.integers(-8, 12, 5),
            "petit": luck.normal(size=5).astype(np.float32),
            "trou; creux": [np.nan, 1.0, np.inf, -0.0, 1e-7],
            "entier": np.array([1, -2, 2**62, 0, 5]),
            "graine": np.array([2**64 - 1, 0, 1, 2, 3], dtype=np.uint64),
        }
    )
    said = heading(list(frame.columns), lang) + lines(frame.iloc[:2], lang) + lines(frame.iloc[2:], lang)
    separator, mark = MARKS[lang]
    read = pd.read_csv(
        io.StringIO(said), sep=separator, decimal=mark, keep_default_na=False, na_values={"trou; creux": [""]}
    )
    assert list(read.columns) == list(frame.columns)
    assert list(read["mot"]) == list(frame["mot"])
    assert "inf" not in said
    frame["trou; creux"] = frame["trou; creux"].replace(np.inf, np.nan)
    assert (read["petit"].astype(np.float32) == frame["petit"]).all()
    pd.testing.assert_frame_equal(read.drop(columns=["mot", "petit"]), frame.drop(columns=["mot", "petit"]))


def test_no_rows_are_no_lines() -> None:
    assert lines(pd.DataFrame({"a": pd.Series(dtype="float64")}), "fr") == ""
