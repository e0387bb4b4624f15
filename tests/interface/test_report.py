"""The page of a comparison: whole, self-contained, readable without eyes, in both languages."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from lxml import html

from hlmsim.interface.cli import main
from hlmsim.runs.verify import verify
from tests.answers.refresh import ANSWERS
from tests.answers.test_answers import SWEPT

FAILURE = {
    **dict.fromkeys(("run", "scenario", "scenario_hash", "stage", "kind", "message", "traceback"), "x"),
    **dict.fromkeys(("study_seed", "replicate", "seed", "weeks"), 1),
    "file": None,
}
VOID = {"meta", "br", "img", "link"}


class Page(HTMLParser):
    """What a page holds; refuses elements that do not close in order."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(content)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


def whole(content: str, lang: str) -> Page:
    """A page of any kind: in one language, headings in order, nothing fetched, every drawing with its words."""
    page = Page(content)
    assert page.all("html") == [{"lang": lang}]
    levels = [int(tag[1]) for tag, _ in page.tags if tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not page.all("script")
    assert not page.all("link")
    links = [attrs.get(name, "") for _, attrs in page.tags for name in ("src", "href", "xlink:href")]
    assert all(link == "" or link.startswith("#") for link in links)
    assert all(attrs.get("role") == "img" and attrs["aria-label"] for attrs in page.all("svg"))
    assert all(attrs.get("scope") in {"col", "row", "rowgroup"} for attrs in page.all("th"))
    names = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(names) == len(set(names))
    return page


def check(content: str, lang: str, *, networks: int = 2) -> Page:
    """The page of a comparison: the effects, thirteen weekly curves, so many networks."""
    page = whole(content, lang)
    assert len(page.all("svg")) == 14 + networks
    assert len(page.all("caption")) == len(page.all("table")) > 4
    return page


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_two_scenarios(made, tmp_path, lang) -> None:
    file = tmp_path / "meeting.html"
    assert main(["report", str(made.out), "--lang", lang, "-o", str(file)]) == 0
    content = file.read_text(encoding="utf-8")
    check(content, lang)
    manifest = json.loads((made.out / "manifest.json").read_text(encoding="utf-8"))
    assert all(entry["hash"] in content for entry in manifest["scenarios"])


def test_compare_leaves_the_page_and_its_hash(made) -> None:
    assert (made.out / "brief.html").exists()
    assert "brief.html" in json.loads((made.out / "manifest.json").read_text(encoding="utf-8"))["files"]


def test_the_usual_page_is_replaced_and_no_other(made, tmp_path, capsys) -> None:
    before = (made.out / "brief.html").read_bytes()
    assert main(["report", str(made.out), "--lang", "en"]) == 0
    assert (made.out / "brief.html").read_bytes() != before
    assert verify(made.out).ok
    assert main(["report", str(made.out), "--lang", "fr"]) == 0
    assert (made.out / "brief.html").read_bytes() == before
    file = tmp_path / "mine.html"
    file.write_text("mine", encoding="utf-8")
    assert main(["report", str(made.out), "-o", str(file)]) == 2
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
def test_many_scenarios_have_a_panel_each(made, tmp_path, full_ring: bool) -> None:
    count = 7 if full_ring else 4
    files = [made.base, made.other]
    for number in range(count - 2):
        file = Path(made.folder) / f"more{number}.yaml"
        said = f'title: {{fr: "Essai {number} <b>", en: "Trial {number} <b>"}}\nwhy: {{fr: "Essai.", en: "Trial."}}'
        rest = f"levers: {{turnover: {{worker_annual: 0.{number + 1}}}}}"
        file.write_text(f"schema: 1\nextends: small.yaml\n{said}\n{rest}\n", encoding="utf-8")
        files.append(str(file))
    out = tmp_path / "out"
    assert main(["compare", *files, "-n", "3", "--lang", "en", "--quiet", "--out", str(out)]) == 0
    content = (out / "brief.html").read_text(encoding="utf-8")
    check(content, "en", networks=count)
    assert content.count('class="answer"') == count - 1
    assert "<b>" not in content


def test_several_sites_have_a_line_each_among_those_who_gain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    head = "schema: 1\nextends: status_quo.yaml\ntitle: {fr: Deux, en: Two}\nwhy: {fr: x, en: x}\n"
    first, second = "seat: 4, label: Les Érables, households: 30, buildings: 2", "seat: 7, households: 20, buildings: 1"
    sites = f"sites:\n  - {{{first}}}\n  - {{{second}}}\n"
    Path("two.yaml").write_text(f"{head}{sites}horizon: {{weeks: 70, burn_in: 20}}\n", encoding="utf-8")
    Path("more.yaml").write_text(
        "schema: 1\nextends: two.yaml\ntitle: {fr: Plus, en: More}\nwhy: {fr: x, en: x}\n"
        "levers: {concertation: {coordinator_hours: 9}}\n",
        encoding="utf-8",
    )
    assert main(["compare", "two.yaml", "more.yaml", "-n", "3", "--lang", "fr", "--quiet", "--out", "out"]) == 0
    content = Path("out/brief.html").read_text(encoding="utf-8")
    check(content, "fr", networks=0)
    assert '<th scope="row">Les Érables</th>' in content
    assert "<td" in content.partition('<th scope="row">Les Érables</th>')[2][:40]


@pytest.mark.slow
def test_plausible_worlds(made, tmp_path) -> None:
    out = tmp_path / "out"
    line = ["compare", made.base, made.other, "--worlds", "3", "-n", "2", "--lang", "en", "--quiet", "--out", str(out)]
    assert main(line) == 0
    content = (out / "brief.html").read_text(encoding="utf-8")
    check(content, "en", networks=0)
    assert "of 3 plausible worlds" in content


def test_simulations_that_failed_are_told(made, tmp_path) -> None:
    folder = tmp_path / "night"
    shutil.copytree(made.out, folder)
    (folder / "failures.jsonl").write_text(json.dumps(FAILURE) + "\n", encoding="utf-8")
    for lang, told in (("fr", "1 simulation a échoué"), ("en", "1 simulation failed")):
        assert main(["report", str(folder), "--lang", lang]) == 0
        assert told in (folder / "brief.html").read_text(encoding="utf-8")
    assert "a échoué" not in (made.out / "brief.html").read_text(encoding="utf-8")


def test_the_sentences_on_the_screen_are_those_of_the_page(made, capsys) -> None:
    line = ["compare", made.base, made.other, "--lang", "fr", "--quiet", "--group", "type:senior"]
    assert main([*line, "-n", "6", "--out", str(made.out)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    page = (made.out / "brief.html").read_text(encoding="utf-8")
    for said in re.findall(r"<li>(.*?)</li>", page.split('class="answer"')[1])[:3]:
        assert " ".join(unescape(said).split()) in shown


def test_a_folder_without_a_comparison_is_refused(made, tmp_path, capsys) -> None:
    out = tmp_path / "alone"
    assert main(["run", made.base, "-n", "2", "--no-figures", "--quiet", "--out", str(out)]) == 0
    assert not (out / "brief.html").exists()
    assert main(["report", str(out), "--lang", "en"]) == 2
    assert "comparison" in capsys.readouterr().err


def test_a_sweep_leaves_its_page_with_every_figure(swept: Path) -> None:
    page = whole((swept / "brief.html").read_text(encoding="utf-8"), "en")
    drawn = list((swept / "figures" / "en").glob("*.svg"))
    assert len(page.all("svg")) == len(drawn) > 3
    assert verify(swept).ok


def test_shipped_answers_have_the_columns_of_today(swept: Path) -> None:
    """An answer from before a column came is to be made again."""
    written = (swept / "answer.csv").read_text(encoding="utf-8-sig").partition("\n")[0]
    shipped = {name: (ANSWERS / f"{name}.csv").read_text(encoding="utf-8-sig") for name in SWEPT}
    assert {name for name, content in shipped.items() if content.partition("\n")[0] != written} == set()


def test_a_sweep_is_told_in_the_other_language_too(swept: Path, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    assert main(["report", str(swept), "--lang", "fr", "-o", str(file)]) == 0
    page = whole(file.read_text(encoding="utf-8"), "fr")
    assert len(page.all("svg")) == len(list((swept / "figures" / "en").glob("*.svg")))
    assert not (swept / "figures" / "fr").exists()


def test_a_scorecard_leaves_its_page_with_its_pictures(scored: Path) -> None:
    page = whole((scored / "brief.html").read_text(encoding="utf-8"), "fr")
    assert len(page.all("svg")) == 2


OTHER = pytest.mark.slow
"""Every figure is drawn again for it: the long ring looks at it."""


@pytest.mark.parametrize(
    ("kind", "lang"),
    [
        ("comparison", "fr"),
        ("sweep", "en"),
        pytest.param("comparison", "en", marks=OTHER),
        pytest.param("sweep", "fr", marks=OTHER),
    ],
)
def test_a_word_document_says_what_the_page_says(made, swept, tmp_path: Path, kind: str, lang: str) -> None:
    folder = made.out if kind == "comparison" else swept
    page, file = tmp_path / "page.html", tmp_path / "page.docx"
    for asked in (page, file):
        assert main(["report", str(folder), "--lang", lang, "-o", str(asked)]) == 0
    root = html.document_fromstring(page.read_text(encoding="utf-8"))
    document = docx.Document(str(file))
    found = [one.text for one in document.paragraphs if one.style.name.startswith(("Heading", "Title"))]
    assert found == [plain(one) for one in root.iter("h1", "h2", "h3")]
    assert len(document.tables) == len(list(root.iter("table")))
    for table, wanted in zip(document.tables, root.iter("table"), strict=True):
        for row, line in zip(table.rows, wanted.iter("tr"), strict=True):
            assert list(dict.fromkeys(cell.text for cell in row.cells)) == list(dict.fromkeys(map(plain, line)))
    said = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert said == [plain(one) for one in root.iter("figcaption")]
    assert document.core_properties.language == f"{lang}-CA"


def plain(element) -> str:
    return re.sub(r"[ \n\t]+", " ", element.text_content()).strip(" ")
