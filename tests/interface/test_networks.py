"""The networks of a page are those of the runs that were made; only a folder without them simulates again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hlmsim.interface import networks
from hlmsim.interface.networks import networks_of
from hlmsim.report.figures import rendered
from hlmsim.report.network_chart import network_figure
from hlmsim.runs import scenes
from hlmsim.scenario import load


@pytest.fixture
def folder(made, tmp_path) -> Path:
    """A copy of what the pictures need of the comparison."""
    for name in ("manifest.json", "scenarios", "networks"):
        (tmp_path / name).symlink_to(made.out / name)
    return tmp_path


def test_nothing_is_simulated_again(folder, monkeypatch) -> None:
    monkeypatch.setattr(networks, "_simulated", lambda *_: pytest.fail("simulated again"))
    found = networks_of(folder, ["small", "other"], "fr")
    assert [[scene.week for scene in one.scenes] for one in found.values()] == [[20, 60]] * 2


@pytest.mark.parametrize("broken", ["gone", "cut", "of another run"])
def test_what_was_kept_shows_what_is_simulated(folder, broken) -> None:
    kept = networks_of(folder, ["small"], "fr")["small"]
    content = (folder / "networks" / "small.json").read_text(encoding="utf-8")
    (folder / "networks").unlink()
    if broken != "gone":
        (folder / "networks").mkdir()
        other = content[:-40] if broken == "cut" else content.replace('"key":"', '"key":"0')
        (folder / "networks" / "small.json").write_text(other, encoding="utf-8")
    again = networks_of(folder, ["small"], "fr")["small"]
    drawn = [rendered(network_figure(one, "Réseau", lang="fr", burn_in=20), "svg") for one in (kept, again)]
    assert drawn[0] == drawn[1]


def test_only_what_can_be_drawn_is_kept(made) -> None:
    small = load(made.base)
    assert scenes.can_be_drawn(small)
    assert not scenes.can_be_drawn(small.with_({"context.site.households": scenes.MOST_HOUSEHOLDS + 1}))
    assert not scenes.can_be_drawn(load("montreal"))
    facts = json.loads((made.out / "networks" / "small.json").read_text(encoding="utf-8"))["scenes"][0]
    assert {tuple(sorted(node[1])) for node in facts["nodes"] if node[1]["entity"] == "household"} == {
        ("active_needs", "building", "entity")
    }
