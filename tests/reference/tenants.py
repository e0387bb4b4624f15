"""Moving, needs, incidents, talk, forgetting (7.1 to 7.5), and how ties between tenants fade (7.14)."""

from __future__ import annotations

from hlmsim.model.names import DOMAINS
from tests.reference.measure import end_wait
from tests.reference.people import IN_SERVICE, NONE, UNMET, Household, Need, World
from tests.reference.settings import cut, towards_one
from tests.reference.start import draw_levels, factor

CLOSE, ACQUAINTANCE = "growth", "weak_growth"


def demography(world: World) -> None:
    """Some households move out; another takes the dwelling."""
    for household in world.households:
        if world.happens(world.settings.number("demography.move_out")):
            move_out(world, household)


def move_out(world: World, household: Household) -> None:
    """The household goes with all that it was; the newcomer keeps the dwelling's type."""
    for need in list(household.needs.values()):
        end_need(world, household, need)
    household.awareness = dict.fromkeys(DOMAINS, 0.0)
    for tie in (*household.close.values(), *household.acquaintances.values()):
        tie.strength = 0.0
    household.trust_worker = household.visible_success = 0.0
    household.participates, household.post, household.support = False, None, NONE
    draw_levels(world, household, security=world.settings.number("founding.security.vision"))


def end_need(world: World, household: Household, need: Need) -> None:
    """A need ends, however it does."""
    if not need.connected:
        end_wait(world, need, connected=False)
    world.tally["ended_connected" if need.connected else "ended_unconnected"] += 1
    del household.needs[need.domain]


def needs(world: World) -> None:
    """Needs arise, grow, end by themselves."""
    settings = world.settings
    arrival = {domain: settings.number(f"needs.arrival.{domain}") for domain in DOMAINS}
    for household in world.households:
        for domain in DOMAINS:
            need = household.needs.get(domain)
            if need is not None:
                live_on(world, household, need)
            elif world.happens(arrival[domain] * factor(settings, household, domain)):
                severity = 2.0 * settings.number("needs.severity_at_start") * world.luck.random()
                household.needs[domain] = Need(domain, severity)
                world.tally["opened"] += 1


def live_on(world: World, household: Household, need: Need) -> None:
    """A week more of a need."""
    settings = world.settings
    need.age += 1
    need.cooling = max(0, need.cooling - 1)
    if need.status == UNMET and world.happens(settings.number("needs.remission")):
        end_need(world, household, need)
    elif need.status != IN_SERVICE:
        need.severity = min(1.0, need.severity + settings.number("needs.severity_growth"))
        if need.severity > settings.number("needs.crisis_severity") and not need.crisis:
            need.crisis = True
            world.tally["crises"] += 1


def incidents(world: World) -> None:
    """Serious incidents, and who sees them."""
    settings = world.settings
    in_crisis = sum(need.crisis for household in world.households for need in household.needs.values())
    mean = settings.number("incidents.rate") / world.for_170
    mean *= 1.0 - settings.number("incidents.efficacy_effect") * world.efficacy
    mean *= 1.0 - settings.number("incidents.presence_effect") * world.presence
    mean *= 1.0 + settings.number("incidents.disorder_effect") * world.disorder
    mean *= 1.0 + settings.number("incidents.crisis_effect") * in_crisis / len(world.households) / len(DOMAINS)
    count = int(world.luck.poisson(mean))
    count += int(settings.number("incidents.event_count")) * len(settings.scheduled("crisis"))
    world.tally["incidents"] = count
    for _ in range(count):
        strike(world, int(world.luck.integers(world.settings.site.buildings)))
    world.incident_memory = world.incident_memory * settings.kept("security.half_life") + count * world.for_170


def strike(world: World, building: int) -> None:
    """One incident in one building."""
    settings = world.settings
    for household in world.households:
        if household.building == building and world.happens(settings.number("incidents.witness_share")):
            buffered = 1.0 - settings.number("incidents.tie_buffer") * household.bond
            household.security = cut(household.security - settings.number("incidents.shock") * buffered)
    gain = settings.number("incidents.disorder_gain") * min(1.0, world.for_170)
    world.disorder = towards_one(world.disorder, gain)


def talk(world: World) -> None:
    """All listen to what the others knew at the start of the week."""
    settings = world.settings
    knew = {household: dict(household.awareness) for household in world.households}
    sharing = settings.number("talk.sharing")
    for household in world.households:
        for neighbour, tie in household.close.items():
            chance = settings.number("talk.contact") * sharing * tie.strength / settings.number("ties.strong_strength")
            if neighbour.language != household.language:
                chance *= settings.number("talk.across_languages")
            if world.happens(chance):
                listen(household, knew[neighbour], settings.number("talk.dose"))
        if household.acquaintances and world.happens(settings.number("talk.weak_contact") * sharing):
            met = list(household.acquaintances)[int(world.luck.integers(len(household.acquaintances)))]
            usual = household.acquaintances[met].strength / settings.number("ties.weak_strength")
            listen(household, knew[met], min(1.0, settings.number("talk.weak_dose") * usual))


def listen(household: Household, told: dict[str, float], dose: float) -> None:
    """What a neighbour knows, in every domain, passes in part."""
    for domain in DOMAINS:
        household.awareness[domain] = towards_one(household.awareness[domain], dose * told[domain])


def forgetting(world: World) -> None:
    """What is known fades, except of a service in use; leaflets refresh a little."""
    settings = world.settings
    informed = {}
    for domain in DOMAINS:
        serving = world.serving(domain)
        committed = sum(partner.commitment for partner in serving if partner.member)
        mean = committed / len(serving) if serving else 0.0
        informed[domain] = settings.number("awareness.general_information") * mean
    kept = 1.0 - settings.number("awareness.forgetting")
    for household in world.households:
        for domain in DOMAINS:
            need, aware = household.needs.get(domain), household.awareness[domain]
            if need is None or need.status != IN_SERVICE:
                aware *= kept
            household.awareness[domain] = towards_one(aware, informed[domain])


def tenants_ties_fade(world: World) -> None:
    """Everyday contact against fading."""
    lost = world.settings.number("ties.decay")
    for household in world.households:
        for ties, growth in ((household.close, CLOSE), (household.acquaintances, ACQUAINTANCE)):
            for other, tie in ties.items():
                if household.door < other.door:
                    grown = towards_one(tie.strength, world.settings.number(f"ties.{growth}"))
                    tie.strength = grown * (1.0 - lost)
