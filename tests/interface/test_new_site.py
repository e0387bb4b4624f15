"""``hlmsim new-site``: an example that works as it is, in both languages, and loses nothing of what is there."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hlmsim.interface.cli import main
from hlmsim.locales import LANGUAGES
from hlmsim.scenario import load
from hlmsim.scenario.new_site import COORDINATION, DWELLINGS, PARTNERS


@pytest.fixture(params=[(lang, kind) for lang in LANGUAGES for kind in ("csv", "graphml")], ids="-".join)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str, str]:
    """The folder, its language, the kind of its tables."""
    lang, kind = request.param
    asked = ["--graphml"] if kind == "graphml" else []
    assert main(["new-site", str(tmp_path / "mine"), "--lang", lang, *asked]) == 0
    return tmp_path / "mine", lang, kind


def test_the_example_is_a_whole_site(site: tuple[Path, str, str]) -> None:
    folder, _, kind = site
    base, other = load(folder / "site.yaml"), load(folder / "stronger.yaml")
    plan = base.sites[0]
    assert plan.dwellings == DWELLINGS
    assert {dwelling.building for dwelling in plan.listed} == {0, 1, 2}
    assert [partner.id for partner in base.partners] == list(PARTNERS)
    assert (plan.ties is not None) == (kind == "graphml")
    assert other.sites[0].listed == plan.listed
    assert other.values["levers.concertation.meeting_interval_weeks"] == 6
    assert base.values["levers.posts.hours_a_week"] == pytest.approx(35 * DWELLINGS / 170)
    more = other.values[COORDINATION] - base.values[COORDINATION]
    assert more == pytest.approx(2)


@pytest.mark.parametrize(("dwellings", "posts", "hours"), [(24, 1, 35 * 24 / 170), (240, 2, 35 * 240 / 170 / 2)])
def test_hours_follow_the_table_that_replaces_the_example(
    tmp_path: Path, dwellings: int, posts: int, hours: float
) -> None:
    folder = tmp_path / "mine"
    assert main(["new-site", str(folder), "--lang", "en"]) == 0
    rows = "".join(f"{n},{n % 4}\n" for n in range(dwellings))
    (folder / "dwellings.csv").write_text(f"dwelling,building\n{rows}")
    base, other = load(folder / "site.yaml"), load(folder / "stronger.yaml")
    assert (base.values["levers.posts.count"], base.sites[0].dwellings) == (posts, dwellings)
    assert base.values["levers.posts.hours_a_week"] == pytest.approx(hours)
    assert base.values["context.succession.handover_hours"] == pytest.approx(10 * min(1, dwellings / 170))
    assert other.values[COORDINATION] - base.values[COORDINATION] == pytest.approx(2)
    codes = {one.code for one in base.warnings}
    assert codes == (
        {"note_capacity_for_size"} if dwellings == 240 else set()
    )  # the example's partners are still there


def test_every_file_is_named_on_the_page_to_read_first(site: tuple[Path, str, str]) -> None:
    folder, lang, _ = site
    page = (folder / {"fr": "LISEZMOI.md", "en": "README.md"}[lang]).read_text(encoding="utf-8")
    for file in folder.iterdir():
        assert file.suffix == ".md" or f"`{file.name}`" in page


def test_a_french_table_opens_in_a_french_spreadsheet(tmp_path: Path) -> None:
    main(["new-site", str(tmp_path / "mine"), "--lang", "fr"])
    for file in (tmp_path / "mine").glob("*.csv"):
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "mine" / "partners.csv").open(encoding="utf-8-sig", newline="") as stream:
        first = next(csv.DictReader(stream, delimiter=";"))
    assert first["capacity"] == "1,13"


def test_ties_are_read_once_they_are_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    main(["new-site", str(folder), "--lang", "fr"])
    file = folder / "site.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("# ties:", "ties:"), encoding="utf-8")
    with (folder / "ties.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    ties = load(file).sites[0].ties
    assert ties is not None
    assert len(ties) == len(rows) > DWELLINGS


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
def test_from_template_to_brief(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    both = ["mine/site.yaml", "mine/stronger.yaml"]
    assert main(["new-site", "mine", "--lang", lang]) == 0
    assert main(["check", *both, "--lang", lang]) == 0
    assert main(["compare", *both, "-n", "4", "--set", "horizon.weeks=80", "--out", "found", "--lang", lang]) == 0
    page = (tmp_path / "found" / "brief.html").read_text(encoding="utf-8")
    assert {"fr": "Mon plan d’ensemble", "en": "My site"}[lang] in page


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "note.txt"
    mine.write_text("x")
    assert main(["new-site", str(tmp_path), "--lang", "fr"]) == 2
    assert "n’est pas vide; rien n’a été écrit" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["note.txt"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["new-site", str(tmp_path / "file" / "below"), "--lang", "en"]) == 2
    assert "cannot be written" in capsys.readouterr().err
