"""The front door: few names, pinned, and nothing heavy behind them until they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import hlmsim

NAMES = [
    "Comparison",
    "HLMModel",
    "HlmsimError",
    "InputError",
    "Partner",
    "Run",
    "RunError",
    "Scenario",
    "ScenarioError",
    "SnapshotError",
    "Sweep",
    "Tenant",
    "Worker",
    "__version__",
    "compare",
    "load",
    "read_results",
    "simulate",
    "sweep",
    "validate",
]
HEAVY = (
    "numba",
    "numpy",
    "mesa",
    "pandas",
    "matplotlib",
    "pyarrow",
    "pydantic",
    "scipy",
    "networkx",
    "rich",
    "yaml",
    "click",
)


def test_the_names_are_these() -> None:
    assert sorted(hlmsim.__all__) == NAMES
    assert dir(hlmsim) == NAMES
    assert len(NAMES) <= 20


@pytest.mark.parametrize("name", NAMES)
def test_every_name_opens(name: str) -> None:
    assert getattr(hlmsim, name) is not None


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="simulat"):
        _ = hlmsim.simulat


def _loaded(code: str) -> set[str]:
    shown = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in shown.stdout.splitlines()[-1].split()}


def test_the_front_door_imports_nothing_heavy() -> None:
    assert not _loaded("import hlmsim; hlmsim.__all__; hlmsim.InputError").intersection(HEAVY)


def test_help_imports_nothing_heavier_than_click() -> None:
    for line in (["--help"], ["compare", "--help"], ["sweep", "--help"], ["verify", "--help"], ["export", "--help"]):
        loaded = _loaded(f"from hlmsim.interface.cli import main; main({line!r})")
        assert loaded.intersection(HEAVY) == {"click"}
