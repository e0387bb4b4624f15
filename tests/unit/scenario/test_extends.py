"""The chain of files: what is inherited, what is dropped, where values stand, and which files may be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.scenario import Scenario, load, shipped

Write = Callable[..., Path]
WORKER = "levers.turnover.worker_annual"


def codes(file: Path, **how: Any) -> list[tuple[str, int | None, int | None]]:
    with pytest.raises(ScenarioError) as caught:
        load(file, **how)
    return [(one.code, one.line, one.column) for one in caught.value.faults]


def test_a_child_changes_only_what_it_says(loaded: Callable[..., Scenario]) -> None:
    base, child = load("baseline"), loaded("levers:\n  turnover: {worker_annual: 0.5}\n")
    assert {path for path in base.values if base.values[path] != child.values[path]} == {WORKER}
    assert child.values[WORKER] == 0.5
    assert child.weeks == base.weeks


def test_a_value_drops_the_provenance_that_it_replaces(loaded: Callable[..., Scenario]) -> None:
    assert load("baseline").provenance[WORKER].grade == "A"
    assert WORKER not in loaded("levers: {turnover: {worker_annual: 0.5}}\n").provenance
    given = loaded("levers: {turnover: {worker_annual: {value: 0.5, grade: C/U, source: mine}}}\n").provenance[WORKER]
    assert (given.range, given.grade, given.source) == (None, "C/U", "mine")
    widened = loaded("levers: {turnover: {worker_annual: {range: [0, 2]}}}\n").provenance[WORKER]
    assert (widened.range, widened.grade) == ((0.0, 2.0), "A")


def test_values_keep_the_place_of_the_file_that_says_them(loaded: Callable[..., Scenario]) -> None:
    child = loaded("levers:\n  turnover:\n    worker_annual: 0.5\n")
    own, inherited = child.places[WORKER], child.places["levers.posts.count"]
    assert (Path(own.file).name, own.line, own.column) == ("main.yaml", 5, 20)
    assert Path(inherited.file) == shipped.folder() / "baseline.yaml"


def test_a_fault_of_the_parent_stands_in_the_parent(faults: Callable[..., list[Fault]]) -> None:
    parent = "schema: 1\nextends: baseline.yaml\nlevers: {posts: {count: -1}}\n"
    found = faults("title: x\n", head="schema: 1\nextends: parent.yaml\n", parent__yaml=parent)
    assert [(Path(str(one.file)).name, one.line, one.column, one.code) for one in found] == [
        ("parent.yaml", 3, 25, "out_of_bounds")
    ]


def test_title_reason_and_claims_are_not_inherited(write: Write) -> None:
    file = write(
        "",
        head="schema: 1\nextends: parent.yaml\n",
        parent__yaml="schema: 1\nextends: baseline.yaml\ntitle: Parent\nwhy: Because\nnotes: n\n"
        "expect: [{outcome: support, against: baseline, sign: '+'}]\n",
    )
    child, parent = load(file), load(file.with_name("parent.yaml"))
    assert (child.title, child.why, child.expect, child.notes) == (
        {"fr": "main", "en": "main"},
        {"fr": "", "en": ""},
        (),
        None,
    )
    assert (parent.title["en"], parent.expect[0].sign) == ("Parent", "+")


def test_lists_are_replaced_and_mappings_joined(write: Write) -> None:
    parent = (
        "schema: 1\nextends: baseline.yaml\n"
        "changes:\n- {week: 9, event: crisis}\n- {week: 8, event: new_room}\n"
        "partners: {school: {capacity: 9}}\n"
    )
    file = write(
        "changes: [{week: 7, event: crisis}]\npartners: {school: {seat: 77}}\n",
        head="schema: 1\nextends: parent.yaml\n",
        parent__yaml=parent,
    )
    child = load(file)
    assert [scheduled.change.week for scheduled in child.changes] == [7]
    school = next(partner for partner in child.partners if partner.id == "school")
    assert (school.seat, school.plan.capacity) == (77, 9.0)
    assert [one.change.week for one in load(file.with_name("parent.yaml")).changes] == [8, 9]


def test_null_takes_a_partner_away_and_an_empty_heading_says_nothing(loaded: Callable[..., Scenario]) -> None:
    base = load("baseline")
    child = loaded("partners:\n  school: null\nlevers:\n  turnover:\n    # nothing yet\ncontext:\n")
    assert {partner.id for partner in base.partners} - {partner.id for partner in child.partners} == {"school"}
    assert child.values == base.values


def test_a_circle_is_refused(write: Write) -> None:
    file = write("", head="schema: 1\nextends: other.yaml\n", other__yaml="schema: 1\nextends: main.yaml\n")
    assert ("extends_cycle", 2, 10) in codes(file)
    write("", head="schema: 1\nextends: main.yaml\n")
    assert ("extends_cycle", 2, 10) in codes(file)


def test_a_very_long_chain_is_refused(tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / f"{number}.yaml").write_text(f"schema: 1\nextends: {number + 1}.yaml\n")
    assert codes(tmp_path / "0.yaml") == [("extends_too_long", 2, 10)]
    (tmp_path / "15.yaml").write_text("schema: 1\nextends: baseline.yaml\n")
    assert load(tmp_path / "0.yaml").hash == load("baseline").hash


def test_a_missing_parent_is_said_once_without_the_values_that_it_would_have_given(write: Write) -> None:
    file = write("horizon: {weeks: 0}\n", head="schema: 1\nextends: basline.yaml\n")
    assert codes(file) == [("file_not_found_near", 2, 10), ("too_low", 3, 18)]
    assert codes(write("", head="schema: 1\nextends: zzzzzz.yaml\n")) == [("file_not_found", 2, 10)]
    assert codes(write("", head="schema: 1\nextends: [a]\n")) == [("not_text", 2, 10)]


def test_beside_the_file_first_then_among_the_shipped_ones(write: Write) -> None:
    file = write(
        "", baseline__yaml=(shipped.folder() / "status_quo.yaml").read_text().replace("baseline", "concertation")
    )
    assert load(file).hash == load("concertation").hash
    exact = load(write("", head="schema: 1\nextends: exact/talk.yaml\n"))
    assert exact.hash == load("exact/talk").hash


@pytest.mark.parametrize(
    "name", ["../secret.yaml", "sub/../../secret.yaml", "link.yaml", "linked/secret.yaml", "{absolute}"]
)
def test_no_file_outside_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.yaml").write_text("schema: 1\nextends: baseline.yaml\n")
    folder = tmp_path / "mine"
    (folder / "sub").mkdir(parents=True)
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "linked").symlink_to(tmp_path)
    file = folder / "main.yaml"
    file.write_text(f"schema: 1\nextends: {name.format(absolute=tmp_path / 'secret.yaml')}\n")
    assert codes(file) == [("outside_folder", 2, 10)]


def test_data_files_stay_inside_too(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("dwelling,building\n1,1\n")
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    for name in ("../secret.csv", "link.csv", str(tmp_path / "secret.csv")):
        (folder / "main.yaml").write_text(f"schema: 1\nextends: baseline.yaml\ncontext: {{site: {{file: {name}}}}}\n")
        assert codes(folder / "main.yaml") == [("outside_folder", 3, 24)]
        assert codes(folder / "main.yaml", sets=[f"context.site.file={name}"])[0][0] == "outside_folder"


def test_shipped_scenarios_load_by_name() -> None:
    assert {"baseline", "status_quo"} <= set(shipped.names())
    for name in shipped.names():
        assert load(name).name == name


def test_a_file_that_changed_is_read_again(write: Write) -> None:
    first = load(write("horizon: {weeks: 100}\n"))
    second = load(write("horizon: {weeks: 1000}\n"))
    assert (first.weeks, second.weeks) == (100, 1000)
