"""``hlmsim validate`` from end to end at small size: what is printed, written, resumed, refused and verified."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

import hlmsim
from hlmsim.interface.cli import main
from hlmsim.interface.cli.commands.validate import IN_EACH_WORLD, REPLICATES
from hlmsim.locales import LANGUAGES
from hlmsim.runs import patterns
from hlmsim.runs.sweep import kept_sweep
from tests.interface.conftest import write_scenarios

PATTERN = """\
schema: 1
pattern: {name}
use: check
title: {{fr: "Sans poste, moins d’heures", en: "Without a post, fewer hours"}}
settings:
  with_post: {{levers.posts.count: 2}}
  none: {{levers.posts.count: 0}}
claims:
  - {{says: {{fr: "Heures", en: "Hours"}}, statistic: "hours_paid[none] - hours_paid[with_post]", {target}}}
  - {{says: {{fr: "Poste", en: "Post"}}, statistic: "parameter['levers.posts.count', with_post]", between: [1, 3]}}
"""
TRUE = PATTERN.format(name="T1", target="below: 0")
FALSE = PATTERN.format(name="F1", target="above: 0")
UNMEASURED = PATTERN.format(name="N1", target="below: 0").replace("hours_paid[none]", "effective_posts[none]")
BROKEN = (
    TRUE.replace("hours_paid[none]", "hours_payed[none]")
    .replace('with_post]", b', 'with_past]", b')
    .replace("use: check", "use: chek")
)
ENSEMBLE = "world;context.ties.decay;context.talk.weak_contact\n1;0,02;0,1\n2;0,03;0,2\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small scenario, and patterns that hold, fail or stay open."""
    folder = tmp_path_factory.mktemp("validated")
    write_scenarios(folder)
    for name, content in (("T1", TRUE), ("F1", FALSE), ("N1", UNMEASURED), ("broken", BROKEN)):
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    (folder / "mine").mkdir()
    (folder / "mine" / "M2.yaml").write_text(TRUE.replace("T1", "M2"), encoding="utf-8")
    (folder / "mine" / "M1.yaml").write_text(TRUE.replace("T1", "M1"), encoding="utf-8")
    (folder / "empty").mkdir()
    (folder / "ensemble.csv").write_text(ENSEMBLE, encoding="utf-8")
    return folder


def line(place: Path, *patterns: str, out: Path | None = None, n: int | None = 3) -> list[str]:
    """The command on the small scenario; patterns: files beside it, or numbers."""
    asked = [word for name in patterns for word in ("--pattern", name)]
    count = [] if n is None else ["-n", str(n)]
    return ["validate", str(place / "small.yaml"), *asked, *count, "--out", str(out or place / "out"), "--jobs", "1"]


def said(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr()
    return (shown.out + shown.err).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_shown_is_a_success(place: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*line(place, str(place / "T1.yaml")), "--no-figures", "--lang", lang]) == 0
    shown = capsys.readouterr()
    assert max(len(one.rstrip()) for one in shown.out.splitlines()) <= 80
    told = (shown.out + shown.err).replace("\N{NO-BREAK SPACE}", " ")
    fr = lang == "fr"
    assert ("T1  Sans poste, moins d’heures  ✓ montré" if fr else "T1  Without a post, fewer hours  ✓ shown") in told
    assert ("1 motif. Montré : 1; indécis : 0; non montré : 0." if fr else "1 pattern. Shown: 1; undecided: 0") in told
    assert f"scorecard.{lang}.md" in told
    assert ("3 répliques par point" if fr else "3 replicates of each point") in told
    assert ("Durée : " if fr else "Time: ") in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "verdict"), [("F1", "not shown|non montré"), ("N1", "not measurable|non mesurable")])
def test_whatever_is_not_shown_is_a_failure(
    place: Path, tmp_path: Path, lang: str, name: str, verdict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(place / "T1.yaml"), str(place / f"{name}.yaml")]
    assert main([*line(place, *files, out=tmp_path, n=2), "--no-figures", "--lang", lang]) == 1
    told = said(capsys)
    heading = next(one for one in told.splitlines() if one.startswith(f"{name}  "))
    assert re.search(f"({verdict})$", heading.strip())
    assert re.search(r"T1 .*✓ (shown|montré)$", told, re.MULTILINE)
    assert "Traceback" not in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_undecided_is_a_failure_that_says_what_it_would_take(
    place: Path, tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bound is put a hair below what three replicates give: nobody can tell on which side it lies."""
    text = TRUE.replace("T1", "U1").replace("hours_paid[none] - hours_paid[with_post]", "support[with_post, 20:60]")
    file = tmp_path / "U1.yaml"
    asked = [*line(place, str(file), out=tmp_path / "out"), "--no-figures", "--lang", lang]
    file.write_text(text, encoding="utf-8")
    main(asked)
    with (tmp_path / "out" / "scorecard.csv").open(encoding="utf-8-sig") as stream:
        row = next(csv.DictReader(stream))
    assert float(row["low"]) < float(row["estimate"])
    bound = float(row["estimate"]) - 0.1 * (float(row["estimate"]) - float(row["low"]))
    file.write_text(text.replace("below: 0", f"above: {bound}"), encoding="utf-8")
    capsys.readouterr()
    assert main(asked) == 1
    told = said(capsys)
    assert re.search(r"U1 .*\? (undecided|indécis)$", told, re.MULTILINE)
    assert re.search(r"(about|environ) 30[01] (replicates|répliques)", told)


def test_the_second_time_nothing_is_done(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [*line(place, str(place / "T1.yaml"), out=tmp_path), "--no-figures", "--lang", "en"]
    assert main(asked) == 0
    assert "6 simulations done" in said(capsys)
    first = {file: file.read_bytes() for file in tmp_path.rglob("scorecard.*")}
    assert main(asked) == 0
    assert "Nothing to do: everything was already done (6 simulations)." in said(capsys)
    assert {file: file.read_bytes() for file in tmp_path.rglob("scorecard.*")} == first
    assert main([*line(place, str(place / "T1.yaml"), out=tmp_path, n=4), "--no-figures", "--lang", "en"]) == 0
    assert "6 simulations done earlier were taken up again." in said(capsys)


def test_what_two_patterns_share_is_simulated_once(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*line(place, str(place / "mine"), out=tmp_path), "--no-figures", "--lang", "en"]) == 0
    told = said(capsys)
    assert "6 simulations done" in told
    assert told.index("M1  ") < told.index("M2  ")


def test_what_is_written_and_that_it_can_be_verified(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*line(place, str(place / "T1.yaml"), str(place / "F1.yaml"), out=tmp_path), "--lang", "fr"]) == 1
    said(capsys)
    for lang in LANGUAGES:
        page = (tmp_path / f"scorecard.{lang}.md").read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)]+)\)", page):
            assert (tmp_path / target).stat().st_size > 10_000
        assert ("graine 1" if lang == "fr" else "seed 1") in page
        assert "hlmsim validate" in page
    with (tmp_path / "scorecard.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["pattern"], row["verdict"]) for row in rows] == [
        ("T1", "shown"),
        ("T1", "shown"),
        ("F1", "not_shown"),
        ("F1", "shown"),
    ]
    assert (tmp_path / "patterns" / "T1.yaml").read_text(encoding="utf-8") == TRUE
    assert main(["verify", str(tmp_path), "--rerun", "1"]) == 0
    assert "6 of 6" in said(capsys).replace("6 runs of 6", "6 of 6")
    assert kept_sweep(tmp_path).experiment.scenarios[0].name == "small"
    (tmp_path / "scorecard.csv").write_text("changed", encoding="utf-8")
    assert main(["verify", str(tmp_path)]) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_pattern_is_refused_with_what_was_meant(
    place: Path, tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*line(place, "p12", out=tmp_path / "out"), "--lang", lang]) == 2
    told = said(capsys)
    assert "p12" in told
    assert re.search(r"(vouliez-vous dire|did you mean) P12", told, re.IGNORECASE)
    assert not (tmp_path / "out").exists()
    assert main([*line(place, str(place / "empty"), out=tmp_path / "out"), "--lang", lang]) == 2
    assert str(place / "empty") in said(capsys)
    assert main([*line(place, "none.yaml", out=tmp_path / "out"), "--lang", lang]) == 2
    assert "none.yaml" in said(capsys)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_broken_pattern_is_told_fault_by_fault(
    place: Path, tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    assert main([*line(place, "broken.yaml", out=tmp_path / "out"), "--lang", lang]) == 2
    refused = said(capsys)
    assert main(["check", "broken.yaml", "--lang", lang]) == 2
    checked = said(capsys)
    statistic = BROKEN.splitlines()[8].index("hours_payed") + 1
    for told in (refused, checked):
        assert "broken.yaml:3:6: use" in told
        assert f"broken.yaml:9:{statistic}: claims.0.statistic" in told
        assert "broken.yaml:10:" in told
        assert "hours_paid" in told
    assert ("4 fautes" if lang == "fr" else "4 faults") in checked
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sound_pattern_is_said_to_be(place: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(place / "T1.yaml"), "P2", str(place / "small.yaml"), "--lang", lang]) == 0
    told = said(capsys)
    assert told.count("aucune faute" if lang == "fr" else "no fault") == 3
    assert "T1.yaml" in told
    assert ("réglages : 2" if lang == "fr" else "settings: 2") in told


def test_the_same_number_twice_is_refused_and_the_same_file_is_not(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twin = tmp_path / "twin.yaml"
    twin.write_text(TRUE, encoding="utf-8")
    one = str(place / "T1.yaml")
    assert main([*line(place, one, str(twin), out=tmp_path / "out"), "--lang", "en"]) == 2
    assert "pattern T1 is already in T1.yaml" in said(capsys)
    assert main([*line(place, one, one, out=tmp_path / "out", n=2), "--no-figures", "--lang", "en"]) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_worlds_are_judged_beside_the_numbers_as_written(
    place: Path, tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = [*line(place, str(place / "T1.yaml"), out=out), "--worlds", "4", "--lang", lang]
    assert main(asked) == 0
    shown = capsys.readouterr()
    assert max(len(one.rstrip()) for one in shown.out.splitlines()) <= 80
    told = re.sub(r"\s+", " ", (shown.out + shown.err).replace("\N{NO-BREAK SPACE}", " "))
    fr = lang == "fr"
    assert ("10 réglages en tout, 3 répliques de chacun : 30 simulations" if fr else "30 simulations.") in told
    assert (
        "Tient dans 100 % des mondes plausibles (nettement dans 100 %)."
        if fr
        else "Holds in 100% of the plausible worlds (clearly in 100%)."
    ) in told
    assert ("du mauvais côté" if fr else "on the wrong side") in told
    page = (out / f"scorecard.{lang}.md").read_text(encoding="utf-8")
    assert ("chacun de 4 mondes plausibles" if fr else "each of 4 plausible worlds") in page
    with (out / "scorecard.csv").open(encoding="utf-8-sig") as stream:
        row = next(csv.DictReader(stream))
    assert (row["worlds"], row["worlds_within"], row["worlds_clear"]) == ("4", "1.0", "1.0")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["worlds"]["numbers"] == [0, 1, 2, 3, 4]
    assert main(["verify", str(out)]) == 0


def test_worlds_grow_upon_the_numbers_as_written(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, quick = tmp_path / "out", ["--no-figures", "--lang", "en"]
    asked = line(place, str(place / "T1.yaml"), out=out, n=2)
    assert main([*asked, *quick, "--worlds", "2"]) == 0
    assert "12 simulations done" in said(capsys)
    assert main([*asked, *quick, "--worlds", "3"]) == 0
    assert "12 simulations done earlier were taken up again." in said(capsys)


def test_worlds_from_a_file(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    asked = [*line(place, str(place / "T1.yaml"), out=out, n=2), "--no-figures", "--lang", "en"]
    assert main([*asked, "--worlds", str(place / "ensemble.csv")]) == 0
    assert "2 plausible worlds beside the numbers as written, 6 settings in all" in said(capsys)
    assert (out / "worlds.csv").read_text(encoding="utf-8") == ENSEMBLE
    bad = tmp_path / "bad.csv"
    bad.write_text("context.ties.decay\n0.02\n7\n", encoding="utf-8")
    assert main([*asked, "--worlds", str(bad)]) == 2
    assert "bad.csv:3:1: context.ties.decay" in said(capsys)
    assert main([*asked, "--worlds", "no_such"]) == 2
    assert "no_such" in said(capsys)


def test_shares_of_one_validation(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [*line(place, str(place / "T1.yaml"), out=tmp_path, n=2), "--no-figures", "--lang", "en"]
    for share in ("1/2", "2/2"):
        assert main([*asked, "--shard", share]) == 0
        assert "scorecard" not in said(capsys)
    assert main(asked) == 0
    assert "Nothing to do" in said(capsys)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_help_says_how_many_replicates(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--help", "--lang", lang]) == 0
    told = re.sub(r"\s+", " ", said(capsys))
    assert (REPLICATES, IN_EACH_WORLD) == (patterns.REPLICATES, patterns.IN_EACH_WORLD) == (400, 20)
    assert re.search(r"400.{1,8}20 (in each world|dans chaque monde)", told)


def test_the_schema_of_pattern_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--pattern", "-o", str(tmp_path / "pattern.schema.json")]) == 0
    found = json.loads((tmp_path / "pattern.schema.json").read_text(encoding="utf-8"))
    assert {"pattern", "settings", "claims"} <= found["properties"].keys()
    assert main(["schema", "--pattern", "--experiment"]) == 2
    assert "--pattern" in said(capsys)


def test_from_python(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[str | Path] = [place / "T1.yaml", str(place / "mine")]
    found = hlmsim.validate(place / "small.yaml", asked, worlds=2, replicates=3, out=tmp_path, jobs=1)
    assert list(found.table["pattern"].unique()) == ["T1", "M1", "M2"]
    assert set(found.table["verdict"]) == {"shown"}
    assert set(found.table["worlds"]) == {2}
    assert found.plot("M2", "fr").axes
    with pytest.raises(hlmsim.InputError, match="P7"):
        found.plot("P7")
    files = [word for one in asked for word in ("--pattern", str(one))]
    line = ["validate", str(place / "small.yaml"), *files, "--worlds", "2", "-n", "3", "--out", str(tmp_path)]
    assert main([*line, "--no-figures", "--lang", "en"]) == 0
    assert "Nothing to do" in said(capsys)


def test_from_python_what_is_no_pattern_is_refused(place: Path) -> None:
    for one in ("P99", place / "empty"):
        with pytest.raises(hlmsim.InputError, match=Path(one).name):
            hlmsim.validate(place / "small.yaml", [one], out=place / "never")
    with pytest.raises(hlmsim.ScenarioError):
        hlmsim.validate(place / "small.yaml", [place / "broken.yaml"], out=place / "never")
    assert not (place / "never").exists()


def test_check_also_sees_what_does_not_fit_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "T1.yaml"
    file.write_text(TRUE.replace("levers.posts.count: 0", "levers.actions.portfolio: {outreach: 0.9}"), "utf-8")
    assert main(["check", str(file), "--lang", "fr"]) == 2
    assert "T1.yaml:7:3: settings.none.levers.actions.portfolio" in said(capsys)
