"""``hlmsim show``: every parameter of a scenario, or what differs between two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hlmsim.errors import InputError
from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import ScenarioFile
from hlmsim.interface.cli.types import Assignment, Name
from hlmsim.locales import text

if TYPE_CHECKING:
    from hlmsim.report.parameters import Number, Shown
    from hlmsim.scenario import Scenario


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def show(scenario: str, against: str | None, only: str, sets: tuple[str, ...]) -> None:
        from hlmsim.scenario import load

        screen = Screen(lang)
        world = load(scenario, sets=sets)
        if against is not None:
            _differences(screen, world, load(against), only)
            return
        _describe(screen, world)
        _parameters(screen, _chosen(world, only), only)

    return LocalCommand(
        "show",
        lang,
        show,
        [
            argument("scenario", lang, ScenarioFile()),
            option("show", lang, ["--against"], ScenarioFile()),
            option("show", lang, ["--only"], Name(), default=""),
            option("show", lang, ["--set", "sets"], Assignment(), multiple=True),
        ],
    )


def _describe(screen: Screen, world: Scenario) -> None:
    from hlmsim.report.paragraph import Paragraph

    screen.show(Paragraph(world.title[screen.lang], "bold"), Paragraph(world.why[screen.lang]), "")
    facts: list[tuple[str, dict[str, Any]]] = [
        ("horizon", {"weeks": world.weeks, "burn_in": world.burn_in}),
        ("sites", {"count": len(world.sites), "households": sum(site.dwellings for site in world.sites)}),
        ("partners", {"count": len(world.partners), "names": "; ".join(p.label[screen.lang] for p in world.partners)}),
    ]
    if world.changes:
        facts.append(("changes", {"count": len(world.changes)}))
    screen.show(*(Paragraph(text(f"cli.show.{name}", screen.lang, **found)) for name, found in facts), "")


def _parameters(screen: Screen, shown: list[Shown], only: str) -> None:
    from hlmsim.locales import join
    from hlmsim.report.parameters import parameters_view, unsourced

    if not shown:
        raise InputError("usage.nothing_under", path=only)
    screen.show(parameters_view(shown, screen.lang), "")
    grades = [f"{grade} = {text(f'words.grade.{grade}', screen.lang)}" for grade in "ABCU"]
    screen.remark("cli.show.grades", grades=join(grades, screen.lang))
    if unsourced(shown):
        screen.remark("cli.show.unsourced", count=unsourced(shown))


def _chosen(world: Scenario, only: str) -> list[Shown]:
    from hlmsim.engine.parameters import COUNT, Parameter
    from hlmsim.model.week import PARAMETERS
    from hlmsim.report.parameters import Shown

    site = (Parameter(f"context.site.{part}", COUNT) for part in ("households", "buildings"))
    shown = []
    for parameter in sorted((*site, *PARAMETERS), key=lambda parameter: parameter.path.rpartition(".")[0]):
        paths = (path for path in parameter.paths if path in world.values and _under(path, only))
        numbers = tuple(_number(world, path) for path in paths)
        if numbers:
            shown.append(Shown(parameter, numbers))
    return shown


def _number(world: Scenario, path: str) -> Number:
    from hlmsim.report.parameters import Number

    said = world.provenance.get(path)
    if said is None:
        return Number(path, world.values[path], None, "", "")
    return Number(path, world.values[path], said.range, said.grade or "", said.source or "")


def _under(path: str, only: str) -> bool:
    return not only or path == only or path.startswith(f"{only.rstrip('.')}.")


def _differences(screen: Screen, world: Scenario, other: Scenario, only: str) -> None:
    from hlmsim.report.parameters import written
    from hlmsim.report.tables import plain_table
    from hlmsim.scenario import differences

    found = differences(other, world, only or None)
    if not found:
        screen.result("cli.show.no_difference")
        return
    table = plain_table("", [other.title[screen.lang], world.title[screen.lang]])
    for item in found:
        table.add_row(item.path, *(written(value, screen.lang) for value in (item.before, item.after)))
    screen.show(table)
    screen.remark("cli.show.differences", count=len(found))
