"""``hlmsim play`` and ``hlmsim replay`` as a person runs them, and scenes that are written wrong."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from hlmsim.errors import ScenarioError
from hlmsim.interface.cli import main
from hlmsim.interface.web.scenes import SceneModel, read_scene, shipped_scenes
from hlmsim.interface.web.stage import LEVERS
from hlmsim.locales import has
from hlmsim.locales.catalogue import sentences
from hlmsim.locales.faults import fault as explained

LISTEN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
CODE = f"{LISTEN}; import sys; from hlmsim.interface.cli import main; sys.exit(main(sys.argv[1:]))"
SCENE = """\
schema: 1
title: {fr: Essai, en: Trial}
about: {fr: Essai, en: Trial}
a: status_quo
b: concertation
weeks: 60
steps:
  - say: {fr: Un, en: One}
    week: 0
    focus: {kind: partner, partner: food_bank}
  - say: {fr: Deux, en: Two}
    play_to: 20
    changes:
      - {side: both, week: 3, event: crisis}
      - {side: b, week: 5, lever: turnover, value: 0.5}
"""


def test_play_says_its_address_answers_and_stops_cleanly() -> None:
    asked = [sys.executable, "-c", CODE, "play", "--no-browser", "--lang", "fr"]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        asked, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        assert found, said
        door = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=10)
        door.request("GET", "/")
        assert door.getresponse().status == 200
        door.close()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, err
    assert "La page est arrêtée." in err
    assert "Traceback" not in err
    assert out == ""


def test_replay_writes_one_file_and_says_how_large(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "seance.html"
    line = ["replay", "status_quo", "concertation", "-o", str(file), "--weeks", "20", "--lang", "fr"]
    assert main([*line, "--set", "context.site.households=30", "--set", "context.site.buildings=2"]) == 0
    said = capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(r"Page écrite : .*seance\.html \(\d+ ko\)\.", said.replace("\n", "")), said
    assert file.read_text(encoding="utf-8").startswith('<!doctype html>\n<html lang="fr">')


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["play", "montreal", "--no-browser"], "168 sites"),
        (["play", "status_quo", "concertation", "no_worker", "--no-browser"], "not 3"),
        (["replay", "nowhere", "-o", "x.html"], "nowhere"),
        (["replay", "status_quo", "-o", "x.pdf"], "x.pdf"),
        (["play", "--port", "99999", "--no-browser"], "99"),
        (["play", "--weeks", "0", "--no-browser"], "0"),
    ],
)
def test_bad_input_is_told_and_ends_with_2(line: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*line, "--lang", "en"]) == 2
    assert told in capsys.readouterr().err


def test_every_lever_has_its_name_and_group_in_both_languages() -> None:
    for lever in LEVERS:
        for key in (f"player.lever.{lever.name}", f"player.group.{lever.group}"):
            assert has(key, "fr"), key
            assert has(key, "en"), key


def test_the_page_asks_for_no_sentence_that_is_missing_and_leaves_none_unused(root: Path) -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in sorted((root / "web" / "src").glob("*.ts")))
    asked = set(re.findall(r'"player\.([a-z_]+)"', source))
    begun = set(re.findall(r"`player\.([a-z_]+?)[._]\$\{", source))
    known = sentences("player", "en").keys()
    assert {key for key in asked if key not in known and f"{key}.one" not in known} == set()
    assert {word for word in begun if not any(re.match(rf"{word}[._]", key) for key in known)} == set()
    doors = "\n".join(file.read_text(encoding="utf-8") for file in (root / "hlmsim" / "interface").rglob("*.py"))
    python = set(re.findall(r"['\"]player\.([a-z_.]+)['\"]", doors))
    drawn = {key for key in known if any(re.match(rf"{word}[._]", key) for word in begun)}
    counted = {f"{key}.{form}" for key in asked | python for form in ("one", "other")}
    states = {"play", "pause"}  # the button's two names
    assert known - asked - python - drawn - counted - states == set()


def test_three_stories_come_with_it_each_of_six_to_ten_steps() -> None:
    scenes = [read_scene(file) for file in shipped_scenes()]
    assert len(scenes) == 3
    for scene in scenes:
        assert 6 <= len(scene.steps) <= 10
        for step in (*scene.steps, {"say": scene.title}, {"say": scene.about}):
            assert step["say"]["fr"] != step["say"]["en"]


def test_a_scene_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(SCENE, encoding="utf-8")
    scene = read_scene(file)
    assert (scene.name, scene.a, scene.b, scene.weeks) == ("mine", "status_quo", "concertation", 60)
    assert scene.steps[0]["focus"] == {"kind": "partner", "place": 0, "side": 1}
    assert scene.steps[0]["steps"] == [[], []]
    crisis = {"week": 3, "event": "crisis"}
    assert scene.steps[1]["steps"] == [[crisis], [crisis, {"week": 5, "lever": "turnover", "value": 0.5}]]


@pytest.mark.parametrize(
    ("before", "after", "line", "path"),
    [
        ("week: 0\n", "wek: 0\n", 9, "steps.0.wek"),
        ("play_to: 20", "play_to: 61", 12, "steps.1.play_to"),
        ("partner: food_bank", "partner: food_bnak", 10, "steps.0.focus"),
        ("event: crisis", "event: flood", 14, "steps.1.changes.0.event"),
        ("lever: turnover, value: 0.5", "lever: turnover", 15, "steps.1.changes.1"),
        ("value: 0.5", "value: 5", 15, "steps.1.changes.1"),
        ("side: b,", "side: c,", 15, "steps.1.changes.1.side"),
        ("week: 5", "week: 60", 15, "steps.1.changes.1"),
        ("a: status_quo", "a: montreal", 4, "a"),
        ("kind: partner, partner: food_bank", "kind: household, number: 999", 10, "steps.0.focus"),
        ("kind: partner, partner: food_bank", "kind: worker, number: 2", 10, "steps.0.focus"),
        ("play_to: 20", "week: 21\n    play_to: 20", 13, "steps.1.play_to"),
        ("play_to: 20", "week: 21\n    predict: true\n    judge: 20", 14, "steps.1.judge"),
        ("week: 0\n", "play_to: 30\n    week: 25\n", 13, "steps.1.play_to"),
        ("schema: 1", "schema: 2", 1, "schema"),
        ("say: {fr: Un, en: One}", "say: {}", 8, "steps.0.say"),
    ],
)
def test_a_scene_written_wrong_is_told_where(tmp_path: Path, before: str, after: str, line: int, path: str) -> None:
    file = tmp_path / "wrong.yaml"
    assert before in SCENE
    file.write_text(SCENE.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_scene(file)
    fault = caught.value.faults[0]
    assert (fault.line, fault.path) == (line, path)
    for lang in ("fr", "en"):
        assert explained(fault, lang)


def test_all_faults_of_a_scene_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(
        SCENE.replace("play_to: 20", "play_to: 61").replace("value: 0.5", "value: 5").replace("food_bank", "bank"),
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        read_scene(file)
    assert len(caught.value.faults) == 3


def test_what_the_guide_says_of_scenes_is_what_is_read(root: Path) -> None:
    """Every key of a step is told in the guide, in both languages."""
    guide = (root / "docs" / "player.md").read_text(encoding="utf-8")
    english, french = guide.split("# Le lecteur", 1)
    step = SceneModel.model_json_schema()["$defs"]["StepModel"]["properties"]
    for key in step:
        assert f"`{key}`" in english, key
        assert f"`{key}`" in french, key
    for text in (english, french):
        example = re.search(r"```yaml\n(schema: 1\n.*?)```", text, re.DOTALL)
        assert example
        assert SceneModel.model_validate(yaml.safe_load(example[1]))
