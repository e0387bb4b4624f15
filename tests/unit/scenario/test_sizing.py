"""Numbers that follow the size of the only site: by which rule, which of them, and what they are not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hlmsim.errors import ScenarioError
from hlmsim.locales import LANGUAGES, fault
from hlmsim.scenario import Scenario, load
from hlmsim.scenario.editor_schema import json_schema
from hlmsim.scenario.writing import to_yaml

COUNT, HOURS = "levers.posts.count", "levers.posts.hours_a_week"
COORDINATION, CAPACITY = "levers.concertation.coordinator_hours", "levers.partners.capacity_factor"
LISTED = ("levers.posts", COORDINATION, CAPACITY)
Make = Callable[..., Scenario]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A site of so many dwellings whose hours follow, or the scenario that changes it."""

    def make(dwellings: int, more: str = "", child: str = "", of: Any = LISTED, sets: tuple[str, ...] = ()) -> Scenario:
        rows = "".join(f"{n},{n % 3}\n" for n in range(dwellings))
        (tmp_path / "a.csv").write_text(f"dwelling,building\n{rows}")
        site = f"{{file: a.csv, in_proportion: {{written_for: 170, of: {json.dumps(of)}}}}}"
        (tmp_path / "a.yaml").write_text(f"schema: 1\nextends: status_quo.yaml\ncontext: {{site: {site}}}\n{more}")
        (tmp_path / "b.yaml").write_text(f"schema: 1\nextends: a.yaml\n{child}")
        return load(tmp_path / ("b.yaml" if child else "a.yaml"), sets)

    return make


def numbers(scenario: Scenario) -> list[float]:
    """Posts, their hours, coordination, capacity."""
    return [round(float(scenario.values[path]), 3) for path in (COUNT, HOURS, COORDINATION, CAPACITY)]


@pytest.mark.parametrize(
    ("dwellings", "wanted"),
    [(48, [1, 9.882, 0.847, 0.282]), (170, [1, 35, 3, 1]), (240, [2, 24.706, 3, 1.412])],
)
def test_a_smaller_site_has_its_share_and_a_larger_one_more_posts(
    make: Make, dwellings: int, wanted: list[float]
) -> None:
    found = make(dwellings)
    assert numbers(found) == wanted
    assert found.warnings == ()
    assert not set(LISTED) & set(found.provenance)
    assert Path(found.places[COUNT].file).name == "a.yaml"


def test_what_another_file_writes_is_as_it_stands(make: Make) -> None:
    change = "levers: {concertation: {coordinator_hours: {add: 2}}, posts: {count: {add: 1}}}\n"
    assert numbers(make(48, child=change)) == [2, 9.882, 2.847, 0.282]
    assert numbers(make(240, child="levers: {posts: {hours_a_week: 21}}\n")) == [2, 21, 3, 1.412]
    assert numbers(make(240, child="levers: {posts: {count: 4}}\n"))[0] == 4
    assert numbers(make(48, sets=(f"{HOURS}=20", f"{COORDINATION}={{times: 2}}"))) == [1, 20, 1.694, 0.282]
    assert numbers(make(48).with_({HOURS: 20})) == [1, 20, 0.847, 0.282]


def test_resolved_it_says_numbers_alone(make: Make, tmp_path: Path) -> None:
    found = make(48)
    text = to_yaml(found)
    assert "in_proportion" not in text
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "c.yaml").hash == found.hash


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"more": "levers: {posts: {hours_a_week: 21}}\n"}, "both_given"),
        ({"of": ["levers.turnover.worker_annual"]}, "not_in_proportion"),
        ({"of": ["levers.posts", "levers.posts"]}, "word_twice"),
        ({"of": ["levers.zzzz"]}, "no_such_parameter"),
        ({"of": "levers.posts"}, "not_a_list"),
        ({"sets": ("context.site.in_proportion.written_for=100",)}, "not_changeable"),
        ({"child": "context: {site: {file: a.csv, in_proportion: {written_for: 0}}}\n"}, "too_low"),
    ],
)
def test_what_cannot_follow_is_refused(make: Make, how: dict[str, Any], code: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        make(48, **how)
    assert [one.code for one in caught.value.faults] == [code]
    assert all(fault(one, lang) for one in caught.value.faults for lang in LANGUAGES)


def test_it_asks_for_dwellings(tmp_path: Path) -> None:
    site = "{in_proportion: {written_for: 170, of: [levers.posts]}}"
    (tmp_path / "a.yaml").write_text(f"schema: 1\nextends: status_quo.yaml\ncontext: {{site: {site}}}\n")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "a.yaml")
    assert [one.code for one in caught.value.faults] == ["proportion_needs_dwellings"]


def test_editors_know_it() -> None:
    said = {"written_for": 170, "of": ["levers.posts"]}
    file = {"schema": 1, "context": {"site": {"file": "a.csv", "in_proportion": said}}}
    assert jsonschema.Draft202012Validator(json_schema()).is_valid(file)
