"""Scheduled changes and events, checked against the horizon, the sites, the partners and the posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hlmsim.engine.parameters import Value
from hlmsim.model.blueprint import Change, SitePlan
from hlmsim.scenario.drawn_sites import DrawnSites
from hlmsim.scenario.faults import Faults, faulty
from hlmsim.scenario.partners import Partner
from hlmsim.scenario.schema import ScheduledChange
from hlmsim.scenario.territories import Territories, in_territory, seat_in
from hlmsim.scenario.tree import Node, Place
from hlmsim.scenario.validation import sound
from hlmsim.scenario.values import Values, check_shares, read_set

READ_AT_START = (
    "context.population.household_type_share",
    "context.population.trust_worker",
    "context.population.awareness",
    "context.population.participation",
    "context.population.needs_per_household",
    "context.founding.clarity_shift",
    "context.ties.strong_degree",
    "context.ties.weak_degree",
    "context.ties.sociability_shape",
    "context.ties.reach",
    "context.ties.homophily",
    "context.ties.children",
)
"""Parameters that only the making of a world reads: changing them later would change nothing, so it is refused."""

PARTNER_EVENTS = ("representative_departure", "partner_withdrawal", "partner_arrival")
POST_EVENTS = ("worker_departure", "worker_notice")
_POSTS = "levers.posts.count"


@dataclass(frozen=True, slots=True)
class ChangeContext:
    """What changes are checked against. weeks: the horizon, 0 when it is at fault; cut: shortened from outside."""

    weeks: int
    cut: bool
    values: Mapping[str, Value]
    sites: Sequence[SitePlan]
    partners: Sequence[Partner]
    whole: bool
    drawn: DrawnSites | None = None
    territories: Territories | None = None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One change, its reason, and the places of what it sets."""

    change: Change
    why: Mapping[str, str] | None
    places: Mapping[str, Place]


def read_changes(root: Node, world: ChangeContext, faults: Faults) -> tuple[Scheduled, ...]:
    """Every sound change, by week then in the order of the file."""
    asked = root.get("changes")
    found: list[Scheduled] = []
    for number, node in enumerate(asked.items if asked is not None else ()):
        path = f"changes.{number}"
        own = read_set(node.get("set"), f"{path}.set", faults)
        model = sound(ScheduledChange, node)
        part = model or sound(ScheduledChange, _sound_part(node, path, faults))
        if part is None:
            continue
        _check_week(node, part, own, world, path, faults)
        _check_size(own, world, path, faults)
        site, partner = _check_site(node, part, world, path, faults), _check_partner(node, part, world, path, faults)
        if model is None:
            continue
        _check_event(node, model, path, faults)
        change = Change(model.week, dict(sorted(own.values.items())), model.event, site, partner, model.post)
        if not (world.cut and model.week >= world.weeks):
            found.append(Scheduled(change, model.why.both() if model.why else None, own.places))
    found.sort(key=lambda one: one.change.week)
    _check_shares(found, world, faults)
    _check_posts(root, found, world, faults)
    return tuple(found)


def _sound_part(node: Node, path: str, faults: Faults) -> Node:
    """What is sound of a change, so that the rest of it is checked too."""
    kept = node.without(*(key for key in node.mapping if faulty(f"{path}.{key}", faults)))
    return kept if "week" in kept.mapping else kept.having(week=Node(node.place, 0))


def _check_week(
    node: Node, model: ScheduledChange, own: Values, world: ChangeContext, path: str, faults: Faults
) -> None:
    place = (node.get("week") or node).place
    if world.weeks and model.week >= world.weeks:
        facts = {"found": model.week, "last": world.weeks - 1}
        if world.cut:
            faults.remark("change_left_out", place, f"{path}.week", **facts)
        else:
            faults.add("week_beyond", place, f"{path}.week", **facts)
    if model.week > 0:
        for name, where in own.places.items():
            if name in READ_AT_START or name.rpartition(".")[0] in READ_AT_START:
                faults.add("read_at_start_only", where, f"{path}.set.{name}", found=name)


def _check_size(own: Values, world: ChangeContext, path: str, faults: Faults) -> None:
    """What follows the size of each site is fixed with the site."""
    for name, where in own.places.items():
        if world.drawn is not None and world.drawn.follows_size(name):
            faults.add("follows_size", where, f"{path}.set.{name}", found=name)


def _check_event(node: Node, model: ScheduledChange, path: str, faults: Faults) -> None:
    asked = node.get("set")
    if model.event is not None and asked is not None:
        faults.add("both_given", asked.start, f"{path}.set", first="set", second="event")
    if model.event is None and (asked is None or not asked.mapping):
        faults.add("change_of_nothing", node.start, path)
    for key, events in (("partner", PARTNER_EVENTS), ("post", POST_EVENTS)):
        if node.get(key) is not None and model.event not in events:
            event = model.event or "set"
            where = node.mapping[key].start
            faults.add("event_does_not_use", where, f"{path}.{key}", found=key, event=event, allowed=list(events))
    if model.event in PARTNER_EVENTS and model.partner is None:
        faults.add("event_needs_partner", node.mapping["event"].place, f"{path}.partner", event=model.event)


def _check_site(node: Node, model: ScheduledChange, world: ChangeContext, path: str, faults: Faults) -> int | None:
    seats = [plan.seat for plan in world.sites]
    if model.site is not None and world.whole and model.site not in seats:
        allowed = [str(seat) for seat in seats[:20]]
        faults.add("no_such_site", node.mapping["site"].place, f"{path}.site", found=str(model.site), allowed=allowed)
    return model.site


def _check_partner(node: Node, model: ScheduledChange, world: ChangeContext, path: str, faults: Faults) -> int | None:
    if model.partner is None:
        return None
    place, where = node.mapping["partner"].place, f"{path}.partner"
    known = {partner.id: partner for partner in world.partners}
    one = known.get(model.partner)
    found = _in_territory(model.partner, known, world) if one is None else (one.seat, one.plan.sites)
    if found is None:
        if world.whole:
            faults.unknown("no_such_partner", place, where, found=model.partner, allowed=known)
        return None
    seat, sites = found
    if model.site is not None and world.whole and model.site not in sites:
        faults.add("partner_not_at_site", place, where, found=model.partner, site=model.site)
    return seat


def _in_territory(word: str, known: Mapping[str, Partner], world: ChangeContext) -> tuple[int, tuple[int, ...]] | None:
    """The seat of one territory's partner, ``food_bank@12``, and the sites that it serves."""
    found = in_territory(word)
    territories, partner = world.territories, None if found is None else known.get(found[0])
    if found is None or territories is None or partner is None or not partner.everywhere:
        return None
    sites = tuple(seat for seat in partner.plan.sites if territories.of(seat) == found[1])
    return (seat_in(partner.seat, found[1]), sites) if sites else None


def _check_shares(found: Iterable[Scheduled], world: ChangeContext, faults: Faults) -> None:
    """Shares must still sum to 1 after each week's changes, for every site that they touch."""
    by_week: dict[int, list[Scheduled]] = {}
    for one in found:
        if any(_is_share(path) for path in one.change.values):
            by_week.setdefault(one.change.week, []).append(one)
    if not by_week:
        return
    special = {one.change.site for week in by_week.values() for one in week}
    plans = [plan for plan in world.sites if plan.values is not world.values or plan.seat in special]
    seats = {plan.seat for plan in plans}
    plans += [plan for plan in world.sites if plan.seat not in seats][:1]
    for plan in plans:
        values = dict(plan.values)
        for week in by_week.values():
            places: dict[str, Place] = {}
            for one in week:
                if one.change.site in {None, plan.seat}:
                    values.update(one.change.values)
                    places.update(one.places)
            check_shares(values, places, places, "changes.set.", faults)


def _is_share(path: str) -> bool:
    from hlmsim.scenario.values import SHARES

    return path.rpartition(".")[0] in SHARES


def _check_posts(root: Node, found: Sequence[Scheduled], world: ChangeContext, faults: Faults) -> None:
    """A post named by an event must exist, at some time, on a site that the event reaches."""
    asked = root.get("changes")
    named = [(number, node) for number, node in enumerate(asked.items if asked is not None else ()) if node.get("post")]
    if not named or not world.whole:
        return
    later = [one.change for one in found if _POSTS in one.change.values]
    most = {plan.seat: _posts(plan, later) for plan in world.sites if _POSTS in plan.values}
    for number, node in named:
        post, site = node.mapping["post"], node.get("site")
        last = max(most.values(), default=0) if site is None else most.get(_whole(site), 0)
        if _whole(post) > last and most:
            faults.add("no_such_post", post.place, f"changes.{number}.post", found=_whole(post), last=last)


def _whole(node: Node) -> int:
    return node.value if isinstance(node.value, int) else -1


def _posts(plan: SitePlan, later: Iterable[Change]) -> int:
    counts = [int(change.values[_POSTS]) for change in later if change.site in {None, plan.seat}]
    return max([int(plan.values[_POSTS]), *counts])
