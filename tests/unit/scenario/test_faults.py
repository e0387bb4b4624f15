"""Every fault: its code, its line and column, its path, and a sentence in both languages that its facts complete."""

# ruff: noqa: E501 (one fault a line)

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.locales import LANGUAGES, fault
from hlmsim.scenario import Scenario, load, memory
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.numbers import Part
from hlmsim.scenario.tree import Place, planted
from hlmsim.scenario.validation import checked

PARTNER = (
    "{seat: 40, kind: school, domains: [health], capacity: 1, "
    "preferences: {accompaniment: 1, outreach: 0, collective: 0, environment: 0}"
)
CSV = "dwelling,building\n1,A\n2,A\n"
HEADING = "id,seat,kind,domains,capacity,accompaniment,outreach,collective,environment\n"
XML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'

DRAWN = "sites: {{count: 2, draw: 1, dwellings_per_building: 9, size: {{distribution: fixed, mean: 9}}, {0}}}"
KINDS = (
    "sites: {{count: 2, draw: 1, kinds: {{a: {{share: 1, size: {{distribution: fixed, mean: 9}}, "
    "dwellings_per_building: 9, {0}}}}}}}"
)
TERRITORIES = (
    "sites: {count: 6, draw: 1, dwellings_per_building: 9, size: {distribution: fixed, mean: 9}}\n"
    "territories: {sites_each: 3, written_for: 18}\n"
)

# code, text after the two lines of heading, line, column, path
IN_THE_FILE: list[tuple[str, str, int, int, str | None]] = [
    # reading
    ("unprintable", "title: a\x01b", 3, 9, None),
    ("unprintable", 'title: "a\\x1b[31mb"', 3, 8, "title"),
    ("unprintable", 'title: {fr: "a\\u202Eb"}', 3, 13, "title.fr"),
    ("unprintable", "title: a\u200bb", 3, 9, None),
    ("unprintable", '"tit\\nle": a', 3, 1, None),
    ("unprintable", 'partners: {"a\\x07": {seat: 99}}', 3, 12, "partners"),
    ("stray_word", "title: {fr: Bonjour, monde, en: Hello}", 3, 22, "title"),
    ("stray_word", "horizon: {weeks:60, burn_in: 4}", 3, 11, "horizon"),
    ("not_a_number_near", "levers: {turnover: {worker_annual: 0,40}}", 3, 36, "levers.turnover.worker_annual"),
    ("not_a_number_near", "levers: {turnover: {worker_annual: 31,5 %}}", 3, 36, "levers.turnover.worker_annual"),
    ("not_a_number_near", "changes: [{week: 4, set: {levers.turnover.worker_annual: 0,4}}]", 3, 58,
     "changes.0.set.levers.turnover.worker_annual"),
    ("comma_in_list", "levers: {turnover: {worker_annual: {value: 0.3, range: [0,25, 0,35]}}}", 3, 57,
     "levers.turnover.worker_annual.range.0"),
    ("comma_either", "horizon: {weeks: 1,000}", 3, 18, "horizon.weeks"),
    ("comma_either", "horizon:\n  weeks: 1,000", 4, 10, "horizon.weeks"),
    ("number_in_quotes", 'levers: {posts: {hours_a_week: "17.5"}}', 3, 32, "levers.posts.hours_a_week"),
    ("list_empty", "sites: {count: 2, draw: 1, in_proportion: {written_for: 9, of: []}}", 3, 60,
     "sites.in_proportion.of"),
    ("yaml_bracket_extra", "horizon: {weeks: 60}}", 3, 21, None),
    ("none_or_inherited", "partners:", 3, 1, "partners"),
    ("none_or_inherited", "partners: ~", 3, 1, "partners"),
    ("no_such_partner_near", "partners: {schol: null}", 3, 12, "partners.schol"),
    ("unknown_key_near", "tilte:", 3, 1, "tilte"),
    ("unknown_key", "levers: {turnover: {something_else: ~}}", 3, 21, "levers.turnover.something_else"),
    ("unknown_key_near", "horizon: {weks: null}", 3, 11, "horizon.weks"),
    ("several_documents", "---\na: 1", 3, 1, None),
    ("too_deep", "title: " + "[" * 60, 3, 48, "title" + ".0" * 40),
    ("yaml_character", "title: @b", 3, 8, None),
    ("yaml_colon", "title: a: b", 3, 9, None),
    ("yaml_bracket", "title: {fr: a", 3, 8, None),
    ("yaml_quote", 'title: "a', 3, 8, None),
    ("yaml_escape", 'title: "\\q"', 3, 9, None),
    ("yaml_indent", "title: 'it's'", 3, 12, None),
    ("anchor", "title: &a x", 3, 8, "title"),
    ("alias", "title: *a", 3, 8, "title"),
    ("merge_key", "<<: {title: x}", 3, 1, None),
    ("tag", "title: !!str x", 3, 8, "title"),
    ("key_not_text", "? [a]\n: 1", 3, 3, None),
    ("key_not_text", "'': 1", 3, 1, None),
    ("duplicate_key", "title: a\nwhy: b\ntitle: c", 5, 1, "title"),
    ("not_finite", "levers: {turnover: {worker_annual: .inf}}", 3, 36, "levers.turnover.worker_annual"),
    ("not_finite", "levers: {turnover: {worker_annual: 1e999}}", 3, 36, "levers.turnover.worker_annual"),
    # shape
    ("unknown_key", "zzzz: 1", 3, 1, "zzzz"),
    ("unknown_key_near", "titel: x", 3, 1, "titel"),
    ("unknown_key_near", "levers:\n  turnover: {worker_anual: 1}", 4, 14, "levers.turnover.worker_anual"),
    ("key_missing", "changes:\n  - {event: crisis}", 4, 5, "changes.0.week"),
    ("value_missing", "levers: {turnover: {worker_annual: null}}", 3, 21, "levers.turnover.worker_annual"),
    ("not_a_mapping", "levers: 3", 3, 9, "levers"),
    ("not_a_list", "changes: 3", 3, 10, "changes"),
    ("not_text", "title: {fr: 3}", 3, 13, "title.fr"),
    ("not_true_false", "partners: {school: {present: yes}}", 3, 30, "partners.school.present"),
    ("not_a_number", "horizon: {weeks: many}", 3, 18, "horizon.weeks"),
    ("not_a_number", "horizon: {weeks: 20:30}", 3, 18, "horizon.weeks"),
    ("not_a_number", "horizon: {weeks: true}", 3, 18, "horizon.weeks"),
    ("not_a_number_near", "context: {demography: {move_out: '0,31'}}", 3, 34, "context.demography.move_out"),
    ("not_a_number_near", "context: {demography: {move_out: 31 %}}", 3, 34, "context.demography.move_out"),
    ("not_whole", "levers: {posts: {count: 1.5}}", 3, 25, "levers.posts.count"),
    ("out_of_bounds", "context: {demography: {move_out: 1.5}}", 3, 34, "context.demography.move_out"),
    ("out_of_bounds", "levers: {posts: {count: 2001}}", 3, 25, "levers.posts.count"),
    ("too_low", "horizon: {weeks: 0}", 3, 18, "horizon.weeks"),
    ("too_high", "partners: {school: {seat: 1000000}}", 3, 27, "partners.school.seat"),
    ("unknown_word", "levers: {founding: {trigger: zzz}}", 3, 30, "levers.founding.trigger"),
    ("unknown_word_near", "levers: {founding: {trigger: crises}}", 3, 30, "levers.founding.trigger"),
    ("bad_range", "levers: {posts: {count: {value: 1, range: [1]}}}", 3, 36, "levers.posts.count.range"),
    ("range_reversed", "levers: {posts: {count: {value: 1, range: [2, 1]}}}", 3, 43, "levers.posts.count.range"),
    ("bad_grade", "levers: {posts: {count: {value: 1, grade: Z}}}", 3, 43, "levers.posts.count.grade"),
    ("text_missing", "title: {}", 3, 8, "title"),
    ("no_dwelling", "context: {site: {dwellings: []}}", 3, 18, "context.site.dwellings"),
    ("empty_name", "context: {site: {dwellings: [{dwelling: '', building: 1}]}}", 3, 41, "context.site.dwellings.0.dwelling"),
    # what cannot be
    ("burn_in_beyond", "horizon: {weeks: 52, burn_in: 52}", 3, 31, "horizon.burn_in"),
    ("shares_not_one", "levers: {actions: {portfolio: {outreach: 1}}}", None, None, "levers.actions.portfolio"),  # type: ignore[list-item] # the first share stands in the baseline
    ("shares_not_one", "partners: {school: {preferences: {outreach: 1}}}", 3, 21, "partners.school.preferences"),
    ("more_buildings", "context: {site: {households: 5, buildings: 6}}", 3, 44, "context.site.buildings"),
    ("seat_twice", f"partners: {{new: {PARTNER}}}, newer: {PARTNER}}}}}", 3, 166, "partners.newer.seat"),
    ("seat_twice", "sites:\n- {seat: 0, households: 9, buildings: 1}\n- {seat: 0, households: 9, buildings: 1}", 5, 10, "sites.1.seat"),
    ("no_site", "sites: []", 3, 1, "sites"),
    ("site_unused", "context: {site: {households: 3}}\nsites: [{seat: 0, households: 9, buildings: 1}]", 3, 11, "context.site"),
    ("both_given", "context: {site: {households: 3, dwellings: [{dwelling: 1, building: 1}]}}", 3, 18, "context.site.households"),
    ("ties_without_dwellings", "context: {site: {ties: [{first: 1, second: 2}]}}", 3, 18, "context.site.ties"),
    ("no_such_site", "partners: {school: {sites: [7]}}", 3, 29, "partners.school.sites.0"),
    ("no_such_site", "changes: [{week: 1, event: crisis, site: 9}]", 3, 42, "changes.0.site"),
    ("no_such_partner", "changes: [{week: 1, event: partner_arrival, partner: zz}]", 3, 54, "changes.0.partner"),
    ("no_such_partner_near", "changes: [{week: 1, event: partner_arrival, partner: shool}]", 3, 54, "changes.0.partner"),
    ("no_such_post", "changes: [{week: 1, event: worker_departure, post: 2}]", 3, 52, "changes.0.post"),
    ("partner_without_domain", "partners: {school: {domains: []}}", 3, 21, "partners.school.domains"),
    ("partner_without_site", "partners: {school: {sites: []}}", 3, 21, "partners.school.sites"),
    ("word_twice", "partners: {school: {domains: [health, rights, health]}}", 3, 47, "partners.school.domains.2"),
    ("size_does_not_use", "sites: {count: 2, size: {distribution: fixed, mean: 9, spread: 1}, dwellings_per_building: 9, draw: 1}", 3, 56, "sites.size.spread"),
    ("key_missing", "sites: {count: 2, size: {distribution: fixed}, dwellings_per_building: 9, draw: 1}", 3, 19, "sites.size.mean"),
    ("key_missing", "sites: {count: 2, size: {distribution: list, values: []}, dwellings_per_building: 9, draw: 1}", 3, 19, "sites.size.values"),
    ("key_missing", "sites: {count: 2, dwellings_per_building: 9, draw: 1}", 3, 1, "sites.size"),
    ("key_missing", "sites: {count: 2, size: {distribution: fixed, mean: 9}, draw: 1}", 3, 1, "sites.dwellings_per_building"),
    ("both_given", "sites: {count: 2, kinds: {a: {share: 1, size: {distribution: fixed, mean: 9}, dwellings_per_building: 9}}, size: {distribution: fixed, mean: 9}, draw: 1}", 3, 108, "sites.size"),
    ("shares_not_one", "sites: {count: 2, kinds: {a: {share: 0.5, size: {distribution: fixed, mean: 9}, dwellings_per_building: 9}}, draw: 1}", 3, 19, "sites.kinds"),
    ("shares_not_one", KINDS.format("set: {levers.actions.portfolio.outreach: 1}"), 3, 121, "sites.kinds.a.set.levers.actions.portfolio"),
    ("no_such_parameter_near", KINDS.format("set: {levers.post.count: 2}"), 3, 121, "sites.kinds.a.set.levers.post.count"),
    ("size_does_not_use", KINDS.replace("mean: 9", "mean: 9, max: 8").format("set: {}"), 3, 87, "sites.kinds.a.size.max"),
    ("unknown_key", KINDS.format("zzzzzzz: 1"), 3, 115, "sites.kinds.a.zzzzzzz"),
    ("too_high", KINDS.replace("share: 1", "share: 2").format("set: {}"), 3, 47, "sites.kinds.a.share"),
    ("range_reversed", DRAWN.format("in_proportion: {written_for: 170, of: [levers.posts]}").replace("fixed, mean: 9", "lognormal, mean: 9, spread: 1, min: 9, max: 8"), 3, 112, "sites.size.min"),
    ("not_in_proportion", DRAWN.format("in_proportion: {written_for: 170, of: [levers.posts.count]}"), 3, 132, "sites.in_proportion.of.0"),
    ("not_in_proportion", DRAWN.format("in_proportion: {written_for: 170, of: [levers.posts, context.worker.hours_per_visit]}"), 3, 146, "sites.in_proportion.of.1"),
    ("word_twice", DRAWN.format("in_proportion: {written_for: 170, of: [levers.posts, levers.posts]}"), 3, 146, "sites.in_proportion.of.1"),
    ("no_such_parameter_near", DRAWN.format("in_proportion: {written_for: 170, of: [levers.shared_space.hour]}"), 3, 132, "sites.in_proportion.of.0"),
    ("too_low", DRAWN.format("in_proportion: {written_for: 0, of: [levers.posts]}"), 3, 122, "sites.in_proportion.written_for"),
    ("too_low", "territories: {sites_each: 0, written_for: 170}", 3, 27, "territories.sites_each"),
    ("too_low", "sites: [{seat: 999999, households: 9, buildings: 1}]\nterritories: {sites_each: 2, written_for: 170}", 4, 27, "territories.sites_each"),
    ("key_missing", "territories: {sites_each: 2}", 3, 1, "territories.written_for"),
    ("territories_without_sites", "territories: {sites_each: 2, written_for: 170}", 3, 1, "territories"),
    ("too_high", TERRITORIES + "partners: {school: {seat: 1000}}", 5, 27, "partners.school.seat"),
    ("no_such_partner_near", TERRITORIES + "changes: [{week: 1, event: partner_arrival, partner: school@3}]", 5, 54, "changes.0.partner"),
    ("no_such_partner_near", TERRITORIES + "partners: {school: {sites: [0]}}\nchanges: [{week: 1, event: partner_arrival, partner: school@1}]", 6, 54, "changes.0.partner"),
    ("no_such_partner_near", "changes: [{week: 1, event: partner_arrival, partner: school@1}]", 3, 54, "changes.0.partner"),
    ("partner_not_at_site", TERRITORIES + "changes: [{week: 1, event: partner_arrival, partner: school@1, site: 5}]", 5, 54, "changes.0.partner"),
    # changes
    ("follows_size", DRAWN.format("in_proportion: {written_for: 170, of: [levers.posts]}") + "\nchanges: [{week: 3, set: {levers.posts.count: 2}}]", 4, 27, "changes.0.set.levers.posts.count"),
    ("week_beyond", "changes: [{week: 312, event: crisis}]", 3, 18, "changes.0.week"),
    ("change_of_nothing", "changes: [{week: 3}]", 3, 11, "changes.0"),
    ("change_of_nothing", "changes: [{week: 3, set: {}}]", 3, 11, "changes.0"),
    ("both_given", "changes: [{week: 3, event: crisis, set: {levers.posts.count: 2}}]", 3, 36, "changes.0.set"),
    ("event_does_not_use", "changes: [{week: 3, event: crisis, post: 1}]", 3, 36, "changes.0.post"),
    ("event_needs_partner", "changes: [{week: 3, event: partner_arrival}]", 3, 28, "changes.0.partner"),
    ("no_such_parameter", "changes: [{week: 3, set: {zzz: 2}}]", 3, 27, "changes.0.set.zzz"),
    ("no_such_parameter_near", "changes: [{week: 3, set: {levers.post.count: 2}}]", 3, 27, "changes.0.set.levers.post.count"),
    ("more_words", "changes: [{week: 3, set: {levers.actions.portfolio: 2}}]", 3, 27, "changes.0.set.levers.actions.portfolio"),
    ("not_changeable", "changes: [{week: 3, set: {horizon.weeks: 2}}]", 3, 27, "changes.0.set.horizon.weeks"),
    ("path_twice", "changes: [{week: 3, set: {levers.posts.count: 2, levers: {posts: {count: 2}}}}]", 3, 67, "changes.0.set.levers.posts.count"),
    ("read_at_start_only", "changes: [{week: 3, set: {context.ties.reach: 2}}]", 3, 27, "changes.0.set.context.ties.reach"),
    ("out_of_bounds", "changes: [{week: 3, set: {levers.posts.count: -2}}]", 3, 47, "changes.0.set.levers.posts.count"),
    ("shares_not_one", "changes: [{week: 3, set: {levers.actions.portfolio: {outreach: 1}}}]", 3, 54, "changes.set.levers.actions.portfolio"),
    ("buildings_alike", "context: {site: {dwellings: [{dwelling: 1, building: A}, {dwelling: 2, building: a}]}}", 3, 82, "context.site.dwellings"),
    ("dwellings_alike", "context: {site: {dwellings: [{dwelling: '1', building: A}, {dwelling: '01', building: A}]}}", 3, 71, "context.site.dwellings"),
    ("dwellings_alike", "sites: [{seat: 1, dwellings: [{dwelling: É 1, building: A}, {dwelling: e  1, building: A}]}]", 3, 72, "sites.0.dwellings"),
    ("tie_unknown", "context: {site: {dwellings: [{dwelling: 1, building: 1}], ties: [{first: 1, second: 2}]}}", 3, 85, "context.site.ties"),
    ("tie_to_itself", "context: {site: {dwellings: [{dwelling: 1, building: 1}], ties: [{first: 1, second: 1}]}}", 3, 66, "context.site.ties"),
    # the chain
    ("outside_folder", "context: {site: {file: ../a.csv}}", 3, 24, "context.site.file"),
    ("file_not_found", "context: {site: {file: zz.csv}}", 3, 24, "context.site.file"),
    ("not_a_file", "context: {site: {file: .}}", 3, 24, "context.site.file"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "line", "column", "path"), IN_THE_FILE, ids=lambda part: str(part)[:40])
def test_a_fault_stands_at_its_word(
    faults: Callable[..., list[Fault]], code: str, text: str, line: int | None, column: int | None, path: str | None
) -> None:
    found = [one for one in faults(text + "\n") if one.code == code]
    assert found, [(one.code, one.line, one.column, one.path) for one in faults(text + "\n")]
    first = found[0]
    assert first.path == path
    if line is not None:
        assert (Path(str(first.file)).name, first.line, first.column) == ("main.yaml", line, column)
    _sentences(first)


# code, main text, other files, file of the fault, line, column
IN_OTHER_FILES: list[tuple[str, str, dict[str, str], str, int, int]] = [
    ("csv_column_missing", "context: {site: {file: a.csv}}", {"a__csv": "dwelling\n1\n"}, "a.csv", 1, 1),
    ("csv_column_unknown_near", "context: {site: {file: a.csv}}", {"a__csv": "dweling,building\n1,A\n"}, "a.csv", 1, 1),
    ("csv_column_twice", "context: {site: {file: a.csv}}", {"a__csv": "dwelling,building,dwelling\n1,A,1\n"}, "a.csv", 1, 3),
    ("csv_row_length", "context: {site: {file: a.csv}}", {"a__csv": "dwelling,building\n1,A\n2\n"}, "a.csv", 3, 1),
    ("csv_quotes", "context: {site: {file: a.csv}}", {"a__csv": 'dwelling,building\n1,"A\n'}, "a.csv", 2, 1),
    ("key_missing", "context: {site: {file: a.csv}}", {"a__csv": "dwelling,building\n1,A\n2,\n"}, "a.csv", 3, 2),
    ("unknown_word_near", "context: {site: {file: a.csv}}", {"a__csv": "dwelling,building,household_type\n1,A,famly\n"}, "a.csv", 2, 3),
    ("row_twice", "context: {site: {file: a.csv}}", {"a__csv": "dwelling,building\n1,A\n2,A\n1,B\n"}, "a.csv", 4, 1),
    ("row_twice", "context: {site: {file: a.csv, ties: t.csv}}", {"a__csv": CSV, "t__csv": "first,second\n1,2\n2,1\n"}, "t.csv", 3, 1),
    ("tie_unknown", "context: {site: {file: a.csv, ties: t.csv}}", {"a__csv": CSV, "t__csv": "first,second\n1,9\n"}, "t.csv", 2, 2),
    ("tie_to_itself", "context: {site: {file: a.csv, ties: t.csv}}", {"a__csv": CSV, "t__csv": "first,second\n1,1\n"}, "t.csv", 2, 1),
    ("too_high", "context: {site: {file: a.csv, ties: t.csv}}", {"a__csv": CSV, "t__csv": "first,second,strength\n1,2,3\n"}, "t.csv", 2, 3),
    ("not_finite", "context: {site: {file: a.csv, ties: t.csv}}", {"a__csv": CSV, "t__csv": "first,second,strength\n1,2,.nan\n"}, "t.csv", 2, 3),
    ("csv_cell_blank", "partners_file: p.csv", {"p__csv": HEADING + ",0,school,health,1,1,0,0,0\n"}, "p.csv", 2, 1),
    ("row_twice", "partners_file: p.csv", {"p__csv": HEADING + "a,0,school,health,1,1,0,0,0\na,1,school,health,1,1,0,0,0\n"}, "p.csv", 3, 1),
    ("unknown_word_near", "partners_file: p.csv", {"p__csv": HEADING + "a,0,school,helth,1,1,0,0,0\n"}, "p.csv", 2, 4),
    ("not_a_number", "partners_file: p.csv", {"p__csv": HEADING + "a,0,school,health,x,1,0,0,0\n"}, "p.csv", 2, 5),
    ("both_given", "partners_file: p.csv\npartners: {a: null}", {"p__csv": HEADING}, "main.yaml", 3, 1),
    ("xml_forbidden", "context: {site: {file: g.graphml}}", {"g__graphml": "<!DOCTYPE a [<!ENTITY b 'c'>]>\n<graphml/>"}, "g.graphml", 1, 13),
    ("xml_syntax", "context: {site: {file: g.graphml}}", {"g__graphml": f"{XML}\n<node>"}, "g.graphml", 2, 7),
    ("key_missing", "context: {site: {file: g.graphml}}", {"g__graphml": f"{XML}\n <graph><node id='1'/><node id='2'><data key='building'>A</data></node></graph></graphml>"}, "g.graphml", 2, 9),
    ("file_not_found_near", "context: {site: {file: homs.csv}}", {"homes__csv": CSV}, "main.yaml", 3, 24),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "others", "file", "line", "column"), IN_OTHER_FILES)
def test_a_fault_of_another_file_stands_there(
    faults: Callable[..., list[Fault]], code: str, text: str, others: dict[str, str], file: str, line: int, column: int
) -> None:
    everything = faults(text + "\n", **others)
    found = [(Path(str(one.file)).name, one.line, one.column) for one in everything if one.code == code]
    assert (file, line, column) in found, everything
    for one in everything:
        _sentences(one)


# code, expressions, line (which expression), column
ASSIGNMENTS: list[tuple[str, tuple[str, ...], int, int]] = [
    ("not_an_assignment", ("levers.posts.count",), 1, 1),
    ("out_of_bounds", ("horizon.weeks=400", "levers.posts.count=-1"), 2, 20),
    ("unknown_key_near", ("levers.post.count=1",), 1, 8),
    ("no_such_partner_near", ("partners.shool.capacity=1",), 1, 10),
    ("no_such_item", ("changes.3.week=1",), 1, 9),
    ("nothing_below", ("horizon.weeks.value.more=1",), 1, 15),
    ("yaml_bracket", ("levers.posts.count=[1",), 1, 20),
    ("not_finite", ("levers.posts.count=.nan",), 1, 20),
]


@pytest.mark.parametrize(("code", "sets", "line", "column"), ASSIGNMENTS)
def test_a_fault_of_an_assignment(
    faults: Callable[..., list[Fault]], code: str, sets: tuple[str, ...], line: int, column: int
) -> None:
    everything = faults("changes: [{week: 3, event: crisis}]\n", sets=sets)
    found = [(one.code, one.file, one.line, one.column) for one in everything]
    assert (code, "--set", line, column) in found
    for one in everything:
        _sentences(one)


def _sentences(found: Fault) -> None:
    for lang in LANGUAGES:
        sentence = fault(found, lang)
        assert "{" not in sentence.replace("{…}", "").replace("{}", "") or found.code == "unknown_key"
        assert sentence


# ---- files that are not scenarios at all


def refused(file: Path | str, **how: Any) -> list[Fault]:
    with pytest.raises(ScenarioError) as caught:
        load(file, **how)
    for one in caught.value.faults:
        _sentences(one)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("code", "content", "line", "column"),
    [
        ("empty_file", b"", 1, 1),
        ("empty_file", b"# nothing\n", 1, 1),
        ("not_a_mapping", b"[1, 2]", 1, 1),
        ("not_utf8", "schema: 1\ntitle: é".encode("latin-1"), 2, 8),
        ("not_utf8", "schema: 1".encode("utf-16"), 1, 1),
        ("schema_missing", b"title: x\n", 1, 1),
        ("schema_newer", b"schema: 2\n", 1, 9),
        ("schema_unknown", b"schema: true\n", 1, 9),
        ("file_too_large", b"a" * 5_000_001, 1, 1),
        ("too_many_values", b"schema: 1\nchanges: [" + b"1," * 200_001 + b"]", 2, 400_003),
        ("yaml_no_colon", b"a: 1\nb\nc: 2", 2, 1),
        ("yaml_indent", b" a: 1\nb: 2", 2, 1),
        ("yaml_syntax", b"%YAML 3.0\n---\na: 1", 1, 1),
    ],
)  # fmt: skip
def test_files_that_are_no_scenario(tmp_path: Path, code: str, content: bytes, line: int, column: int) -> None:
    file = tmp_path / "main.yaml"
    file.write_bytes(content)
    found = refused(file)
    assert (code, line) in [(one.code, one.line) for one in found], found
    if code != "too_many_values":
        assert (code, line, column) in [(one.code, one.line, one.column) for one in found], found


def test_a_version_unknown_is_the_only_fault_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "main.yaml"
    file.write_text("schema: 9\nnew_key: 3\n")
    assert [one.code for one in refused(file)] == ["schema_newer"]


def test_names_of_scenarios(tmp_path: Path) -> None:
    assert [one.code for one in refused("status_qo")] == ["no_such_scenario_near"]
    assert [one.code for one in refused("zzzzzz")] == ["no_such_scenario"]
    assert [one.code for one in refused("../scenarios/status_quo")] == ["no_such_scenario"]
    assert [one.code for one in refused(tmp_path / "zzzz.yaml")] == ["file_not_found"]
    assert [one.code for one in refused("a\0b.yaml")] == ["file_not_readable"]
    assert [one.code for one in refused("a" * 5000 + ".yaml")] == ["file_not_readable"]
    (tmp_path / "folder.yaml").mkdir()
    assert [one.code for one in refused(tmp_path / "folder.yaml")] == ["not_a_file"]


def test_a_world_that_would_not_fit_in_memory(
    faults: Callable[..., list[Fault]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hlmsim.scenario.scenario.memory_available", lambda: 2 * 10**9)
    found = faults("context: {site: {households: 10000000, buildings: 1000}}\n")
    assert [(one.code, one.path, one.line) for one in found] == [("too_much_memory", "context.site", 3)]
    assert found[0].facts == {"needed": 7.0, "available": 2.0}
    _sentences(found[0])
    assert memory.memory_available() > 10**8


def test_what_the_schema_refuses_without_a_code_of_its_own() -> None:
    class Odd(Part):
        data: bytes

    found = Faults()
    assert checked(Odd, planted({"data": [1]}, Place("f", 3, 4), None), "odd", found) is None
    assert [(one.code, one.line, one.path) for one in found.found] == [("not_allowed", 3, "odd.data")]
    _sentences(found.found[0])


def test_everything_wrong_is_said_at_once(faults: Callable[..., list[Fault]]) -> None:
    found = faults(
        "horizon: {weeks: 52, burn_in: 60}\n"
        "levers:\n  turnover: {worker_anual: 0.6}\n  posts: {count: -1}\n"
        "context: {site: {households: 5, buildings: 6}}\n"
        "partners: {school: {sites: [], seat: 7, preferences: {outreach: 1}, kind: scool}}\n"
        "changes:\n- {week: 99, set: {context.ties.reach: 2}, partner: 3}\n- {week: 3, event: partner_arival, partner: shool, site: 4}\n"
    )
    assert [(one.code, one.line) for one in found] == [
        ("burn_in_beyond", 3), ("unknown_key_near", 5), ("out_of_bounds", 6), ("more_buildings", 7),
        ("partner_without_site", 8), ("seat_twice", 8), ("shares_not_one", 8), ("unknown_word_near", 8),
        ("week_beyond", 10), ("read_at_start_only", 10), ("not_text", 10), ("unknown_word_near", 11),
    ]  # fmt: skip
    assert found == sorted(found, key=lambda one: (str(one.file), one.line or 0, one.column or 0))


def test_a_partner_that_is_not_at_the_site_of_the_event(faults: Callable[..., list[Fault]]) -> None:
    sites = "sites: [{seat: 0, households: 9, buildings: 1}, {seat: 1, households: 9, buildings: 1}]\n"
    event = "changes: [{week: 1, event: partner_arrival, partner: school, site: 1}]\n"
    found = faults(sites + "partners: {school: {sites: [0]}}\n" + event)
    assert [(one.code, one.line, one.column) for one in found] == [("partner_not_at_site", 5, 54)]
    _sentences(found[0])


def test_a_value_outside_its_own_range_is_remarked_and_allowed(loaded: Callable[..., Scenario]) -> None:
    scenario = loaded("levers: {posts: {count: {value: 3, range: [0, 2]}}}\n")
    assert [(one.code, one.line, one.path) for one in scenario.warnings] == [("outside_range", 3, "levers.posts.count")]
    _sentences(scenario.warnings[0])


def test_python_values_that_no_file_could_hold() -> None:
    base = load("status_quo")
    with pytest.raises(ScenarioError) as caught:
        base.with_({"levers.posts.count": object(), "horizon.weeks": float("nan")})
    codes = {one.code for one in caught.value.faults}
    assert codes == {"not_a_value", "not_whole"}
    for one in caught.value.faults:
        _sentences(one)


def test_every_sentence_has_a_test_of_its_fault() -> None:
    """No code without a test here, no sentence without a code."""
    with (Path(__file__).parents[3] / "hlmsim/locales/en/scenario_errors.toml").open("rb") as stream:
        codes = set(tomllib.load(stream))
    source = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert {code for code in codes if f'"{code}"' not in source} == set()
    package = Path(__file__).parents[3] / "hlmsim" / "scenario"
    raising = "".join(file.read_text(encoding="utf-8") for file in package.rglob("*.py"))
    assert {code for code in codes if f'"{code.removesuffix("_near")}' not in raising} == set()
