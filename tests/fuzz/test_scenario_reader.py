"""Mutated scenario files: whatever is in them, the reader answers with a scenario or with located faults.

Mutations of bytes, of words and of structure, over shipped files and one that uses everything. The full battery of
5,000 files runs with ``-m slow`` and ``HLMSIM_RING=full``.
"""

# ruff: noqa: E501 (lists of nasty words)

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.locales import LANGUAGES, fault
from hlmsim.scenario import load, shipped, to_yaml

EVERYTHING = """schema: 1
extends: baseline.yaml
title: {fr: "Deux réunions", en: Two meetings}
why: Because
notes: n
horizon: {weeks: 260, burn_in: 52, site_record_weeks: 4}
context:
  population: {stigma: {value: 0.2, range: [0.1, 0.5], grade: A/C, source: "mine"}}
  demography: {move_out: 0.002}
levers:
  turnover: {worker_annual: 0.62}
  founding: {trigger: crisis}
  actions: {portfolio: {accompaniment: 0.25, outreach: 0.25, collective: 0.25, environment: 0.25}}
sites:
  - {seat: 0, label: A, households: 30, buildings: 2, set: {levers.posts.count: 2}}
  - {seat: 3, label: B, file: homes.csv, ties: ties.csv}
  - {seat: 4, file: net.graphml}
partners:
  school: {capacity: 3, sites: [0, 3]}
  housing_office: null
changes:
  - {week: 104, set: {levers.turnover.worker_annual: 0.3}, why: {fr: x, en: y}}
  - {week: 130, event: worker_departure, post: 1, site: 0}
  - {week: 140, event: partner_withdrawal, partner: school}
expect:
  - {outcome: service_access, against: status_quo, sign: "+"}
"""
DRAWN = """schema: 1
extends: baseline.yaml
sites:
  count: 5
  size: {distribution: lognormal, mean: 100, spread: 0.5, min: 10, max: 300}
  dwellings_per_building: 20
  draw: 7
partners_file: partners.csv
"""
BESIDE = {
    "homes.csv": "dwelling,building,household_type,language_group\n1,N,family,\n2,S,,allophone\n3,N,senior,francophone\n",
    "ties.csv": "first,second,strength,kind\n1,2,0.5,strong\n2,3,,weak\n",
    "partners.csv": "id,seat,kind,domains,capacity,accompaniment,outreach,collective,environment\n"
    "a,0,school,health;rights,2,0.25,0.25,0.25,0.25\nb,1,housing_office,dwelling,1.5,1,0,0,0\n",
    "net.graphml": '<graphml><key id="b" for="node" attr.name="building"/><graph><node id="1"><data key="b">N</data></node>'
    '<node id="2"><data key="b">S</data></node><edge source="1" target="2"/></graph></graphml>\n',
}
WORDS = (
    "null", "true", "no", ".nan", "-.inf", "1e999", "-1", "0", "1.5", "99999999999999999999", "''", '""', "[]", "{}", "[[", "{{",
    "&a", "*a", "<<", "!!python/object:os.system", "!x", "? ", "- ", ": ", "# ", "---", "...", "\t", "\r", "\x00", "\u2028", "\ufeff",
    "😀", "é", "a: b", "{value: 1}", "{value: }", "[1, 2]", "../x.yaml", "/etc/passwd", "baseline.yaml", "main.yaml", "%YAML 1.1",
    "|", ">", "@", "`", "'", '"', "20:30", "0x10", "9" * 5000, "a" * 5000, "[" * 500, "school", "0.5", "seat", "extends", "context",
    "household_type_share", "<!DOCTYPE a>", "&lt;", "]]>",
)  # fmt: skip
TOKEN = re.compile(r"[\w.]+|[^\w\s]|\s+")


def _bytes(text: str, luck: random.Random) -> bytes:
    data = bytearray(text.encode())
    for _ in range(luck.randint(1, 8)):
        place = luck.randrange(len(data) + 1)
        match luck.randrange(4):
            case 0:
                data[place:place] = bytes([luck.randrange(256)])
            case 1:
                del data[place : place + luck.randint(1, 20)]
            case 2:
                data[place : place + 1] = bytes([luck.randrange(256)])
            case _:
                del data[place:]
        if not data:
            break
    return bytes(data)


def _words(text: str, luck: random.Random) -> bytes:
    tokens = TOKEN.findall(text)
    for _ in range(luck.randint(1, 4)):
        place = luck.randrange(len(tokens))
        match luck.randrange(5):
            case 0:
                tokens[place] = luck.choice(WORDS)
            case 1:
                tokens.insert(place, luck.choice(WORDS))
            case 2:
                tokens[place] = luck.choice(tokens)
            case 3:
                del tokens[place]
            case _:
                tokens[place] = tokens[place][::-1]
        if not tokens:
            break
    return "".join(tokens).encode("utf-8", "surrogatepass")


def _structure(text: str, luck: random.Random) -> bytes:
    lines = text.split("\n")
    for _ in range(luck.randint(1, 4)):
        place, other = luck.randrange(len(lines)), luck.randrange(len(lines))
        match luck.randrange(6):
            case 0:
                lines[place], lines[other] = lines[other], lines[place]
            case 1:
                lines.insert(place, lines[other])
            case 2:
                lines[place] = " " * luck.randint(1, 6) + lines[place]
            case 3:
                lines[place] = lines[place].lstrip()
            case 4:
                key, _, _ = lines[place].partition(":")
                lines[place] = f"{key}: {luck.choice(WORDS)}"
            case _:
                del lines[place]
        if not lines:
            break
    return "\n".join(lines).encode("utf-8", "surrogatepass")


MUTATIONS: tuple[Callable[[str, random.Random], bytes], ...] = (_bytes, _words, _structure)


def _texts() -> Iterator[tuple[str, str]]:
    yield "main.yaml", EVERYTHING
    yield "main.yaml", DRAWN
    for name in ("concertation", "exact/talk"):
        yield "main.yaml", (shipped.folder() / f"{name}.yaml").read_text(encoding="utf-8")
    yield from BESIDE.items()
    yield "baseline.yaml", (shipped.folder() / "baseline.yaml").read_text(encoding="utf-8")


def _assignments(luck: random.Random) -> list[str]:
    paths = (
        "levers.posts.count",
        "changes.0.week",
        "sites.1.seat",
        "partners.school",
        "context.site.file",
        "x..y",
        "sites",
        "",
    )
    return [f"{luck.choice(paths)}={luck.choice(WORDS)}" for _ in range(luck.randrange(3))]


def battery(folder: Path, count: int) -> tuple[int, int]:
    """Load so many mutated files; how many were scenarios, and how many were refused."""
    texts = list(_texts())
    loaded = refused = 0
    for number in range(count):
        luck = random.Random(number)
        for name, text in BESIDE.items():
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "baseline.yaml").unlink(missing_ok=True)
        (folder / "main.yaml").write_text(luck.choice([EVERYTHING, DRAWN]), encoding="utf-8")
        name, text = texts[number % len(texts)]
        (folder / name).write_bytes(luck.choice(MUTATIONS)(text, luck))
        faults: tuple[Fault, ...] = ()
        try:
            scenario = load(folder / "main.yaml", sets=_assignments(luck))
        except ScenarioError as problem:
            faults, refused = problem.faults, refused + 1
            scenario = None
        for found in faults:
            assert None not in {found.file, found.line, found.column}, found
            assert all(fault(found, lang) for lang in LANGUAGES)
        if scenario is None:
            assert faults
        else:
            loaded += 1
            (folder / "again.yaml").write_text(to_yaml(scenario), encoding="utf-8")
            assert load(folder / "again.yaml").hash == scenario.hash
    return loaded, refused


def test_the_files_are_scenarios_before_they_are_mutated(tmp_path: Path) -> None:
    for name, text in BESIDE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for text in (EVERYTHING, DRAWN):
        (tmp_path / "main.yaml").write_text(text, encoding="utf-8")
        assert len(load(tmp_path / "main.yaml").sites) >= 3


def test_mutated_files_give_a_scenario_or_located_faults(tmp_path: Path) -> None:
    loaded, refused = battery(tmp_path, 80)
    assert loaded > 3
    assert refused > 25


@pytest.mark.slow
def test_many_mutated_files(tmp_path: Path, full_ring: bool) -> None:
    battery(tmp_path, 5_000 if full_ring else 300)
