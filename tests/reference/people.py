"""Who and what there is: households and their needs, posts, partners, the committee, the site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from hlmsim.model.names import DOMAINS
from tests.reference.settings import Settings

UNMET, WAITING, IN_SERVICE = "unmet", "waiting", "in_service"
NONE, FOLLOWED_UP, WENT_ALONG = "none", "follow_up", "went_along"
WITH_CHILDREN = ("family", "lone_parent")


@dataclass(eq=False)
class Actor:
    """A post or a partner: both have ties, knowledge of partners, and a role that is more or less clear."""

    name: str
    role_clarity: float = 0.0


@dataclass(eq=False)
class Post(Actor):
    """A community worker post. ``place`` counts from 0; ``notice_left`` is None without notice."""

    place: int = 0
    filled: bool = True
    tenure: int = 26
    morale: float = 0.5
    vacancy_left: int = 0
    carried: float = 1.0
    notice_left: int | None = None
    overload: float = 0.0
    owed_duplicates: float = 0.0
    owed_conflict: float = 0.0
    visit_begun: float = 0.0
    followup_begun: float = 0.0


@dataclass(eq=False)
class Partner(Actor):
    """A partner organisation, its services, its seat at the committee."""

    seat: int = 0
    kind: str = ""
    domains: tuple[str, ...] = ()
    capacity: float = 0.0
    wishes: tuple[float, ...] = ()
    present: bool = True
    member: bool = True
    commitment: float = 0.0
    tenure: int = 52
    vacancy_left: int = 0
    low_weeks: int = 0
    distance: float = 0.0
    successes: float = 0.0
    cases: float = 0.0
    recent_hours: float = 0.0
    recent_conflict: float = 0.0
    credit: float = 0.0
    owed_hours: float = 0.0
    duplicates: int = 0

    @property
    def at_the_table(self) -> bool:
        """Whether it is a member with somebody in the seat."""
        return self.member and self.vacancy_left == 0


@dataclass(eq=False)
class Need:
    """A need, from the week it arises."""

    domain: str
    severity: float
    age: int = 0
    status: str = UNMET
    partner: Partner | None = None
    waited: int = 0
    contacts: int = 0
    cooling: int = 0
    asks: bool = False
    connected: bool = False
    known: bool = False
    crisis: bool = False


@dataclass(eq=False)
class Household:
    """A tenant household behind its door."""

    door: int
    building: int
    kind: str
    language: str = ""
    trust_worker: float = 0.0
    trust_institutions: float = 0.0
    stigma: float = 0.0
    agency: float = 0.0
    security: float = 0.0
    visible_success: float = 0.0
    successes_seen: int = 0
    participates: bool = False
    awareness: dict[str, float] = field(default_factory=lambda: dict.fromkeys(DOMAINS, 0.0))
    needs: dict[str, Need] = field(default_factory=dict)
    close: dict[Household, Tie] = field(default_factory=dict)
    acquaintances: dict[Household, Tie] = field(default_factory=dict)
    post: Post | None = None
    support: str = NONE
    met: bool = False

    @property
    def has_children(self) -> bool:
        """Whether children live there."""
        return self.kind in WITH_CHILDREN

    @property
    def bond(self) -> float:
        """How well it is tied to its close neighbours."""
        total = sum(tie.strength for tie in self.close.values())
        return total / (1.0 + total)

    def with_status(self, *statuses: str) -> list[Need]:
        """Its needs that stand there."""
        return [need for need in self.needs.values() if need.status in statuses]


@dataclass(eq=False)
class Tie:
    """A tie between two households."""

    strength: float


@dataclass
class World:
    """The site, its people, its network and this week's tally."""

    settings: Settings
    luck: np.random.Generator
    households: list[Household] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    week: int = 0
    ties: dict[frozenset[Actor], float] = field(default_factory=dict)
    knowledge: dict[tuple[Actor, Partner], float] = field(default_factory=dict)
    disorder: float = 0.0
    upkeep: float = 0.0
    efficacy: float = 0.0
    presence: float = 0.0
    incident_memory: float = 0.0
    room_added: float = 0.0
    alive: bool = False
    agreed: bool = False
    choice: tuple[float, ...] = ()
    disagreement: float = 0.0
    decision_progress: float = 0.0
    since_decision: int = 0
    network_age: int = 0
    visible_hours: float = 0.0
    collective_hours: float = 0.0
    environment_hours: float = 0.0
    tally: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    record: list[dict[str, float]] = field(default_factory=list)
    waits: list[tuple[int, int, bool]] = field(default_factory=list)

    def happens(self, probability: float) -> bool:
        """Whether something with that probability happens."""
        return bool(self.luck.random() < probability)

    def around(self, mean: float) -> float:
        """A level of a household on arrival."""
        spread = self.settings.number("population.spread")
        return min(1.0, max(0.0, mean + spread * (2.0 * self.luck.random() - 1.0)))

    def tie(self, one: Actor, other: Actor) -> float:
        """How strong the working tie is; nobody has to be tied to itself."""
        return 1.0 if one is other else self.ties[frozenset((one, other))]

    def known(self, one: Actor, other: Partner) -> float:
        """What one knows of the services of the other."""
        return 1.0 if one is other else self.knowledge[one, other]

    def ties_of(self, actor: Actor) -> Iterable[frozenset[Actor]]:
        """The pairs of actors that an actor is part of."""
        return [pair for pair in self.ties if actor in pair]

    def knowledge_of(self, actor: Actor) -> Iterable[tuple[Actor, Partner]]:
        """What the actor itself knows of partners."""
        return [pair for pair in self.knowledge if pair[0] is actor]

    @property
    def members(self) -> list[Partner]:
        """Partners in the network."""
        return [partner for partner in self.partners if partner.member]

    @property
    def funded(self) -> list[Post]:
        """Posts paid for this week."""
        return self.posts[: int(self.settings.number("posts.count"))]

    @property
    def at_work(self) -> list[Post]:
        """Posts paid for and filled."""
        return [post for post in self.funded if post.filled]

    @property
    def for_170(self) -> float:
        """What turns a number for this site into one for 170 dwellings."""
        return 170.0 / len(self.households)

    @property
    def meets(self) -> bool:
        """Whether the committee meets this week."""
        interval = int(self.settings.number("concertation.meeting_interval_weeks"))
        return self.alive and interval > 0 and self.week % interval == 0

    def mean_tie(self, partner: Partner) -> float:
        """Mean tie of a partner to the (other) members of the network."""
        others = [self.tie(partner, other) for other in self.members if other is not partner]
        return sum(others) / len(others) if others else 0.0

    def serving(self, domain: str) -> list[Partner]:
        """Partners around the site that serve a domain."""
        return [partner for partner in self.partners if partner.present and domain in partner.domains]
