"""Weeks of a world as a block: what each person's mark looks like, and what befell her, told by comparing two weeks.

A line says what the engine's state says and no more. A need that opens and ends within one week is not seen, and of one
that is referred and solved within a week the partner is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.interface.web.block import CODE, JOURNAL, LINE, NEEDS, NOBODY, NOTHING, Block, Octets
from hlmsim.interface.web.stage import CURVES
from hlmsim.model import outcomes
from hlmsim.model.week import advance
from hlmsim.model.world import World

_GROWING = ("known", "connected", "attempts", "crisis")
"""What only grows while a need lasts."""
_KEPT = ("status", "member", "age", *_GROWING)
Needs = dict[str, NDArray[Any]]
_WORST = np.array([NEEDS.index(name) for name in ("none", "unmet", "on_the_way", "on_the_way", "in_service")], np.uint8)
"""Mark of a need by its status (``tables.NEED_STATUS``)."""
_CRISIS = NEEDS.index("crisis")
_REFERRED_BY = ("hearsay", "cold", "active", "warm")
MOST_BYTE, MOST_WORD = 255, 65_535


class Recorder:
    """Runs one world on and tells its weeks. side, generation: written into every block.

    A page's week w is the scenario's week ``burn_in + w``: the network has found its pace when the page begins.
    """

    def __init__(self, world: World, *, side: int, generation: int) -> None:
        self.world, self.side, self.generation = world, side, generation
        self._before = _needs(world)
        self._told = int(world.state.journal_used[0])

    @property
    def week(self) -> int:
        """The page's week that the world has reached."""
        return self.world.week - self.world.state.burn_in

    def present(self) -> Block:
        """The week that the world is in, without what befell in it."""
        return self._block(self.week, [_marks(self.world)], [np.zeros(0, LINE)])

    def record(self, weeks: int) -> Block:
        """The next weeks, at least one."""
        first, marks, lines = self.week + 1, [], []
        for _ in range(weeks):
            advance(self.world, until=self.world.week + 1)
            now = _needs(self.world)
            lines += [self._journal(), self._lines(now)]
            marks.append(_marks(self.world))
            self._before = now
        return self._block(first, marks, lines)

    def _block(self, first: int, marks: Sequence[tuple[Octets, ...]], lines: Sequence[NDArray[Any]]) -> Block:
        measured = outcomes.weekly(self.world, sites=False)
        last = self.world.week
        rows = np.stack([measured[name][last - len(marks) : last, 0] for name, _, _ in CURVES], axis=1)
        if len(rows) < len(marks):  # a scenario without burn-in has measured nothing yet when it begins
            rows = np.full((len(marks), len(CURVES)), np.nan)
        stacked = (np.stack([week[place] for week in marks]) for place in range(4))
        return Block(
            self.side, self.generation, first, rows.astype(np.float32), np.concatenate(lines).astype(LINE), *stacked
        )

    def _lines(self, now: Needs) -> NDArray[Any]:
        """What befell each household this week."""
        state, before, step = self.world.state, self._before, self.world.week - 1
        people = state.households
        new = people["moved_in"] == step
        came = np.flatnonzero(new)
        parts = [self._told_of("moved_in", came, np.full(len(came), NOTHING))]
        was, same = before["status"] > 0, ~new[:, None]
        active = now["status"] > 0
        renewed = was & active & (now["age"] <= before["age"]) & same  # one ended and another opened within a week
        ended = was & (~active | renewed) & same
        opened = active & (~was | renewed | new[:, None])
        taught = state.awareness == 1.0  # only a service that solves the need leaves a household knowing all of it
        listed = active & (now["member"] >= 0) & ((now["member"] != before["member"]) | opened)
        for kind, name in enumerate(_REFERRED_BY):
            parts.append(self._cases(name, listed & (state.needs["referral"] == kind), now["member"]))
        parts += [
            self._cases("opened", opened),
            self._cases("appointment", ended & taught & (before["connected"] == 0), before["member"]),
            self._cases("resolved", ended & taught, before["member"]),
            self._cases("faded", ended & ~taught),
        ]
        more = {name: active & (now[name] > np.where(opened, 0, before[name])) for name in _GROWING}
        parts += [
            self._cases("known", more["known"]),
            self._cases("appointment", more["connected"], now["member"]),
            self._cases("gave_up", more["attempts"]),
            self._cases("crisis", more["crisis"]),
        ]
        met = people["contacted"] == step
        for name, which, posts in (
            ("visit", met & (people["support"] == 0), self._posts_by_door()),
            ("accompanied", met & (people["support"] > 0), people["post"]),
        ):
            whom = np.flatnonzero(which)
            parts.append(self._told_of(name, whom, np.full(len(whom), NOTHING), posts[whom]))
        lines = np.concatenate(parts)
        return lines[np.argsort(lines["subject"] * np.int64(len(CODE)) + lines["code"], kind="stable")]

    def _posts_by_door(self) -> NDArray[np.int64]:
        """The post that visits each household: posts share the doors in turn."""
        state = self.world.state
        posts = max(1, int(state.parameters[state.segment[self.world.week - 1], 0]["posts_count"]))
        visitor = np.empty(len(state.doors), np.int64)
        visitor[state.doors] = np.arange(len(state.doors)) % posts
        return visitor

    def _cases(self, name: str, which: NDArray[np.bool_], other: NDArray[Any] | None = None) -> NDArray[Any]:
        whom, domain = np.nonzero(which)
        return self._told_of(name, whom, domain, None if other is None else other[whom, domain])

    def _told_of(
        self, name: str, whom: NDArray[np.int64], domain: NDArray[np.int64], other: NDArray[Any] | None = None
    ) -> NDArray[Any]:
        lines = np.zeros(len(whom), LINE)
        lines["week"], lines["code"], lines["domain"], lines["subject"] = self.week, CODE[name], domain, whom
        lines["other"] = NOBODY if other is None else np.where(other < 0, NOBODY, other)
        return lines

    def _journal(self) -> NDArray[Any]:
        """What happened to the network this week."""
        state = self.world.state
        written = state.journal[self._told : state.journal_used[0]]
        self._told = int(state.journal_used[0])
        lines = np.zeros(len(written), LINE)
        lines["week"], lines["code"], lines["domain"] = self.week, JOURNAL + written["entry"], NOTHING
        lines["subject"], lines["other"] = NOBODY, np.where(written["subject"] < 0, NOBODY, written["subject"])
        return lines


def _needs(world: World) -> Needs:
    """The needs' columns that lines are told from."""
    return {name: world.state.needs[name].copy() for name in _KEPT}


def _marks(world: World) -> tuple[Octets, Octets, Octets, Octets]:
    state, step = world.state, world.week - 1
    people, needs = state.households, state.needs
    worst = _WORST[needs["status"]]
    worst[(needs["crisis"] > 0) & (needs["status"] > 0)] = _CRISIS
    support = np.where(people["contacted"] == step, people["support"] + 1, 0)
    households = np.empty((len(people), 4), np.uint8)
    households[:, 0] = (
        worst.max(axis=1) + 8 * support + 32 * (people["participates"] > 0) + 64 * (people["moved_in"] == step)
    )
    households[:, 1] = 16 * _of_16(people["security"]) + _of_16(people["trust_worker"])
    households[:, 3], high = _words(people["post"] + 1)
    households[:, 2] = 16 * _of_16(people["agency"]) + high
    posts = np.stack(
        [
            (state.posts["filled"] * state.posts["funded"] + 2 * state.posts["funded"])
            + 4 * (state.posts["notice_left"] >= 0),
            _of_256(state.posts["role_clarity"]),
            *_words(state.posts["caseload"]),
            *_words(state.posts["tenure"]),
        ],
        axis=1,
    ).astype(np.uint8)
    members = state.members
    partners = np.stack(
        [
            members["present"] + 2 * (members["member"] * members["present"]),
            _of_256(members["commitment"]),
            _of_256(members["role_clarity"]),
            *_words(state.partners["waiting"][members["partner"]]),
        ],
        axis=1,
    ).astype(np.uint8)
    return households, posts, partners, _ties(world)


def _ties(world: World) -> Octets:
    """Strengths: post × partner, then pairs of partners, then close ties of tenants, each pair once."""
    state, members = world.state, len(world.state.members)
    between = state.member_ties["strength"].reshape(members, members)[np.triu_indices(members, 1)]
    _, _, place = tenant_pairs(world)
    return np.asarray(
        _of_256(np.concatenate([state.post_ties["strength"], between, state.strong_ties["strength"][place]])), np.uint8
    )


def tenant_pairs(world: World) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Households that could be close, each pair once: first, second, and the place of the tie."""
    state = world.state
    first = np.repeat(np.arange(len(state.strong_rows) - 1), np.diff(state.strong_rows))
    second = state.strong_ties["neighbour"].astype(np.int64)
    place = np.flatnonzero(first < second)
    return first[place], second[place], place


def _words(counts: NDArray[Any]) -> tuple[Octets, Octets]:
    """Counts in two bytes, the low one first."""
    held = np.minimum(counts, MOST_WORD)
    return (held % 256).astype(np.uint8), (held // 256).astype(np.uint8)


def _of_16(score: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.clip(np.round(score * 15), 0, 15).astype(np.uint8)


def _of_256(score: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.clip(np.round(score * MOST_BYTE), 0, MOST_BYTE).astype(np.uint8)
