"""The door for writing from Python: results that are read back are no inputs, ``replace=`` is ``--replace``."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import hlmsim
from hlmsim.interface.brief import compared, scenarios_of
from hlmsim.interface.networks import networks_of
from hlmsim.interface.outputs import Outputs
from hlmsim.runs.asked import replay
from hlmsim.runs.results import read_results as read
from hlmsim.runs.verify import verify
from hlmsim.scenario import inputs
from tests.interface.conftest import write_scenarios
from tests.interface.test_door import SWEPT
from tests.refusals import refused


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> list[hlmsim.Scenario]:
    """Two small scenarios, of which the files are beside an experiment."""
    folder = tmp_path_factory.mktemp("python")
    write_scenarios(folder)
    (folder / "swept.yaml").write_text(f"{SWEPT}outcomes: [support]\n", encoding="utf-8")
    return [hlmsim.load(folder / f"{name}.yaml", weeks=30) for name in ("small", "other")]


@pytest.fixture
def foreign(tmp_path) -> Path:
    """A folder of somebody else, with a file under the name of a result."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "design.csv").write_text("mine", encoding="utf-8")
    (tmp_path / "theirs" / "notes.txt").write_text("mine", encoding="utf-8")
    return tmp_path / "theirs"


def _inputs_in(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and inputs.is_input(file)]


def test_a_comparison_read_back_is_no_input(small, tmp_path) -> None:
    out = tmp_path / "out"
    Outputs(hlmsim.compare(small, replicates=2, jobs=1, out=out).results, "en").write(figures=())
    effects = hlmsim.read_results(out)
    assert len(effects.table)
    outputs = compared(effects.results, "en")
    assert set(scenarios_of(outputs)) == {"small", "other"}
    assert set(networks_of(out, ["small", "other"], "en")) == {"small", "other"}
    assert verify(out, rerun=1).ok
    assert replay(out, "small", 0).summary
    assert _inputs_in(out) == []
    longer = [hlmsim.load(scenario.file or "", weeks=32) for scenario in small]
    assert hlmsim.compare(longer, replicates=2, jobs=1, out=out).missing == ()


def test_a_sweep_read_back_is_no_input(small, tmp_path) -> None:
    out, file = tmp_path / "out", Path(small[0].file or "").with_name("swept.yaml")
    hlmsim.sweep(file, replicates=2, jobs=1, out=out)
    swept = hlmsim.read_results(out)
    assert len(swept.answer)
    assert "Trial" in swept.page("en")
    assert verify(out).ok
    assert _inputs_in(out) == []


@pytest.mark.parametrize("function", ["compare", "sweep", "validate"])
def test_replace_allows_what_the_option_allows(small, foreign, function) -> None:
    def write(**how: object) -> None:
        file = Path(small[0].file or "").with_name("swept.yaml")
        given = {"compare": (small,), "sweep": (file,), "validate": (small[0], ["P2"])}[function]
        getattr(hlmsim, function)(*given, replicates=2, jobs=1, out=foreign, **how)

    with refused(hlmsim.InputError, "door_foreign_folder"):
        write()
    assert sorted(entry.name for entry in foreign.iterdir()) == ["design.csv", "notes.txt"]
    write(replace=np.bool_(True))
    assert (foreign / "manifest.json").exists()
    assert (foreign / "notes.txt").read_text(encoding="utf-8") == "mine"
    write()
    table = next((foreign / "runs").rglob("runs.parquet"))
    table.write_bytes(table.read_bytes()[:-1])
    with pytest.raises(hlmsim.HlmsimError, match=f"hlmsim.{function}") as told:
        len(read(foreign).runs)
    assert all(f"hlmsim.{other}" not in str(told.value) for other in {"compare", "sweep", "validate"} - {function})


def test_replace_never_replaces_an_input(small, tmp_path) -> None:
    home = Path(small[0].file or "").parent
    place = tmp_path / "scenarios"
    shutil.copytree(home, place)
    here = [hlmsim.load(place / f"{name}.yaml", weeks=30) for name in ("small", "other")]
    before = (place / "small.yaml").read_bytes()
    with refused(hlmsim.InputError, "door_input"):
        hlmsim.compare(here, replicates=1, jobs=1, out=tmp_path, replace=True)
    assert (place / "small.yaml").read_bytes() == before


@pytest.mark.parametrize("wrong", ["no", 1, None, []])
def test_a_switch_is_true_or_false(small, tmp_path, wrong) -> None:
    with refused(hlmsim.InputError, "not_a_switch"):
        hlmsim.compare(small, replicates=1, out=tmp_path / "out", replace=wrong)
    assert not (tmp_path / "out").exists()
