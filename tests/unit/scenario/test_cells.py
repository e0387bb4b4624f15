"""Cells of CSV files: no word becomes a formula, no number is touched, every word reads back."""

from __future__ import annotations

import pytest

from hlmsim.scenario.cells import guarded, unguarded

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "'=1", "''@x", "＝1", "-\n=1")
NUMBERS = ("-0.31", "+4", "-4", "-0,31", "+1.5e-3", "−20 %", "-20 %", "-20\N{NO-BREAK SPACE}%", "-.5")
WORDS = ("", "-", "=", "l’été", "'n guillemet", "a=b", "1+1", "consensus")


@pytest.mark.parametrize("word", FORMULAS)
def test_a_formula_is_written_as_a_word(word: str) -> None:
    assert guarded(word) == f"'{word}"
    assert unguarded(guarded(word)) == word


@pytest.mark.parametrize("word", [*NUMBERS, *WORDS])
def test_the_rest_is_left_as_it_is(word: str) -> None:
    assert guarded(word) == word
    assert unguarded(word) == word


def test_what_is_no_word_is_left_as_it_is() -> None:
    assert guarded(-1.5) == -1.5
    assert guarded(None) is None
