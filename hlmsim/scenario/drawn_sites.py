"""Sites drawn from distributions: how many, of which kinds and sizes, and what follows their size.

A site's kind and size depend on its own seat only, so that one site more changes no other.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any

from hlmsim.engine.parameters import HOURS, QUANTITY, Parameter, Value
from hlmsim.model.blueprint import SitePlan
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.schema import MOST_DWELLINGS, Generated, InProportion, Size
from hlmsim.scenario.tree import Node, plain
from hlmsim.scenario.validation import parameters, sound
from hlmsim.scenario.values import TOLERANCE, check_shares, read_set

POSTS = "levers.posts"
"""Stands in ``in_proportion.of`` for the number of posts and their hours together."""
POST_COUNT, POST_HOURS = f"{POSTS}.count", f"{POSTS}.hours_a_week"
_SIZE_NEEDS = {"lognormal": ("mean", "spread"), "fixed": ("mean",), "list": ("values",)}
_SIZE_MAY = {"lognormal": ("min", "max"), "fixed": (), "list": ()}
ALMOST = 1e-9


@dataclass(frozen=True, slots=True)
class Sizes:
    """A distribution of dwellings by site.

    lognormal: ``mean`` is the mean of the sizes, ``spread`` the standard deviation of their logarithm.
    """

    distribution: str
    mean: float = 1.0
    spread: float = 0.0
    low: int = 1
    high: int = MOST_DWELLINGS
    values: tuple[int, ...] = (1,)

    def of(self, draw: int, seat: int) -> int:
        """Dwellings of the site at this seat."""
        if self.distribution == "list":
            return self.values[seat % len(self.values)]
        found = self.mean
        if self.distribution == "lognormal":
            u = min(max(_luck(f"{draw}/{seat}"), 1e-15), 1 - 1e-15)
            found *= math.exp(self.spread * NormalDist().inv_cdf(u) - 0.5 * self.spread * self.spread)
        return min(max(round(found), self.low), self.high)


@dataclass(frozen=True, slots=True)
class Kind:
    """Sites alike: their share of all sites, their sizes, and the values that they have of their own."""

    name: str
    share: float
    sizes: Sizes
    per_building: float
    own: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DrawnSites:
    """Everything that decides which sites there are.

    kinds: by name. proportional: paths whose values follow the size of the site; they are written for ``written_for``
    dwellings. asked: as written, to be written again.
    """

    count: int
    draw: int
    kinds: tuple[Kind, ...]
    proportional: tuple[str, ...]
    written_for: float
    asked: Mapping[str, Any]

    def sites(self, values: Mapping[str, Value]) -> Iterator[SitePlan]:
        """Every site by seat. values: of the whole scenario; sites without values of their own share the mapping."""
        by_kind = {kind.name: {**values, **kind.own} if kind.own else values for kind in self.kinds}
        alike: dict[tuple[str, int], Mapping[str, Value]] = {}
        for seat in range(self.count):
            kind = self._kind(seat)
            households = kind.sizes.of(self.draw, seat)
            buildings = min(households, max(1, round(households / kind.per_building)))
            own = by_kind[kind.name]
            if self.proportional:
                if (kind.name, households) not in alike:
                    times = households / self.written_for
                    alike[kind.name, households] = in_proportion(own, self.proportional, times)
                own = alike[kind.name, households]
            yield SitePlan(seat, f"{kind.name} {seat + 1}".strip(), households, buildings, own)

    def follows_size(self, path: str) -> bool:
        """Whether the value at this path depends on the size of the site."""
        return path in self.proportional or (POSTS in self.proportional and path in {POST_COUNT, POST_HOURS})

    def _kind(self, seat: int) -> Kind:
        left = _luck(f"{self.draw}/{seat}/kind")
        for kind in self.kinds[:-1]:
            left -= kind.share
            if left < 0:
                return kind
        return self.kinds[-1]


def in_proportion(values: Mapping[str, Value], paths: Collection[str], times: float) -> dict[str, Value]:
    """A smaller site has its share of hours and quantities. Posts follow larger ones too, none above its hours."""
    found = dict(values)
    for path in paths:
        if path in values:
            found[path] = float(values[path]) * min(1.0, times)
    if POSTS in paths and POST_COUNT in values and POST_HOURS in values:
        due = int(values[POST_COUNT]) * times
        found[POST_COUNT] = math.ceil(due - ALMOST)
        found[POST_HOURS] = float(values[POST_HOURS]) * due / max(1, math.ceil(due - ALMOST))
    return found


def read_drawn(asked: Node, values: Mapping[str, Value], faults: Faults) -> DrawnSites | None:
    """How the sites are drawn, when nothing is wrong with it. values: of the whole scenario."""
    model = sound(Generated, asked)
    if model is None:
        return None
    before = len(faults.found)
    kinds = _kinds(asked, model, values, faults)
    follows = asked.get("in_proportion")
    paths = proportional(follows, model.in_proportion, "sites.in_proportion", faults)
    if len(faults.found) > before:
        return None
    written_for = float(model.in_proportion.written_for.value) if model.in_proportion is not None else 1.0
    return DrawnSites(int(model.count.value), model.draw, kinds, paths, written_for, plain(asked))


def _kinds(asked: Node, model: Generated, values: Mapping[str, Value], faults: Faults) -> tuple[Kind, ...]:
    if model.kinds is None:
        return _one_kind(asked, model, faults)
    for name in ("size", "dwellings_per_building"):
        if asked.get(name) is not None:
            faults.add("both_given", asked.mapping[name].start, f"sites.{name}", first=name, second="kinds")
    node = asked.mapping["kinds"]
    total = math.fsum(float(kind.share.value) for kind in model.kinds.values())
    if abs(total - 1.0) > TOLERANCE:
        faults.add("shares_not_one", node.start, "sites.kinds", found=round(total, 6), names=list(model.kinds))
    kinds = []
    for name, kind in sorted(model.kinds.items()):
        path = f"sites.kinds.{name}"
        own = read_set(node.mapping[name].get("set"), f"{path}.set", faults)
        check_shares({**values, **own.values}, own.places, own.values, f"{path}.set.", faults)
        sizes = _sizes(node.mapping[name].mapping["size"], kind.size, f"{path}.size", faults)
        share, per_building = float(kind.share.value), float(kind.dwellings_per_building.value)
        kinds.append(Kind(name, share, sizes, per_building, own.values))
    return tuple(kinds)


def _one_kind(asked: Node, model: Generated, faults: Faults) -> tuple[Kind, ...]:
    for name in ("size", "dwellings_per_building"):
        if asked.get(name) is None:
            faults.add("key_missing", asked.start, f"sites.{name}", found=name)
    if model.size is None or model.dwellings_per_building is None:
        return ()
    sizes = _sizes(asked.mapping["size"], model.size, "sites.size", faults)
    return (Kind("", 1.0, sizes, float(model.dwellings_per_building.value)),)


def _sizes(node: Node, size: Size, path: str, faults: Faults) -> Sizes:
    needed = _SIZE_NEEDS[size.distribution]
    for name in needed:
        if getattr(size, name) in (None, []):
            faults.add("key_missing", node.start, f"{path}.{name}", found=name)
    for name in ("mean", "spread", "min", "max", "values"):
        if getattr(size, name) is not None and name not in (*needed, *_SIZE_MAY[size.distribution]):
            where = node.mapping[name].start
            faults.add("size_does_not_use", where, f"{path}.{name}", found=name, distribution=size.distribution)
    low, high = _whole(size.min, 1), _whole(size.max, MOST_DWELLINGS)
    if low > high:
        faults.add("range_reversed", node.mapping["min"].place, f"{path}.min", low=low, high=high)
    mean, spread = (float(one.value) if one is not None else 0.0 for one in (size.mean, size.spread))
    return Sizes(size.distribution, mean, spread, low, high, tuple(size.values or (1,)))


def _whole(number: Any, otherwise: int) -> int:
    return otherwise if number is None else int(number.value)


def proportional(
    asked: Node | None, model: InProportion | None, where: str, faults: Faults, *, more: Collection[str] = ()
) -> tuple[str, ...]:
    """Paths that can follow the size of a site: hours and quantities that may be 0, and posts as a whole.

    more: others that may.
    """
    if model is None or asked is None:
        return ()
    seen: set[str] = set()
    for number, (path, node) in enumerate(zip(model.of, asked.mapping["of"].items, strict=True)):
        here, parameter = f"{where}.of.{number}", parameters().get(path)
        if path in seen:
            faults.add("word_twice", node.place, here, found=shown(path))
        elif path != POSTS and parameter is None:
            faults.unknown("no_such_parameter", node.place, here, found=path, allowed=parameters())
        elif path not in {POSTS, *more} and not _adds_up(parameter):
            faults.add("not_in_proportion", node.place, here, found=shown(path), whole=POSTS)
        seen.add(path)
    return tuple(model.of)


def _adds_up(parameter: Parameter | None) -> bool:
    return parameter is not None and parameter.kind in {HOURS, QUANTITY} and parameter.bounds[0] == 0


def _luck(key: str) -> float:
    """A number in (0, 1) for this key."""
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") + 0.5) / 2**64
