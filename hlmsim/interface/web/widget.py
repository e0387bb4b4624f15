"""One network in a notebook or in Mesa's SolaraViz: the player's own picture as a widget (``hlmsim[solara]``).

>>> NetworkWidget.of("status_quo", weeks=52)  # a recording; set ``week``
>>> SolaraViz(model, components=[network_component])  # the model's present week
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from hlmsim.errors import InputError
from hlmsim.interface.web import WEEKS, meta
from hlmsim.interface.web.block import joined
from hlmsim.interface.web.hand_out import STATIC
from hlmsim.interface.web.recorder import Recorder
from hlmsim.interface.web.side import Side
from hlmsim.locales import system_language
from hlmsim.scenario import Scenario, load

if TYPE_CHECKING:
    from hlmsim.interface.mesa_model import HLMModel


class NetworkWidget(anywidget.AnyWidget):
    """A network of ``facts['weeks']`` weeks. week: the one shown; lang: ``fr`` or ``en``; height: pixels."""

    _esm = STATIC / "widget.js"
    facts = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    block = traitlets.Bytes().tag(sync=True)
    week = traitlets.Int(0).tag(sync=True)
    lang = traitlets.Unicode("fr").tag(sync=True)
    height = traitlets.Int(460).tag(sync=True)

    @classmethod
    def of(
        cls, scenario: Scenario | str | Path, *, weeks: int = WEEKS, seed: int = 1, lang: str | None = None
    ) -> NetworkWidget:
        """A recording of a scenario of one site. Raises InputError, ScenarioError."""
        loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
        side = Side(loaded, weeks=weeks, seed=seed)
        block = joined([block for block, _ in side.future(0, side=0, generation=0)])
        return cls(facts=meta.of_side(side), texts=meta.texts(), block=block.encode(), lang=lang or system_language())


def of_model(model: HLMModel, lang: str | None = None) -> dict[str, Any]:
    """What a widget shows of a Mesa model: its present week alone. Raises InputError when it has several sites."""
    if len(model.scenario.sites) != 1:
        raise InputError("player.one_site", name=model.scenario.name, count=len(model.scenario.sites))
    present = replace(Recorder(model.world, side=0, generation=0).present(), first=0)
    facts = {**meta.people(model.world, model.scenario), "name": model.scenario.name, "weeks": 0, "steps": []}
    return {
        "facts": facts,
        "texts": meta.texts(),
        "block": present.encode(),
        "lang": lang or system_language(),
    }


def network_component(model: HLMModel) -> Any:
    """A component for ``SolaraViz(model, components=[network_component])``."""
    import solara
    from mesa.visualization.utils import update_counter

    @solara.component  # type: ignore[attr-defined] # Solara's front door names it without exporting it
    def Network() -> None:  # noqa: N802 (components are named as classes are)
        update_counter.get()
        NetworkWidget.element(**of_model(model))

    return Network()
