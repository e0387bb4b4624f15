"""The shape of a scenario file: models of context and levers are written out from the model's list of parameters."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal, override

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, create_model, model_validator
from pydantic_core import PydanticCustomError

from hlmsim.engine.parameters import Parameter
from hlmsim.model.names import ACTIONS, DOMAINS, EVENTS, HOUSEHOLD_TYPES, LANGUAGE_GROUPS, PARTNER_KINDS
from hlmsim.model.week import PARAMETERS
from hlmsim.scenario.numbers import Between, Number, Part, Text, Words, Written, of_parameter

MOST_SEATS = 1_000_000
MOST_DWELLINGS = 10_000_000
MOST_SITES = 100_000
MOST_WEEKS = 10_000
SEATS_A_TERRITORY = 1_000
"""A partner's seat in a territory is the territory's number × 1000 + its own seat."""
MOST_TERRITORIES = 16_776
"""Their seats stay below 2²⁴, the seats set aside for each site."""

Seat = Annotated[int, Field(strict=True, ge=0, lt=MOST_SEATS)]
Week = Annotated[int, Field(strict=True, ge=0, le=MOST_WEEKS)]


def _as_text(found: Any) -> Any:
    """A number stands for itself where a name is asked for."""
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else found


Name = Annotated[str, StringConstraints(strict=True, min_length=1), BeforeValidator(_as_text)]


class Said(Part):
    """A text in both languages, or in one that stands for both."""

    fr: Text | None = None
    en: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_for_both(cls, found: Any) -> Any:
        return {"fr": found, "en": found} if isinstance(found, str) else found

    @model_validator(mode="after")
    def _at_least_one(self) -> Said:
        if self.fr is None and self.en is None:
            raise PydanticCustomError("text_missing", "text")
        return self

    def both(self) -> dict[str, str]:
        """The text in each language."""
        return {"fr": self.fr or self.en or "", "en": self.en or self.fr or ""}


class Horizon(Part):
    """How long, and how many first weeks are left out of summaries."""

    weeks: Annotated[int, Field(strict=True, ge=1, le=MOST_WEEKS)]
    burn_in: Week
    site_record_weeks: Annotated[int, Field(strict=True, ge=1, le=MOST_WEEKS)]


class DwellingRow(Part):
    """One dwelling; what is left out is drawn."""

    dwelling: Name
    building: Name
    household_type: Annotated[str, Words(*HOUSEHOLD_TYPES)] | None = None
    language_group: Annotated[str, Words(*LANGUAGE_GROUPS)] | None = None


class TieRow(Part):
    """A tie between two dwellings."""

    first: Name
    second: Name
    strength: Annotated[float, Field(strict=True, ge=0, le=1)] | None = None
    kind: Annotated[str, Words("strong", "weak")] = "strong"


def _ties_tag(found: Any) -> str:
    return "<file>" if isinstance(found, str) else "<rows>"


class Housing(Part):
    """The dwellings of a site: counted, or listed here or in a file."""

    households: Annotated[Number, Between(1, MOST_DWELLINGS, integer=True)] | None = None
    buildings: Annotated[Number, Between(1, MOST_DWELLINGS, integer=True)] | None = None
    file: Text | None = None
    dwellings: Annotated[list[DwellingRow], Field(min_length=1)] | None = None
    ties: (
        Annotated[Annotated[str, Tag("<file>")] | Annotated[list[TieRow], Tag("<rows>")], Discriminator(_ties_tag)]
        | None
    ) = None


class Site(Housing):
    """One of several sites; ``set`` changes any parameter for it alone."""

    seat: Seat
    label: Text | None = None
    set_: Annotated[dict[str, Any] | None, Field(alias="set")] = None


Dwellings = Annotated[Number, Between(1, MOST_DWELLINGS, integer=True)]
PerBuilding = Annotated[Number, Between(1.0, float(MOST_DWELLINGS))]
Share = Annotated[Number, Between(0.0, 1.0)]


class Size(Part):
    """How the sizes of generated sites are spread."""

    distribution: Annotated[str, Words("lognormal", "fixed", "list")]
    mean: Annotated[Number, Between(1.0, float(MOST_DWELLINGS))] | None = None
    spread: Annotated[Number, Between(0.0, 3.0)] | None = None
    min: Dwellings | None = None
    max: Dwellings | None = None
    values: list[Annotated[int, Field(strict=True, ge=1, le=MOST_DWELLINGS)]] | None = None


class SiteKind(Part):
    """One kind of generated sites; ``set`` changes any parameter for its sites."""

    share: Share
    size: Size
    dwellings_per_building: PerBuilding
    set_: Annotated[dict[str, Any] | None, Field(alias="set")] = None


class InProportion(Part):
    """What follows the size of a site, as written for a site of so many dwellings."""

    written_for: PerBuilding
    of: Annotated[list[Text], Field(min_length=1)]


class Generated(Part):
    """Sites drawn from distributions of sizes; ``draw`` is the luck of kinds and sizes, and of nothing else."""

    count: Annotated[Number, Between(1, MOST_SITES, integer=True)]
    size: Size | None = None
    dwellings_per_building: PerBuilding | None = None
    kinds: Annotated[dict[str, SiteKind], Field(min_length=1)] | None = None
    in_proportion: InProportion | None = None
    draw: Annotated[int, Field(strict=True, ge=0, lt=2**63)]


class OneSite(Housing):
    """The only site; what follows its size, where its dwellings are listed."""

    in_proportion: InProportion | None = None


class Territories(Part):
    """Sites by seat, so many to each, and every partner once in each; capacities are written for so many dwellings."""

    sites_each: Annotated[Number, Between(1, MOST_SITES, integer=True)]
    written_for: PerBuilding


class Preferences(Part):
    """The share of the work that a partner wishes for each action; sums to 1."""

    accompaniment: Share
    outreach: Share
    collective: Share
    environment: Share

    def shares(self) -> tuple[float, ...]:
        """In the order of the actions."""
        return tuple(float(getattr(self, action).value) for action in ACTIONS)


class Partner(Part):
    """A partner organisation; ``sites`` left out means all."""

    seat: Seat
    label: Said | None = None
    kind: Annotated[str, Words(*PARTNER_KINDS)]
    domains: Annotated[list[Annotated[str, Words(*DOMAINS)]], Field(min_length=1)]
    capacity: Annotated[Number, Between(0.0, 1_000_000.0)]
    preferences: Preferences
    sites: Annotated[list[Seat], Field(min_length=1)] | None = None
    present: Annotated[bool, Field(strict=True)] = True


class ScheduledChange(Part):
    """What happens at a week: parameters that change from then on, or an event."""

    week: Week
    set_: Annotated[dict[str, Any] | None, Field(alias="set")] = None
    event: Annotated[str, Words(*EVENTS)] | None = None
    site: Seat | None = None
    partner: Text | None = None
    post: Annotated[int, Field(strict=True, ge=1)] | None = None
    why: Said | None = None

    @classmethod
    @override
    def _written(cls, found: dict[str, Any]) -> dict[str, Any]:
        """A site or a post whose number is blank is not every one of them: it is told as missing."""
        blank = {key: "" for key in ("site", "post") if key in found and found[key] is None}
        return super()._written(found | blank)


class Expectation(Part):
    """What the author claims of an outcome, tested by ``check --run``."""

    outcome: str
    against: Text
    sign: Annotated[str, Words("+", "-", "0"), BeforeValidator(_as_text)]
    why: Said | None = None


def _sites_tag(found: Any) -> str:
    return "<generated>" if isinstance(found, dict) else "<list>"


Sites = Annotated[
    Annotated[list[Site], Field(min_length=1), Tag("<list>")] | Annotated[Generated, Tag("<generated>")],
    Discriminator(_sites_tag),
]


@cache
def document() -> type[Part]:
    """The model of a whole file, everything that it extends included."""
    fields: dict[str, Any] = {
        "version": (Annotated[Literal[1], Field(alias="schema")], ...),
        "extends": (Text | None, None),
        "title": (Said | None, None),
        "why": (Said | None, None),
        "notes": (Said | None, None),
        "horizon": (Horizon, ...),
        "context": (tree_model("context"), ...),
        "levers": (tree_model("levers"), ...),
        "sites": (Sites | None, None),
        "territories": (Territories | None, None),
        "partners": (dict[str, Partner], Field(default_factory=dict)),
        "partners_file": (Text | None, None),
        "changes": (list[ScheduledChange] | None, None),
        "expect": (_list_of(expectation()) | None, None),
    }
    return create_model("Scenario", __base__=Part, **fields)


@cache
def tree_model(top: str) -> type[Part]:
    """The model of ``context`` or of ``levers``."""
    parameters = [parameter for parameter in PARAMETERS if parameter.path.startswith(f"{top}.")]
    extra: dict[str, Any] = {"site": (OneSite | None, None)} if top == "context" else {}
    return _group(top, parameters, extra)


def _group(path: str, parameters: Iterable[Parameter], extra: dict[str, Any]) -> type[Part]:
    branches: dict[str, list[Parameter]] = {}
    fields = dict(extra)
    depth = path.count(".") + 1
    for parameter in parameters:
        words = parameter.path.split(".")
        if len(words) == depth + 1:
            fields[words[depth]] = (_leaf(parameter), ...)
        else:
            branches.setdefault(words[depth], []).append(parameter)
    for name, below in branches.items():
        fields[name] = (_group(f"{path}.{name}", below, {}), ...)
    return create_model(path.replace(".", "_"), __base__=Part, **fields)


def _list_of(model: type[Part]) -> Any:
    return list[model]  # type: ignore[valid-type] # a model made just now


def _leaf(parameter: Parameter) -> type[Part]:
    one: type[Written] = of_parameter(parameter)
    if not parameter.over:
        return one
    fields: dict[str, Any] = dict.fromkeys(parameter.over, (one, ...))
    return create_model(parameter.path.replace(".", "_"), __base__=Part, **fields)


@cache
def expectation() -> type[Expectation]:
    """The model of a claim, with the outcomes that exist."""
    from hlmsim.model.outcomes import OUTCOMES

    names = tuple(outcome.name for outcome in OUTCOMES)
    fields: dict[str, Any] = {"outcome": (Annotated[str, Words(*names)], ...)}
    return create_model("Expected", __base__=Expectation, **fields)
