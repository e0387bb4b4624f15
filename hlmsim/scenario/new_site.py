"""A site of one's own to start from: tables of dwellings, partners and ties, and two scenarios that read them.

The example is a site that the model drew, so that its tables say what a site of that size may look like. Hours that
the reference scenario gives for 170 dwellings follow the number of dwellings, whatever it becomes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from hlmsim.model.names import ACTIONS
from hlmsim.scenario.cells import guarded
from hlmsim.scenario.scenario import Scenario, load
from hlmsim.scenario.sizing import CAPACITIES
from hlmsim.scenario.writing import flow

if TYPE_CHECKING:
    import networkx as nx

Sentence = Callable[..., str]
"""A sentence by its key, in the person's language or, with ``lang``, in another."""

START, STRONGER = "status_quo", "concertation"
DWELLINGS, BUILDINGS = 48, 3
PARTNERS = (
    *("food_bank", "family_centre", "tenants_association", "school"),
    *("clsc_health", "clsc_social", "housing_office"),
)
"""Of the reference site's partners, those that a small site is likely to know."""
IN_PROPORTION = (
    "levers.concertation.coordinator_hours",
    "levers.shared_space.hours",
    "context.shared_space.association_demand",
    "context.shared_space.partner_demand",
    "context.succession.handover_hours",
    "context.succession.written_roles_hours",
)
"""Numbers written for the reference site that follow its size, besides posts, as in ``montreal.yaml``."""
COORDINATION = "levers.concertation.coordinator_hours"
MORE_HOURS = 2
"""Hours a week that the second scenario of the example adds to what the first one says."""
TABLES = ("start", "try", "files", "dwellings", "partners", "ties", "uncertain")
GRAPHML = ("start", "try", "files_graphml", "network", "partners", "uncertain")
"""Parts of the page to read first, where the dwellings stand in tables and where in GraphML."""
_HEADING = "# yaml-language-server: $schema=scenario.schema.json"
_SEED = 1


def new_site_files(lang: str, say: Sentence, *, graphml: bool = False) -> dict[str, bytes]:
    """The files of an example site, by name: its page to read first, scenarios, tables.

    lang: "fr" writes tables as a spreadsheet set to French reads them (semicolons, decimal commas). say: the sentences
    of the topics ``site`` and ``parameters``. graphml: dwellings and ties stand in one GraphML file.
    """
    start = load(START)
    small = start.with_({"context.site.households": DWELLINGS, "context.site.buildings": BUILDINGS})
    graph = _tenants(small)
    table = table_of_language(lang)
    files = {"partners.csv": table(_partners(small, DWELLINGS / start.sites[0].dwellings))}
    if graphml:
        files["site.graphml"] = _graphml(graph)
    else:
        files["dwellings.csv"] = table({"dwelling": name, **facts} for name, facts in graph.nodes(data=True))
        files["ties.csv"] = table({"first": a, "second": b, **facts} for a, b, facts in graph.edges(data=True))
    housing = [f"    file: {'site.graphml' if graphml else 'dwellings.csv'}"]
    if not graphml:
        housing += [*_comment(say("site.ties"), "    "), "    # ties: ties.csv"]
    return {
        say("site.read_me"): _page(say, GRAPHML if graphml else TABLES),
        "site.yaml": _site(start, "site.title", "site.why", housing, files, say),
        "stronger.yaml": _stronger(load(STRONGER), MORE_HOURS, "site.stronger_title", say),
        **files,
    }


def imported_scenarios(dwellings: int, tables: Collection[str], say: Sentence) -> dict[str, bytes]:
    """Two scenarios of a site of so many dwellings: as it is, and with a stronger committee.

    tables: names of its files. Hours follow the number of dwellings as in ``montreal.yaml``: posts as a whole, other
    hours up to those of the reference site. Without a table of partners, the reference site's follow too.
    """
    start, model = load(START), load(STRONGER)
    housing = ["    file: dwellings.csv", *(["    ties: ties.csv"] if "ties.csv" in tables else [])]
    times = dwellings / start.sites[0].dwellings
    more = _short((float(model.values[COORDINATION]) - float(start.values[COORDINATION])) * min(1.0, times))
    return {
        "site.yaml": _site(start, "site.imported_title", "site.imported_why", housing, tables, say),
        "stronger.yaml": _stronger(model, more, "site.imported_stronger_title", say),
    }


def _page(say: Sentence, parts: Sequence[str]) -> bytes:
    return ("\n\n".join(say(f"site.page.{part}") for part in parts) + "\n").encode()


def _tenants(scenario: Scenario) -> nx.Graph[Any]:
    """Households under the names of their dwellings, and who knows whom, on the day that the site opens."""
    import networkx as nx

    from hlmsim.model.graph import network
    from hlmsim.model.population import build

    whole = network(build(scenario.blueprint(), study_seed=_SEED))
    found: nx.Graph[Any] = nx.Graph()
    names: dict[str, str] = {}
    households = [(node, facts) for node, facts in whole.nodes(data=True) if facts["entity"] == "household"]
    for building, doors in groupby(sorted(households, key=_building), key=_building):
        for door, (node, facts) in enumerate(doors, 1):
            names[node] = f"{_letter(building)}-{door:02d}"
            groups = {key: facts[key] for key in ("household_type", "language_group")}
            found.add_node(names[node], building=_letter(building), **groups)
    for one, other, facts in whole.edges(data=True):
        if one in names and other in names:
            found.add_edge(names[one], names[other], strength=round(facts["strength"], 3), kind=facts["kind"])
    return found


def _building(household: tuple[str, Mapping[str, Any]]) -> int:
    return int(household[1]["building"])


def _letter(number: int) -> str:
    """The name of a building."""
    return chr(ord("A") + number - 1)


def _partners(scenario: Scenario, share: float) -> Iterator[dict[str, Any]]:
    by_id = {partner.id: partner for partner in scenario.partners}
    for partner in (by_id[name] for name in PARTNERS):
        yield {
            "id": partner.id,
            "seat": partner.plan.seat,
            **{f"label_{lang}": label for lang, label in partner.label.items()},
            "kind": partner.plan.kind,
            "domains": "|".join(partner.plan.domains),
            "capacity": round(partner.plan.capacity * share, 2),
            **dict(zip(ACTIONS, partner.plan.preferences, strict=True)),
        }


def table_of_language(lang: str) -> Callable[[Iterable[Mapping[str, Any]]], bytes]:
    """A CSV file that a spreadsheet opens as it is: the mark of UTF-8, and in French semicolons and decimal commas."""

    def table(rows: Iterable[Mapping[str, Any]]) -> bytes:
        listed = list(rows)
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
        writer.writerow(listed[0])
        writer.writerows([_cell(value) for value in row.values()] for row in listed)
        return stream.getvalue().encode("utf-8-sig")

    def _cell(value: Any) -> str:
        return str(value).replace(".", ",") if lang == "fr" and isinstance(value, float) else guarded(str(value))

    return table


def _graphml(graph: nx.Graph[Any]) -> bytes:
    import networkx as nx

    return "\n".join(nx.generate_graphml(graph)).encode() + b"\n"


def _site(
    start: Scenario, title: str, why: str, housing: Sequence[str], tables: Collection[str], say: Sentence
) -> bytes:
    """The site as it is: its tables, and the hours that follow its number of dwellings."""
    reference = start.sites[0].dwellings
    own = "partners.csv" in tables
    paths = {"levers.posts": say("site.posts"), **{path: say(f"parameters.{path}") for path in IN_PROPORTION}}
    paths |= {} if own else {CAPACITIES: say(f"parameters.{CAPACITIES}")}
    lines = [
        *_head("status_quo.yaml", title, why, say),
        *_comment(say("site.housing"), ""),
        "context:",
        "  site:",
        *housing,
        *_comment(say("site.proportion", reference=reference), "    "),
        "    in_proportion:",
        f"      written_for: {reference}",
        "      of:",
        *(line for path, said in paths.items() for line in (*_comment(said, "        "), f"        - {path}")),
        "",
        *([*_comment(say("site.partners"), ""), "partners_file: partners.csv", ""] if own else []),
        *_comment(say("site.hours"), ""),
        "# levers:",
        "#   posts:",
        *(f"#     {word}: {flow(start.values[f'levers.posts.{word}'])}" for word in ("count", "hours_a_week")),
        "",
    ]
    return "\n".join(lines).encode()


def _stronger(model: Scenario, more: float, title: str, say: Sentence) -> bytes:
    """A stronger committee, whose coordination is a change of the hours that ``site.yaml`` says."""
    paths = ("meeting_interval_weeks", "information_sharing")
    asked = {f"levers.concertation.{path}": model.values[f"levers.concertation.{path}"] for path in paths}
    lines = [*_head("site.yaml", title, "site.stronger_why", say), "levers:", *_numbers("levers.", asked, say)]
    said = f"{say(f'parameters.{COORDINATION}')} {say('site.change', more=more)}"
    return "\n".join([*lines, *_comment(said, "    "), f"    coordinator_hours: {{add: {flow(more)}}}", ""]).encode()


def _head(parent: str, title: str, why: str, say: Sentence) -> list[str]:
    both = {
        key: {lang: say(name, lang=lang) for lang in ("fr", "en")} for key, name in (("title", title), ("why", why))
    }
    return [_HEADING, "schema: 1", f"extends: {parent}", *(f"{key}: {flow(said)}" for key, said in both.items()), ""]


def _numbers(root: str, numbers: Mapping[str, Any], say: Sentence) -> Iterator[str]:
    """Numbers under ``root``, each with what it means."""
    group = ""
    for path, value in numbers.items():
        if not path.startswith(root):
            continue
        head, _, word = path.removeprefix(root).rpartition(".")
        if head != group:
            group = head
            yield f"  {head}:"
        yield from _comment(say(f"parameters.{path}"), "    ")
        yield f"    {word}: {flow(value)}"


def _comment(sentence: str, indent: str) -> list[str]:
    import textwrap

    return [f"{indent}# {line}" for line in textwrap.wrap(sentence, 100 - len(indent))]


def _short(value: float) -> float | int:
    """To the first decimal: a number that is to be replaced claims no more."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded
