"""Numbers, lists and durations in each language."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmsim import locales
from hlmsim.locales.numbers import show, size

NB = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "french", "english"),
    [
        (0.31, None, False, "0,31", "0.31"),
        (1234, None, False, "1234", "1234"),
        (12345.5, None, False, f"12{NB}345,5", "12,345.5"),
        (1_000_000, 0, False, f"1{NB}000{NB}000", "1,000,000"),
        (-1.25, 1, False, f"{MINUS}1,2", f"{MINUS}1.2"),
        (2.0, 1, True, "+2,0", "+2.0"),
        (-0.0001, 1, True, "0,0", "0.0"),
        (0.0012, None, False, "0,0012", "0.0012"),
        (1e-9, None, False, "0,000000001", "0.000000001"),
        (math.nan, 2, False, "—", "—"),
        (-math.inf, None, False, f"{MINUS}∞", f"{MINUS}∞"),
    ],
)
def test_numbers(value: float, decimals: int | None, signed: bool, french: str, english: str) -> None:
    assert locales.number(value, "fr", decimals, signed=signed) == french
    assert locales.number(value, "en", decimals, signed=signed) == english


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_french_number_reads_back_close_to_itself(value: float) -> None:
    written = locales.number(value, "fr")
    read = float(written.replace(NB, "").replace(",", ".").replace(MINUS, "-"))
    assert read == pytest.approx(value, rel=1e-5)


def test_percentages_and_points() -> None:
    assert locales.percent(0.123, "fr") == f"12,3{NB}%"
    assert locales.percent(0.123, "en") == "12.3%"
    assert locales.difference(0.028, "share", "fr") == f"+2,8{NB}pts"
    assert locales.difference(-1.2, "weeks", "en") == f"{MINUS}1.2"


def test_a_small_difference_is_not_written_as_zero() -> None:
    assert locales.difference(0.0004, "share", "en") == f"+0.04{NB}pts"
    assert locales.difference(0.0, "share", "en") == f"0.0{NB}pts"


def test_intervals_give_both_ends_the_same_decimals() -> None:
    assert locales.interval(-0.001, 0.035, "share", "fr") == f"[{MINUS}0,1{NB}; +3,5]"
    assert locales.interval(0.00012, 0.035, "share", "en") == "[+0.01, +3.50]"
    assert locales.interval(-0.0, 0.0, "share", "en") == "[0.0, 0.0]"


def test_an_interval_that_contains_zero_is_not_given_false_digits() -> None:
    assert locales.interval(-0.00012, 0.035, "share", "en") == f"[{MINUS}0.0, +3.5]"
    assert locales.interval(-0.01562, 0.00006, "score", "fr") == f"[{MINUS}0,016{NB}; +0,000]"
    assert locales.interval(-0.00052, 0.00006, "score", "en") == f"[{MINUS}0.0005, +0.0001]"
    assert locales.interval(math.nan, 1.0, "share", "en") == "—"


def test_lists() -> None:
    assert locales.join([], "fr") == ""
    assert locales.join(["a"], "fr") == "a"
    assert locales.join(["a", "b", "c"], "fr") == "a, b et c"
    assert locales.join(["a", "b", "c"], "en", "or") == "a, b, or c"
    assert locales.join(["a", "b"], "en") == "a and b"


def test_durations_and_sizes() -> None:
    assert locales.duration(45.2, "fr") == f"45{NB}s"
    assert locales.duration(200, "en") == f"3{NB}min{NB}20{NB}s"
    assert locales.duration(7500, "fr") == f"2{NB}h{NB}05{NB}min"
    assert size(1_230_000_000, "fr") == f"1,2{NB}Go"
    assert size(12, "en") == f"12{NB}B"


def test_facts_in_sentences() -> None:
    assert show(0.5, "percent", "fr") == f"50,0{NB}%"
    assert show(True, "", "en") == "True"
    assert show(("a", "b"), "", "fr") == "a, b"
    assert show([0.5, 2], "or", "fr") == "0,5 ou 2"
    assert show("school", "or", "fr") == "school"
    assert show(2.345, ".1f", "fr") == "2,3"
