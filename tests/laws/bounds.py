"""What holds of every state, whatever process has just run."""

from __future__ import annotations

from typing import Any

import numpy as np

from hlmsim.engine.network import TIES
from hlmsim.model import tables as t
from hlmsim.model.world import State

TABLES = {
    "households": t.HOUSEHOLDS,
    "needs": t.NEEDS,
    "posts": t.POSTS,
    "partners": t.PARTNERS,
    "members": t.MEMBERS,
    "member_ties": t.MEMBER_TIES,
    "post_ties": t.MEMBER_TIES,
    "sites": t.SITES,
    "agenda": t.AGENDA,
    "journal": t.JOURNAL,
    "strong_ties": TIES,
    "weak_ties": TIES,
    "site_week": t.SITE_WEEK,
    "by_week": t.SITE_WEEK,
    "by_site_week": t.SITE_WEEK,
}
"""The table that declares the columns of each array of records."""


def out_of_bounds(state: State) -> list[str]:
    """Columns that hold a number below or above what the table declares, or that is not finite."""
    wrong = []
    for name, table in TABLES.items():
        records = getattr(state, name)
        for column in table:
            numbers = records[column.name]
            low = -np.inf if column.low is None else column.low
            high = np.inf if column.high is None else column.high
            fits = (numbers >= low) & (numbers <= high) & np.isfinite(numbers.astype(float))
            if not fits.all():
                wrong.append(f"{name}.{column.name}: {numbers[~fits][:3]}")
    if not ((state.awareness >= 0.0) & (state.awareness <= 1.0)).all():
        wrong.append("awareness")
    return wrong


def contradictions(state: State) -> list[str]:
    """What one column says that another denies."""
    needs, people = state.needs, state.households
    status = needs["status"]
    held = (status == t.WAITING) | (status == t.IN_SERVICE)
    mask = ((status != t.NO_NEED) << np.arange(status.shape[1])).sum(axis=1)
    domains = state.partners["domains"][state.members["partner"][needs["member"]]]
    serves = (domains >> np.arange(status.shape[1])) & 1
    cases = [int(i) for row in state.cases for i in row if i >= 0]
    claims = {
        "needs_active says which needs are active": bool((mask == people["needs_active"]).all()),
        "a case on a list has a member": bool((needs["member"][held] >= 0).all()),
        "a need on no list has no member": bool((needs["member"][~held] == -1).all()),
        "the member serves the domain": bool((serves[held] == 1).all()),
        "the member is one": bool((needs["member"] < len(state.members)).all()),
        "the member is of the site": bool(
            (state.members["site"][needs["member"]] == people["site"][:, None])[held].all()
        ),
        "no severity without a need": not needs["severity"][status == t.NO_NEED].any(),
        "the post is of the site": all(state.posts["site"][x["post"]] == x["site"] for x in people if x["post"] >= 0),
        "an accompanied household is on its post's list": all(
            i in state.cases[x["post"]] for i, x in enumerate(people) if x["post"] >= 0
        ),
        "a post lists a household once": all(len(set(row[row >= 0])) == (row >= 0).sum() for row in state.cases),
        "cases are households": all(i < len(people) for i in cases),
        "a vacant post has weeks of vacancy left": bool(
            ((state.posts["filled"] == 1) | (state.posts["vacancy_left"] > 0)).all()
        ),
        "ties are alike at both ends": alike_at_both_ends(state.strong_rows, state.strong_ties)
        and alike_at_both_ends(state.weak_rows, state.weak_ties),
        "no member without a partner present": bool((state.members["present"] >= state.members["member"]).all()),
        "portfolios sum to one": bool(np.allclose(state.sites["portfolio"].sum(axis=1), 1.0, rtol=0, atol=1e-9)),
    }
    return [claim for claim, holds in claims.items() if not holds]


def alike_at_both_ends(rows: Any, ties: Any) -> bool:
    """Whether each tie's strength is the same, to the last bit, in the rows of both its ends."""
    first = np.repeat(np.arange(len(rows) - 1), np.diff(rows))
    strength = {(int(i), int(tie["neighbour"])): float(tie["strength"]) for i, tie in zip(first, ties, strict=True)}
    return all(strength[b, a] == value for (a, b), value in strength.items())
