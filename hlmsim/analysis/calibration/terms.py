"""The terms of an emulator: Legendre polynomials of each input and products of pairs, chosen by lasso and BIC.

With inputs uniform, these terms are uncorrelated, so one term's coefficient does not depend on which others are there.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEGREE = 3
PAIRS = 100
"""How many products of two inputs are tried in a round."""
ROUNDS = 2
_PENALTIES = 40
_PATIENCE = 6  # sets without a better one
_SMALLEST_PENALTY = 2e-3  # of the one that leaves no term
_SHARE_OF_POINTS = 4  # at most one term to so many points
_FLAT = 1e-9


@dataclass(frozen=True)
class Terms:
    """Terms as products of two columns of the basis; column 0 is the constant 1.

    Column 1 + (degree − 1) × inputs + input holds the polynomial of a degree of an input.
    """

    first: Ints
    second: Ints

    def __len__(self) -> int:
        return len(self.first)

    def __getitem__(self, chosen: Ints) -> Terms:
        return Terms(self.first[chosen], self.second[chosen])

    def at(self, unit: Floats) -> Floats:
        """The terms (points × terms) at unit coordinates (points × inputs)."""
        needed, places = np.unique(np.concatenate([self.first, self.second]), return_inverse=True)
        columns = _columns(unit, needed)
        return columns[:, places[: len(self)]] * columns[:, places[len(self) :]]

    def inputs(self, size: int) -> Ints:
        """Which of ``size`` inputs stand in a term."""
        used = np.unique(np.concatenate([self.first, self.second]))
        return np.unique((used[used > 0] - 1) % size)


def _columns(unit: Floats, needed: Ints) -> Floats:
    """Columns of the basis: each polynomial has variance 1 under a uniform input."""
    size = unit.shape[1]
    found = np.ones((len(unit), len(needed)), order="F")
    for place, column in enumerate(needed):
        if column:
            degree, key = divmod(column - 1, size)
            x = 2.0 * unit[:, key] - 1.0
            shape = (x, 1.5 * x**2 - 0.5, 2.5 * x**3 - 1.5 * x)[degree]
            found[:, place] = shape * np.sqrt(2.0 * degree + 3.0)
    return found


def alone(size: int) -> Terms:
    """Every polynomial of every input."""
    columns = np.arange(1, 1 + DEGREE * size, dtype=np.int64)
    return Terms(columns, np.zeros_like(columns))


def pairs(unit: Floats, left: Floats, weights: Floats) -> Terms:
    """The ``PAIRS`` products of linear and square terms of two inputs that agree best with what is left (points).

    Inputs that matter only together are found: nothing is asked of them alone.
    """
    size = unit.shape[1]
    columns = _columns(unit, np.arange(1, 1 + 2 * size))
    agreement = np.abs(columns.T @ (columns * (weights * left)[:, np.newaxis]))
    one, other = np.triu_indices(2 * size, 1)
    apart = one % size != other % size
    one, other = one[apart], other[apart]
    best = np.sort(np.argsort(-agreement[one, other], kind="stable")[:PAIRS])
    return Terms((1 + one[best]).astype(np.int64), (1 + other[best]).astype(np.int64))


def chosen(unit: Floats, values: Floats, weights: Floats) -> tuple[Terms, Floats]:
    """The terms of one statistic and their least-squares coefficients, the constant first.

    unit: points × inputs. values, weights: one entry a point. The best by BIC of the sets of terms on a lasso path
    (Tibshirani 1996), refitted unshrunk (Meinshausen 2007): first of the inputs alone, then with the products that
    agree with what is left, again and again (Fan & Lv 2008). The BIC charges a term for all those that it was picked
    from (Chen & Chen 2008).
    """
    single = alone(unit.shape[1])
    terms, columns = single, single.at(unit)
    on, coefficients = _best(columns, values, weights, _charge(terms, unit.shape[1]))
    for number in range(ROUNDS + 1):
        left = values - coefficients[0] - columns[:, on] @ coefficients[1:]
        kept = terms[on[on >= len(single)]]
        # The last time without new ones: those that were tried in vain stand before weak inputs on the path.
        terms = _after(single, [kept] if number == ROUNDS else [kept, pairs(unit, left, weights)])
        columns = np.hstack([columns[:, : len(single)], terms[np.arange(len(single), len(terms))].at(unit)])
        on, coefficients = _best(columns, values, weights, _charge(terms, unit.shape[1]))
    return terms[on], coefficients


def _charge(terms: Terms, size: int) -> Floats:
    """What the BIC charges each term for those that it was picked from."""
    product, single = np.log(2.0 * size**2), np.log(DEGREE * size) / 2.0
    return np.asarray(np.where(terms.second > 0, product, single), dtype=np.float64)


def _after(single: Terms, products: list[Terms]) -> Terms:
    """The terms of inputs alone, then all products, each once."""
    both = np.unique(np.vstack([np.column_stack([part.first, part.second]) for part in products]), axis=0)
    return Terms(np.concatenate([single.first, both[:, 0]]), np.concatenate([single.second, both[:, 1]]))


def _best(columns: Floats, values: Floats, weights: Floats, charge: Floats) -> tuple[Ints, Floats]:
    """Which columns to keep, and the coefficients of the constant and of them."""
    share = weights / weights.sum()
    means, level = share @ columns, float(share @ values)
    root = np.sqrt(share)
    centred = root[:, np.newaxis] * (columns - means)
    lengths = np.sqrt(np.einsum("ij,ij->j", centred, centred))
    usable = np.flatnonzero(lengths > _FLAT)
    lengths = lengths[usable]
    effective = 1.0 / float((share**2).sum())
    on, solved = _lowest_bic(centred[:, usable] / lengths, root * (values - level), charge[usable], effective)
    solved /= lengths[on]
    on = usable[on]
    return on, np.concatenate([[level - float(means[on] @ solved)], solved])


def _lowest_bic(columns: Floats, response: Floats, charge: Floats, count: float) -> tuple[Ints, Floats]:
    """The set on the path, refitted, with the lowest Bayesian information criterion for ``count`` points."""
    gram, moments = columns.T @ columns, columns.T @ response
    total = float(response @ response)
    best, kept, solved, since = np.inf, np.zeros(0, dtype=np.int64), np.zeros(0), 0
    for on in _path(columns, response, gram, moments):
        if len(on) > count / _SHARE_OF_POINTS or since == _PATIENCE:
            break
        found = np.linalg.lstsq(gram[np.ix_(on, on)], moments[on], rcond=1e-10)[0]
        left = max(total - float(moments[on] @ found), 1e-12 * total)
        score = count * np.log(left) + np.log(count) * len(on) + float(charge[on].sum()) if left > 0.0 else np.inf
        since += 1
        if score < best:
            best, kept, solved, since = score, on, found, 0
    return kept, solved


def _path(columns: Floats, response: Floats, gram: Floats, moments: Floats) -> Iterator[Ints]:
    """The sets of columns along a lasso path, from none to many."""
    from sklearn import config_context
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import lasso_path

    before = np.zeros(0, dtype=np.int64)
    yield before
    start, columns = np.zeros(len(moments)), np.asfortranarray(columns)
    known = {"precompute": gram, "Xy": moments, "copy_X": False, "check_input": False}
    most = float(np.abs(moments).max(initial=0.0)) / len(columns)
    for penalty in most * np.geomspace(1.0, _SMALLEST_PENALTY, _PENALTIES) if most > 0.0 else ():
        with warnings.catch_warnings(), config_context(skip_parameter_validation=True):
            # Only the sets are used: the last digits of the path do not matter. Arrays are checked once, by us.
            warnings.simplefilter("ignore", ConvergenceWarning)
            start = lasso_path(columns, response, alphas=[penalty], coef_init=start, **known)[1][:, 0]
        on = np.flatnonzero(start)
        if not np.array_equal(on, before):
            yield on.astype(np.int64)
        before = on


def union(each: list[tuple[Terms, Floats]]) -> tuple[Terms, Floats]:
    """The terms of several statistics in one list, and their coefficients (1 + terms × statistics)."""
    pairs = [np.column_stack([terms.first, terms.second]) for terms, _ in each]
    distinct = np.unique(np.vstack(pairs), axis=0)
    rank = {tuple(pair): place for place, pair in enumerate(distinct.tolist())}
    coefficients = np.zeros((1 + len(distinct), len(each)))
    for column, (pair, (_, found)) in enumerate(zip(pairs, each, strict=True)):
        coefficients[0, column] = found[0]
        coefficients[[1 + rank[tuple(one)] for one in pair.tolist()], column] = found[1:]
    return Terms(distinct[:, 0], distinct[:, 1]), coefficients
