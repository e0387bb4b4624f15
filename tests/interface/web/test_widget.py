"""The widget: what it holds, in a notebook and beside Mesa's own components, and its picture in a browser."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from hlmsim.errors import InputError
from hlmsim.interface.mesa_model import HLMModel
from hlmsim.interface.web.block import decode
from hlmsim.interface.web.widget import NetworkWidget, network_component, of_model
from hlmsim.scenario import Scenario, load


@pytest.fixture(scope="module")
def small() -> Scenario:
    return load("status_quo", sets=["context.site.households=30", "context.site.buildings=2"])


def test_a_widget_holds_a_recording(small: Scenario) -> None:
    widget = NetworkWidget.of(small, weeks=12, lang="en")
    block = decode(widget.block)
    assert (block.weeks, widget.week, widget.lang) == (13, 0, "en")
    assert len(widget.facts["buildings"]) == block.households.shape[1] == 30
    assert json.dumps(widget.facts)
    widget.close()


def test_of_a_mesa_model_it_shows_the_present_week(small: Scenario) -> None:
    model = HLMModel(small, rng=2)
    before = decode(of_model(model, "fr")["block"])
    for _ in range(30):
        model.step()
    shown = of_model(model, "fr")
    now = decode(shown["block"])
    assert now.weeks == 1
    assert shown["facts"]["weeks"] == 0
    assert not np.array_equal(now.households, before.households)
    security = model.world.state.households["security"]
    assert np.allclose(now.households[0, :, 1] >> 4, security * 15, atol=0.51)


def test_several_sites_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        of_model(HLMModel("montreal", rng=1))
    assert caught.value.code == "player.one_site"


def test_it_stands_beside_mesas_own_components(small: Scenario) -> None:
    import ipyvuetify
    import solara
    from mesa.visualization import SolaraViz

    model = solara.reactive(HLMModel(small.with_({"horizon.weeks": 60}), rng=1))

    @solara.component
    def page() -> None:
        SolaraViz(model, components=[network_component])

    _, rendered = solara.render(solara.AppLayout(children=[page()]), handle_error=False)
    first = rendered.find(NetworkWidget).widget.block
    step = next(b for b in rendered.find(ipyvuetify.Btn).widgets if b.children == ["Step"])
    for _ in range(3):
        step.click()
    assert model.value.week == 3
    assert rendered.find(NetworkWidget).widget.block != first
    assert rendered.find(NetworkWidget).widget.block == of_model(model.value)["block"]
    rendered.close()


def test_its_picture_is_drawn_without_the_network(small: Scenario, tab: Page) -> None:
    """The module as a notebook loads it, with a stand-in for the widget's model."""
    widget = NetworkWidget.of(small, weeks=12, lang="fr")
    held: dict[str, Any] = {name: getattr(widget, name) for name in ("facts", "texts", "week", "lang", "height")}
    module = base64.b64encode(str(NetworkWidget._esm).encode()).decode()
    block = base64.b64encode(widget.block).decode()
    script = """async ([module, block, held]) => {
        const code = new TextDecoder().decode(Uint8Array.from(atob(module), (c) => c.charCodeAt(0)));
        const esm = await import(URL.createObjectURL(new Blob([code], {type: "text/javascript"})));
        const bytes = Uint8Array.from(atob(block), (c) => c.charCodeAt(0));
        const changes = {};
        window.model = {values: {...held, block: new DataView(bytes.buffer)}, get: (name) => window.model.values[name],
            on: (event, then) => (changes[event] = then), off: () => {}, changes};
        const el = document.createElement("div");
        document.body.append(el);
        esm.default.render({model: window.model, el});
    }"""
    inked = """() => { const c = document.querySelector("canvas");
        const all = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let k = 3; k < all.length; k += 4) n += all[k] > 0; return n; }"""
    tab.context.set_offline(True)
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.evaluate(script, [module, block, held])
    end = time.monotonic() + 10
    while tab.evaluate(inked) < 5000 and time.monotonic() < end:
        time.sleep(0.05)
    assert tab.evaluate(inked) >= 5000
    assert "semaine 0" in tab.locator("canvas").get_attribute("aria-label").lower()  # type: ignore[union-attr]
    tab.evaluate("() => { model.values.week = 9; model.changes['change:week'](); }")
    assert "semaine 9" in tab.locator("canvas").get_attribute("aria-label").lower()  # type: ignore[union-attr]
    assert wrong == []
    widget.close()
