"""``hlmsim import``: one sentence of what was taken and left out, then a site that is checked and compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from hlmsim.interface.cli import main
from hlmsim.runs.results import read_results
from tests.fuzz.shapes import SITE, TIES, comma, text

SENTENCES = {
    (
        "en",
        12,
    ): "12 dwellings, 2 buildings, 18 ties (weight → strength); 1 row left out: total; 2 group nodes left out.",
    ("fr", 12): (
        "12 logements, 2 bâtiments, 18 liens (weight → strength); 1 ligne laissée de côté : total; "
        "2 nœuds de groupe laissés de côté."
    ),
    ("en", 1): "1 dwelling, 1 building, 1 organisation; 2 rows left out: totals.",
    ("fr", 1): "1 logement, 1 bâtiment, 1 organisme; 2 lignes laissées de côté : totaux.",
}
PARTNERS = (
    "Organisme;Type;Domaines;Capacité;accompagnement;démarchage;collectif;milieu de vie\nX;école;santé;2;1;0;0;0\n"
)


def _network() -> str:
    """Ties alone, with two nodes that hold the others."""
    edges = "".join(f'<edge source="{a}" target="{b}"><data key="w">{s}</data></edge>' for a, b, s in TIES)
    nodes = "".join(f'<node id="{name}"/>' for name, *_ in SITE)
    groups = f'<node id="g"><graph>{nodes}</graph></node><node id="h"><graph/></node>'
    head = '<graphml><key id="w" for="edge" attr.name="weight"/><graph edgedefault="directed">'
    return f"{head}{groups}{edges}</graph></graphml>"


@pytest.mark.parametrize(("lang", "size"), SENTENCES)
def test_one_sentence_says_what_was_taken_and_left_out(
    lang: str, size: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = size == 1
    rows = text([["Logement", "Bâtiment"], *(row[:2] for row in SITE[:size]), *[["Total", size]] * (2 if small else 1)])
    other = PARTNERS if small else _network()
    files = [tmp_path / "d.csv", tmp_path / ("p.csv" if small else "g.graphml")]
    for file, said in zip(files, (rows, other), strict=True):
        file.write_text(said, encoding="utf-8")
    assert main(["import", *map(str, files), "-o", str(tmp_path / "out"), "--lang", lang]) == 0
    told = capsys.readouterr().out.splitlines()[0]
    assert told.replace("\N{NO-BREAK SPACE}", " ") == SENTENCES[lang, size]


def test_from_tables_to_a_comparison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    homes = [["Logement", "Bâtiment", "Type de ménage"], *([*row[:2], "famille"] for row in SITE)]
    Path("d.csv").write_text(text([["Liste"], *homes, ["Total", 12]]), encoding="cp1252")
    ties = [["De", "Vers", "Force"], *([a, b, comma(s)] for a, b, s in TIES)]
    Path("t.csv").write_text(text(ties), encoding="utf-16")
    both = ["mine/site.yaml", "mine/stronger.yaml"]
    assert main(["import", "d.csv", "t.csv", "-o", "mine", "--lang", "fr"]) == 0
    assert main(["check", *both, "--lang", "fr"]) == 0
    small = ["-n", "2", "--weeks", "30", "--set", "horizon.burn_in=10", "--no-figures"]
    assert main(["compare", *both, *small, "--out", "found", "--lang", "fr"]) == 0
    assert len(read_results("found").runs) == 4
