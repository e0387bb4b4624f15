"""Names longer than a file system takes (255 bytes) are refused or cut, in words, wherever a person can give one."""

from __future__ import annotations

from pathlib import Path

import pytest

import hlmsim
from hlmsim.interface.cli import main
from hlmsim.interface.cli.program import COMMANDS
from tests.interface.conftest import BASE, write_scenarios
from tests.interface.test_door import SWEPT

LONG = "x" * 300
WIDE = "é" * 200
"""Fewer characters than 255, and more bytes."""
FAST = "--weeks 30 -n 1 --no-figures -j 1"
REFUSED = {
    "run": ("NAME", "NAME.yaml", f"small.yaml {FAST} --out NAME", "small.yaml --group NAME", "small.yaml --set NAME=1"),
    "compare": (
        "small.yaml NAME.yaml",
        f"small.yaml other.yaml {FAST} --out NAME",
        "small.yaml other.yaml --worlds NAME",
        "small.yaml other.yaml --precision NAME=1",
        "small.yaml other.yaml --equivalent NAME=1",
    ),
    "sweep": ("NAME", "NAME.yaml", f"swept.yaml {FAST} --out NAME", "swept.yaml --design NAME.csv"),
    "sensitivity": ("NAME", "NAME.yaml", "what_matters_most --out NAME"),
    "validate": ("NAME.yaml", "small.yaml -p NAME", "small.yaml -p NAME.yaml", "small.yaml -p P2 --worlds NAME.csv"),
    "calibrate": ("NAME", "NAME.yaml", "calibration --out NAME"),
    "check": ("NAME", "NAME.yaml"),
    "show": ("NAME", "small.yaml --against NAME", "small.yaml --only NAME"),
    "network": ("NAME.yaml -o site.csv", "small.yaml -o NAME.csv", "small.yaml -o NAME.graphml"),
    "play": ("NAME --no-browser", "small.yaml --scene NAME.yaml --no-browser"),
    "replay": ("NAME.yaml -o page.html", "small.yaml --weeks 5 -o NAME.html"),
    "new": ("NAME", "mine --out NAME.yaml", "mine --from NAME"),
    "new-site": ("NAME", "-o NAME"),
    "import": ("NAME.csv -o site", "own.csv -o NAME"),
    "verify": ("NAME",),
    "report": ("NAME",),
    "export": ("NAME",),
    "schema": ("-o NAME.json",),
    "completion": ("NAME",),
}
"""Lines of the command line with a name that cannot be."""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HLMSIM_DEBUG", "1")  # an unforeseen error is raised rather than told
    write_scenarios(tmp_path)
    Path("swept.yaml").write_text(SWEPT, encoding="utf-8")
    Path("own.csv").write_text("dwelling,building\n1,A\n2,A\n", encoding="utf-8")


def test_every_command_is_in_these_tests() -> None:
    assert set(REFUSED) == set(COMMANDS)


@pytest.mark.parametrize("name", [LONG, WIDE], ids=["long", "wide"])
@pytest.mark.parametrize(("command", "line"), [(command, line) for command, lines in REFUSED.items() for line in lines])
def test_a_name_that_cannot_be_is_refused_in_words(command, line, name, capsys) -> None:
    before = sorted(Path().rglob("*"))
    assert main([command, *(word.replace("NAME", name) for word in line.split()), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert name[:20] in said
    assert sorted(Path().rglob("*")) == before


@pytest.mark.parametrize("name", [LONG, WIDE], ids=["long", "wide"])
def test_python_refuses_it_too(name) -> None:
    small = hlmsim.load("small.yaml", weeks=30)
    for asked in (
        lambda: hlmsim.load(f"{name}.yaml"),
        lambda: hlmsim.compare([small], out=name),
        lambda: hlmsim.compare([small], worlds=f"{name}.csv"),
        lambda: hlmsim.sweep("swept.yaml", design=f"{name}.csv"),
        lambda: hlmsim.sweep(f"{name}.yaml"),
        lambda: hlmsim.validate(small, [name]),
        lambda: hlmsim.read_results(name),
        lambda: small.save(f"{name}.yaml"),
    ):
        with pytest.raises(hlmsim.HlmsimError, match=name[:20]):
            asked()
    assert not list(Path().glob("results/*"))


def test_long_titles_and_factors_are_simulated_and_written(capsys) -> None:
    Path("titled.yaml").write_text(BASE.replace("Small site", LONG).replace("Petit plan", WIDE), encoding="utf-8")
    swept = SWEPT.replace("Trial", LONG).replace("posts:", f"{LONG}:").replace("small", "titled")
    Path("swept.yaml").write_text(swept, encoding="utf-8")
    assert main(["sweep", "swept.yaml", *FAST.split(), "--out", "swept", "--lang", "en"]) == 0
    assert LONG[:20] in capsys.readouterr().out
    assert main(["export", "swept", "--table", "answer", "-o", "swept.csv"]) == 0


def test_a_scenario_of_the_longest_name_is_simulated() -> None:
    name = "x" * 250
    Path(f"{name}.yaml").write_text(BASE, encoding="utf-8")
    assert main(["run", f"{name}.yaml", *FAST.split()]) == 0
    (out,) = Path("results").iterdir()
    assert main(["verify", str(out)]) == 0
    assert main(["new", name[:-5], "--from", f"{name}.yaml"]) == 0
