"""The JSON Schema that editors read, and the file that ``hlmsim new`` writes."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from hlmsim.engine.parameters import Parameter
from hlmsim.model.week import PARAMETERS
from hlmsim.scenario import json_schema, load, new_scenario_text, shipped

FILES = sorted(path for path in shipped.folder().rglob("*.yaml") if path.parent.name != "scenes")


def told(path: str) -> str:
    return f"the meaning of {path}, at some length so that it must be wrapped on several lines to be read with ease"


def test_the_schema_is_a_schema_and_says_what_parameters_mean() -> None:
    schema = json_schema(told)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    text = str(schema)
    assert all(told(parameter.path) in text for parameter in PARAMETERS)
    assert told("context.site.households") in text
    assert "the meaning of" not in str(json_schema())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_shipped_files_are_valid(file: Path) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    assert list(validator.iter_errors(yaml.safe_load(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "text",
    [
        "schema: 2",
        "{}",
        "{schema: 1, titel: x}",
        "{schema: 1, levers: {turnover: {worker_annual: -1}}}",
        "{schema: 1, levers: {turnover: {worker_annual: {value: 1, rang: [0, 1]}}}}",
        "{schema: 1, levers: {founding: {trigger: other}}}",
        "{schema: 1, changes: [{event: crisis}]}",
        "{schema: 1, partners: {a: {domains: [none]}}}",
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(text: str) -> None:
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(yaml.safe_load(text))


def test_a_new_scenario_says_every_lever_and_changes_nothing(tmp_path: Path) -> None:
    text = new_scenario_text("mine", "status_quo", told)
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    mine = load(tmp_path / "mine.yaml")
    assert (mine.hash, mine.title["fr"]) == (load("status_quo").hash, "mine")
    assert max(map(len, text.split("\n"))) <= 120
    assert told(_lever().path)[:40] in text


@pytest.mark.parametrize("parameter", [p for p in PARAMETERS if p.path.startswith("levers.")], ids=lambda p: p.path)
def test_a_commented_lever_works_once_uncommented(parameter: Parameter, tmp_path: Path) -> None:
    word = parameter.path.rpartition(".")[2]
    group = parameter.path.split(".")[1]
    lines = new_scenario_text("mine", "status_quo").split("\n")
    start = lines.index(f"  {group}:")
    place = next(number for number in range(start, len(lines)) if lines[number].startswith(f"    # {word}: "))
    lines[place] = lines[place].replace("# ", "", 1)
    (tmp_path / "mine.yaml").write_text("\n".join(lines), encoding="utf-8")
    mine = load(tmp_path / "mine.yaml")
    assert mine.hash == load("status_quo").hash
    assert Path(mine.places[parameter.paths[0]].file).name == "mine.yaml"


def test_a_new_scenario_from_a_file_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text("schema: 1\nextends: baseline.yaml\nhorizon: {weeks: 99}\n")
    text = new_scenario_text("été", tmp_path / "parent.yaml")
    assert "extends: parent.yaml" in text
    (tmp_path / "child.yaml").write_text(text, encoding="utf-8")
    assert (load(tmp_path / "child.yaml").weeks, load(tmp_path / "child.yaml").title["en"]) == (99, "été")


def _lever() -> Parameter:
    return next(parameter for parameter in PARAMETERS if parameter.path.startswith("levers."))
