"""The description of the model is made from the model: nothing left out, and the committed page is up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from hlmsim.engine.draws import decisions as declared
from hlmsim.locales import LANGUAGES
from hlmsim.locales.catalogue import sentences
from hlmsim.model.names import EVENTS
from hlmsim.model.outcomes import OUTCOMES
from hlmsim.model.tables import JOURNAL_ENTRIES
from hlmsim.model.week import PARAMETERS, WEEK
from hlmsim.report import description
from hlmsim.report.description import PARTS, TABLES, column_keys, main, rewritten
from tests.parity import missing

COMMAND = "python -m hlmsim.report.description docs/model.md"


def test_every_column_has_its_sentence_and_no_sentence_is_left_over() -> None:
    assert missing(column_keys()) == []
    known = {f"columns.{key}" for lang in LANGUAGES for key in sentences("columns", lang)}
    assert {key for key in known if not key.startswith("columns.heading.")} == set(column_keys())


def test_the_committed_page_is_what_the_code_says(root: Path) -> None:
    page = (root / "docs" / "model.md").read_text(encoding="utf-8")
    assert [name for name in PARTS if f"<!-- generated: {name} -->" not in page] == []
    assert rewritten(page, "en") == page, COMMAND


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_entity_stands_in_the_tables(lang: str) -> None:
    said = description.entities(lang)
    for table in TABLES:
        start = said.index(f"**`{table.name}`**")
        assert all(f"| `{column.name}` |" in said[start:] for column in table)
    assert said.count("\n| `") == sum(len(table.columns) for table in TABLES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_outcome_and_event_has_its_row(lang: str) -> None:
    assert description.parameters(lang).count("\n| `") == len(PARAMETERS)
    assert description.outcomes(lang).count("\n| `") == len(OUTCOMES)
    assert description.events(lang).count("\n| `") == len(EVENTS) + len(JOURNAL_ENTRIES)


def test_the_week_is_told_in_order() -> None:
    said = description.the_week("en")
    places = [said.index(f"| {place} | `{process.__name__}` |") for place, process in enumerate(WEEK, 1)]
    assert places == sorted(places)
    assert "a household moves out, another takes the dwelling" in said


def test_every_draw_of_the_model_is_listed() -> None:
    said = description.decisions("en")
    rows = {line.split(" | ")[0].removeprefix("| ") for line in said.splitlines()[2:]}
    assert {"household moves out", "worker gives notice", "two neighbours are close"} <= rows
    assert rows <= set(declared())


def test_a_row_holds_value_range_grade_and_source_side_by_side() -> None:
    [row] = [line for line in description.parameters("en").splitlines() if line.startswith("| `worker_annual` |")]
    cells = row.strip("| ").split(" | ")
    assert cells[1:3] == ["0.31", "0.155 … 0.62"]
    assert cells[5] == "A"
    assert "CSMO" in cells[7]


def test_every_number_set_by_hand_is_owned_up_to(root: Path) -> None:
    said = description.by_hand("en")
    lines = (root / "scenarios" / "baseline.yaml").read_text(encoding="utf-8").splitlines()
    assert said.count("\n| `context.") == sum(description.BY_HAND in line for line in lines) > 0


def test_a_page_is_rewritten_between_its_marks_only(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- generated: events -->\nold\n<!-- end -->\nafter <!-- end -->\n", encoding="utf-8")
    main([str(page), "fr"])
    once = page.read_text(encoding="utf-8")
    assert once.startswith("before\n<!-- generated: events -->\n\n| Événement | Sens |")
    assert once.endswith("|\n\n<!-- end -->\nafter <!-- end -->\n")
    assert "old" not in once
    main([str(page), "fr"])
    assert page.read_text(encoding="utf-8") == once


def test_an_unknown_part_is_noticed() -> None:
    with pytest.raises(KeyError):
        rewritten("<!-- generated: nothing -->\n<!-- end -->", "en")
