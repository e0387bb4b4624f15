"""Emulators: polynomials are found again, what is left is measured honestly, and what is undefined is left out."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from hlmsim.analysis.calibration.emulator import FEWEST, fit, without
from hlmsim.analysis.calibration.priors import generator, latin_hypercube
from hlmsim.analysis.calibration.targets import Points
from hlmsim.analysis.calibration.terms import PAIRS, alone, chosen, pairs
from hlmsim.errors import InputError
from tests.refusals import refused
from tests.unit.analysis.calibration.toys import Calibrated, Toy

Floats = NDArray[np.float64]


def even(count: int, size: int) -> Floats:
    """A Latin hypercube."""
    return latin_hypercube(count, size, generator("even"))


def polynomial(unit: Floats) -> Floats:
    """A linear effect, a bend and an interaction."""
    x = 2.0 * unit - 1.0
    return np.asarray(2.0 + 1.5 * x[:, 0] - x[:, 3] ** 2 + 0.8 * x[:, 0] * x[:, 4], dtype=np.float64)


def noisy(unit: Floats, deviation: float = 0.1) -> Points:
    """The polynomial with noise, and a statistic that depends on nothing."""
    random = generator("noisy")
    values = np.column_stack([polynomial(unit), np.zeros(len(unit))]) + deviation * random.normal(size=(len(unit), 2))
    return Points(unit, values, np.full(values.shape, deviation**2), np.zeros(len(unit), dtype=np.int64))


def test_terms_are_uncorrelated_under_the_prior() -> None:
    unit = even(200_000, 3)
    columns = np.hstack([alone(3).at(unit), pairs(unit, unit[:, 0], np.ones(len(unit))).at(unit)])
    assert columns.shape == (200_000, 9 + 12)
    np.testing.assert_allclose(columns.T @ columns / len(columns), np.eye(21), atol=0.05)


def test_terms_know_their_inputs() -> None:
    assert alone(5)[np.array([7])].inputs(5).tolist() == [2]


def test_a_polynomial_is_found_again() -> None:
    unit = even(300, 8)
    terms, coefficients = chosen(unit, polynomial(unit), np.ones(300))
    other = generator("other").random((50, 8))
    np.testing.assert_allclose(coefficients[0] + terms.at(other) @ coefficients[1:], polynomial(other), atol=1e-6)
    assert terms.inputs(8).tolist() == [0, 3, 4]


def test_inputs_that_matter_only_together_are_found() -> None:
    unit = even(800, 60)
    x = 2.0 * unit - 1.0
    values = x[:, 7] * x[:, 31] + 0.5 * x[:, 12] * x[:, 50] ** 2 + 0.1 * generator("together").normal(size=800)
    found = pairs(unit, values, np.ones(800))
    assert len(found) == PAIRS
    assert set(chosen(unit, values, np.ones(800))[0].inputs(60)) >= {7, 12, 31, 50}


def test_points_without_weight_do_not_count() -> None:
    unit = even(400, 6)
    values = polynomial(unit)
    values[:100] += 50.0
    weights = np.where(np.arange(400) < 100, 0.0, 1.0)
    terms, coefficients = chosen(unit, values, weights)
    np.testing.assert_allclose(coefficients[0] + terms.at(unit[100:]) @ coefficients[1:], values[100:], atol=1e-6)


def test_a_parameter_of_two_values_is_no_trouble() -> None:
    unit = even(300, 4)
    unit[:, 1] = np.where(unit[:, 1] < 0.5, 0.25, 0.75)
    terms, coefficients = chosen(unit, unit[:, 1] + unit[:, 0], np.ones(300))
    np.testing.assert_allclose(coefficients[0] + terms.at(unit) @ coefficients[1:], unit[:, 1] + unit[:, 0], atol=1e-6)


def test_what_is_left_is_noise_and_what_is_explained_is_signal() -> None:
    emulator = fit(noisy(even(600, 12)), study="left")
    assert emulator.explained_of_signal[0] > 0.99
    assert emulator.explained[1] < 0.05
    assert np.diag(emulator.lack).max() < 0.2 * 0.1**2
    np.testing.assert_allclose(np.diag(emulator.correlation), 1.0)
    residual = polynomial(even(600, 12)) - emulator.polynomials.at(even(600, 12))[:, 0]
    assert residual.std() < 0.05


def test_lack_of_fit_is_measured() -> None:
    unit = even(600, 6)
    steps = np.where(unit[:, [0]] > 0.5, 1.0, 0.0) + np.where(unit[:, [1]] > 0.3, 0.5, 0.0)
    points = Points(unit, steps, np.zeros(steps.shape), np.zeros(600, dtype=np.int64))
    emulator = fit(points, study="lack")
    other = generator("lack").random((4000, 6))
    truth = np.where(other[:, 0] > 0.5, 1.0, 0.0) + np.where(other[:, 1] > 0.3, 0.5, 0.0)
    actual = np.mean((emulator.polynomials.at(other)[:, 0] - truth) ** 2)
    assert emulator.lack[0, 0] == pytest.approx(actual, rel=0.2)


def test_the_polynomial_of_a_fold_has_not_seen_it() -> None:
    points = noisy(even(300, 5))
    emulator = fit(points, study="folds")
    strange = points.values.copy()
    strange[emulator.fold == 2] += 1000.0
    other = fit(replace(points, values=strange), study="folds")
    np.testing.assert_array_equal(emulator.fold, other.fold)
    rows = emulator.fold == 2
    np.testing.assert_array_equal(emulator.out_of_fold[rows], other.out_of_fold[rows])
    np.testing.assert_array_equal(without(emulator, points, 2).lack, without(replace(emulator), points, 2).lack)
    np.testing.assert_allclose(without(emulator, points, 2).polynomials.coefficients, other.parts[2].coefficients)


def test_undefined_points_are_left_out_and_too_few_are_refused() -> None:
    points = noisy(even(400, 5))
    values = points.values.copy()
    values[:150, 1] = np.nan
    emulator = fit(replace(points, values=values), study="gaps")
    assert np.isfinite(emulator.polynomials.coefficients).all()
    assert np.isnan(emulator.out_of_fold[:150]).all()
    assert np.isfinite(emulator.out_of_fold[150:]).all()
    values[: 400 - FEWEST + 1] = np.nan
    with refused(InputError, "calibration_too_few_points"):
        fit(replace(points, values=values), study="gaps")


def test_a_constant_statistic_is_no_trouble() -> None:
    unit = even(300, 4)
    points = Points(
        unit,
        np.column_stack([polynomial(np.tile(unit, 2)), np.full(300, 3.0)]),
        np.zeros((300, 2)),
        np.zeros(300, dtype=np.int64),
    )
    emulator = fit(points, study="constant")
    np.testing.assert_allclose(emulator.polynomials.at(unit)[:, 1], 3.0)
    assert np.isnan(emulator.explained[1])


def test_the_same_study_the_same_bytes(small: Calibrated) -> None:
    again = fit(small.points, study="small")
    np.testing.assert_array_equal(again.polynomials.coefficients, small.emulator.polynomials.coefficients)
    np.testing.assert_array_equal(again.lack, small.emulator.lack)


def test_a_toy_is_explained(small: Calibrated) -> None:
    assert small.emulator.explained_of_signal.min() > 0.95


@pytest.mark.slow
def test_a_hundred_parameters(full_ring: bool) -> None:
    toy = Toy(size=100, statistics=12 if full_ring else 3, tail=0.03)
    points = toy.simulated(even(3000, 100), np.zeros(3000, dtype=np.int64), name="hundred")
    began = time.process_time()
    emulator = fit(points, study="hundred")
    assert emulator.explained_of_signal.min() > 0.95
    assert time.process_time() - began < 120.0
