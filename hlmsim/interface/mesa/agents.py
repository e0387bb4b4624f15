"""The agents of :class:`hlmsim.HLMModel`: tenants, workers, partners, each a window on a row of the engine's tables.

>>> tenant = model.tenants[0]
>>> tenant.household_type, tenant.trust_worker
>>> tenant.trust_worker = 0.9  # the engine goes on from there
>>> tenant.needs["health"].severity, tenant.awareness["health"]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import mesa
import numpy as np

from hlmsim.engine.table import Table, score
from hlmsim.errors import InputError
from hlmsim.interface.mesa.windows import checked, refuse_unknown, shows
from hlmsim.model.names import DOMAINS, HOURS_USES
from hlmsim.model.tables import HOUSEHOLDS, MEMBERS, NEEDS, NO_NEED, PARTNERS, POSTS

if TYPE_CHECKING:
    from hlmsim.model.world import State, World


class Tie(NamedTuple):
    """What one actor's tie to another is worth, and what it knows of it."""

    strength: float
    knowledge: float


class Home(Protocol):
    """What an agent asks of its model."""

    world: World

    def windows[A: HLMAgent](self, kind: type[A]) -> list[A]:
        """Every agent of a kind, in the order of the engine's rows."""


class HLMAgent(mesa.Agent):  # type: ignore[misc] # Mesa publishes no types
    """A window on one row. It holds no state of its own, so it cannot be given new attributes or be removed."""

    __slots__ = ("model", "pos", "row", "unique_id")
    model: Home

    def __init__(self, model: Home, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a column or a slot; anything else would pass unseen by the engine."""
        refuse_unknown(self, name)
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        """Its kind and its seat, the number that carries its luck."""
        return f"{type(self).__name__}(seat={self.seat})"

    @property
    def state(self) -> State:
        """The engine's arrays."""
        return self.model.world.state

    def remove(self) -> None:
        """Refused: households move out and staff leave by the rules of the model."""
        raise InputError("agent_cannot_be_removed", where=repr(self))


@shows(HOUSEHOLDS)
class Tenant(HLMAgent):
    """The household in one dwelling. When it moves out, the same agent shows the newcomer (see ``moved_in``)."""

    __slots__ = ()

    def record(self, table: Table) -> Any:  # noqa: ARG002
        """The household's row."""
        return self.state.households[self.row]

    @property
    def needs(self) -> dict[str, Need]:
        """Its need in each domain, active or not."""
        return {domain: Need(self, domain) for domain in DOMAINS}

    @property
    def awareness(self) -> Awareness:
        """What it knows of the help that exists in each domain, from 0 to 1."""
        return Awareness(self)

    @property
    def neighbours(self) -> dict[Tenant, float]:
        """The households it is close to, and how strongly."""
        return self._tied(self.state.strong_rows, self.state.strong_ties)

    @property
    def acquaintances(self) -> dict[Tenant, float]:
        """The households it greets, and how strong the tie is."""
        return self._tied(self.state.weak_rows, self.state.weak_ties)

    @property
    def worker(self) -> Worker | None:
        """The worker who accompanies it."""
        post = int(self.state.households[self.row]["post"])
        return None if post < 0 else self.model.windows(Worker)[post]

    def _tied(self, rows: Any, ties: Any) -> dict[Tenant, float]:
        mine = ties[rows[self.row] : rows[self.row + 1]]
        everyone = self.model.windows(Tenant)
        pairs = zip(mine["neighbour"].tolist(), mine["strength"].tolist(), strict=True)
        return {everyone[other]: strength for other, strength in pairs if strength > 0.0}


@shows(NEEDS)
class Need:
    """One household's need in one domain; its severity can be written while it is active."""

    __slots__ = ("domain", "tenant")

    def __init__(self, tenant: Tenant, domain: str) -> None:
        object.__setattr__(self, "tenant", tenant)
        object.__setattr__(self, "domain", domain)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a column of an active need."""
        refuse_unknown(self, name)
        if self.record(NEEDS)["status"] == NO_NEED:
            raise InputError("agent_has_no_need", where=repr(self))
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        """Whose need it is, and in which domain."""
        return f"{self.tenant!r}.needs[{self.domain!r}]"

    def record(self, table: Table) -> Any:  # noqa: ARG002
        """The need's row."""
        return self.tenant.state.needs[self.tenant.row, DOMAINS.index(self.domain)]

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Awareness(Mapping[str, float]):
    """What one household knows, by domain; each value can be written."""

    _COLUMN = score("awareness")

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._row = tenant.state.awareness[tenant.row]

    def __getitem__(self, domain: str) -> float:
        if domain not in DOMAINS:
            raise KeyError(domain)
        return float(self._row[DOMAINS.index(domain)])

    def __setitem__(self, domain: str, value: float) -> None:
        """Write what it knows of one domain."""
        if domain not in DOMAINS:
            raise KeyError(domain)
        where = f"{self._tenant!r}.awareness[{domain!r}]"
        self._row[DOMAINS.index(domain)] = checked(self._COLUMN, value, where=where)

    def __iter__(self) -> Iterator[str]:
        return iter(DOMAINS)

    def __len__(self) -> int:
        return len(DOMAINS)

    def __repr__(self) -> str:
        """Every value, as a dict would show them."""
        return repr(dict(self))


@shows(POSTS)
class Worker(HLMAgent):
    """A community worker post and whoever holds it (``filled``)."""

    __slots__ = ()

    def record(self, table: Table) -> Any:  # noqa: ARG002
        """The post's row."""
        return self.state.posts[self.row]

    @property
    def hours(self) -> dict[str, float]:
        """The hours that it was paid this week, by use."""
        return dict(zip(HOURS_USES, self.state.post_hours[self.row].tolist(), strict=True))

    @property
    def cases(self) -> list[Tenant]:
        """The households that it accompanies."""
        everyone = self.model.windows(Tenant)
        listed = (int(i) for i in self.state.cases[self.row] if i >= 0)
        return [everyone[i] for i in listed if self.state.households[i]["post"] == self.row]

    @property
    def ties(self) -> dict[Partner, Tie]:
        """Its tie to each partner of the site."""
        site = self.state.sites[int(self.record(POSTS)["site"])]
        members = range(int(site["first_member"]), int(site["last_member"]))
        start = int(site["first_post_tie"]) + (self.row - int(site["first_post"])) * len(members)
        return _ties(self.model, members, self.state.post_ties[start : start + len(members)])


@shows(MEMBERS)
class Member:
    """A partner's seat at the committee of one site."""

    __slots__ = ("organisation", "row")

    def __init__(self, organisation: Partner, row: int) -> None:
        object.__setattr__(self, "organisation", organisation)
        object.__setattr__(self, "row", row)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a column."""
        refuse_unknown(self, name)
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        """Whose seat it is, and on which site."""
        return f"{self.organisation!r}.members[{_site_seat(self.organisation.state, self.row)}]"

    def record(self, table: Table) -> Any:  # noqa: ARG002
        """The member's row."""
        return self.organisation.state.members[self.row]

    @property
    def ties(self) -> dict[Partner, Tie]:
        """Its tie to each other partner of the site."""
        state = self.organisation.state
        site = state.sites[int(state.members[self.row]["site"])]
        members = range(int(site["first_member"]), int(site["last_member"]))
        start = int(site["first_member_tie"]) + (self.row - members[0]) * len(members)
        ties = _ties(self.organisation.model, members, state.member_ties[start : start + len(members)])
        return {partner: tie for partner, tie in ties.items() if partner is not self.organisation}

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


@shows(MEMBERS, without=("seat", "site", "partner"))
@shows(PARTNERS)
class Partner(HLMAgent):
    """A partner organisation.

    What it is at the committee (``commitment``, ``tenure``…) stands here when it serves one site, in ``members`` when
    it serves several.
    """

    __slots__ = ()

    def record(self, table: Table) -> Any:
        """The organisation's row, or that of its only seat at a committee."""
        return self.state.partners[self.row] if table is PARTNERS else self._only_member().record(table)

    @property
    def label(self) -> str:
        """What people call it."""
        return self.model.world.blueprint.partners[self.row].label

    @property
    def members(self) -> dict[int, Member]:
        """Its seat at each committee, by the seat of the site."""
        rows = np.flatnonzero(self.state.members["partner"] == self.row).tolist()
        return {_site_seat(self.state, row): Member(self, row) for row in rows}

    @property
    def ties(self) -> dict[Partner, Tie]:
        """Its tie to each other partner of the site."""
        return self._only_member().ties

    def _only_member(self) -> Member:
        members = self.members
        if len(members) != 1:
            raise InputError("agent_at_several_sites", where=repr(self), sites=tuple(members))
        return next(iter(members.values()))


def _site_seat(state: State, member: int) -> int:
    return int(state.sites[int(state.members[member]["site"])]["seat"])


def _ties(model: Home, members: range, ties: Any) -> dict[Partner, Tie]:
    partners = model.windows(Partner)
    rows = model.world.state.members["partner"]
    pairs = zip(members, ties["strength"].tolist(), ties["knowledge"].tolist(), strict=True)
    return {partners[int(rows[m])]: Tie(strength, knowledge) for m, strength, knowledge in pairs}
