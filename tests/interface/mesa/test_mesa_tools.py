"""Mesa's own tools take the model as it is: batch_run, DataCollector, SolaraViz."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from typing import Any

import mesa
import pytest

from hlmsim.interface.mesa_model import HLMModel, Tenant
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.scenario import Scenario


@pytest.fixture
def _start_method() -> Iterator[None]:
    """Put back what ``mesa.batch_run`` sets for the whole process."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield
    multiprocessing.set_start_method(before, force=True)


@pytest.mark.usefixtures("_start_method")
def test_batch_run_varies_parameters_and_seeds(small: Scenario) -> None:
    rows = mesa.batch_run(
        HLMModel,
        {"scenario": small, "levers__concertation__meeting_interval_weeks": [4, 26]},
        rng=[1, 2],
        data_collection_period=-1,
        display_progress=False,
    )
    assert len(rows) == 4
    assert {row["Step"] for row in rows} == {small.weeks}
    for row in rows:
        interval = row["levers__concertation__meeting_interval_weeks"]
        varied = small.with_({"levers.concertation.meeting_interval_weeks": interval})
        world = build(varied.blueprint(), study_seed=row["rng"])
        advance(world, varied.weeks)
        last = world.state.by_week[-1]
        assert row["contacts"] == last["contacts"]
        assert row["hours_meetings"] == last["hours"][4]
        assert row["density"] == last["density"]


@pytest.mark.usefixtures("_start_method")
def test_batch_run_takes_names_of_scenarios() -> None:
    rows = mesa.batch_run(
        HLMModel, {"scenario": ["status_quo", "concertation"]}, rng=1, max_steps=2, display_progress=False
    )
    assert [(row["scenario"], row["Step"]) for row in rows] == [("status_quo", 2), ("concertation", 2)]


def test_agent_reporters_by_type(small: Scenario) -> None:
    model = HLMModel(small, rng=1, agenttype_reporters={Tenant: {"trust": "trust_worker"}})
    for _ in range(3):
        model.step()
    collected = model.datacollector.get_agenttype_vars_dataframe(Tenant)
    assert len(collected) == 3 * 40
    assert collected.loc[3.0, "trust"].tolist() == model.world.state.households["trust_worker"].tolist()


class Page:
    """SolaraViz in Solara's own test rendering, with its buttons by label."""

    def __init__(self, model: Any, params: dict[str, Any]) -> None:
        import solara
        from mesa.visualization import SolaraViz, make_plot_component

        @solara.component
        def page() -> None:
            SolaraViz(model, components=[make_plot_component("service_access")], model_params=params)

        _, self.rendered = solara.render(solara.AppLayout(children=[page()]), handle_error=False)

    def press(self, label: str) -> None:
        import ipyvuetify

        buttons = [button for button in self.rendered.find(ipyvuetify.Btn).widgets if button.children == [label]]
        assert len(buttons) == 1
        buttons[0].click()

    def count(self, widget: Any) -> int:
        return len(self.rendered.find(widget).widgets)


@pytest.fixture
def pages() -> Iterator[list[Page]]:
    made: list[Page] = []
    yield made
    for page in made:
        page.rendered.close()


def test_solara_shows_steps_and_starts_again(small: Scenario, pages: list[Page]) -> None:
    import ipyvuetify
    import ipywidgets
    import solara
    from mesa.visualization import Slider

    shown = solara.reactive(HLMModel(small.with_({"horizon.weeks": 6}), rng=1))
    sliders = {"levers__turnover__worker_annual": Slider("Turnover", 0.31, 0.0, 2.0, 0.01), "rng": 3}
    pages.append(page := Page(shown, sliders))
    assert page.count(ipywidgets.Image) == 1
    for _ in range(7):
        page.press("Step")
    first = shown.value
    assert (first.week, first.running) == (6, False)
    page.press("Reset")
    again = shown.value
    assert again is not first
    assert (again.week, again.study_seed, again.scenario.weeks) == (0, 3, 6)
    assert again.scenario.values["levers.turnover.worker_annual"] == 0.31
    page.press("Step")
    assert again.week == 1
    assert page.count(ipyvuetify.Alert) == 0


def test_solara_shows_the_model_as_it_comes(pages: list[Page]) -> None:
    import ipyvuetify

    pages.append(page := Page(HLMModel(), {}))
    page.press("Step")
    page.press("Reset")
    page.press("Step")
    assert page.count(ipyvuetify.Alert) == 0
