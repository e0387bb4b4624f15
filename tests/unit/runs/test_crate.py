"""The crate of a results folder, as the library of RO-Crate reads it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from rocrate.rocrate import ROCrate

from hlmsim.runs.crate import CRATE, crate_text, write_crate
from hlmsim.runs.manifest import MANIFEST, read_manifest
from hlmsim.runs.provenance import seal


@pytest.fixture
def folder(batch: Any, tmp_path: Path) -> Path:
    """A batch of two stand-ins, with what a study leaves beside the runs; one name is not plain."""
    batch(command=("hlmsim", "compare", "status_quo", "concertation"), jobs=2).do(3)
    out = tmp_path / "out"
    (out / "figures" / "fr").mkdir(parents=True)
    (out / "figures" / "fr" / "réseau d'été.svg").write_text("<svg/>")
    (out / "scenarios").mkdir(exist_ok=True)
    (out / "scenarios" / "status_quo.yaml").write_text("schema: 1\n")
    (out / "notes.odt").write_bytes(b"?")
    seal(out)
    return out


def entity(crate: ROCrate, key: str) -> Any:
    found = crate.dereference(key)
    assert found is not None, key
    return found


def test_every_file_is_described(folder: Path) -> None:
    crate = ROCrate(folder)
    files = {one["name"]: one for one in crate.data_entities if one.type == "File"}
    assert files.keys() == {*read_manifest(folder)["files"], MANIFEST}
    for name, described in files.items():
        assert Path(crate.source, described.source).exists()
        if name != MANIFEST:
            content = (folder / name).read_bytes()
            assert described["sha256"] == hashlib.sha256(content).hexdigest()
            assert int(described["contentSize"]) == len(content)
    formats = {name: described.get("encodingFormat") for name, described in files.items()}
    assert formats["figures/fr/réseau d'été.svg"] == "image/svg+xml"
    assert formats[MANIFEST] == "application/json"
    assert formats["notes.odt"] is None
    assert {format for name, format in formats.items() if name.endswith(".parquet")} == {
        "application/vnd.apache.parquet"
    }


def test_who_made_it_from_what_and_with_which_command(folder: Path) -> None:
    crate, manifest = ROCrate(folder), read_manifest(folder)
    assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.1"
    assert crate.root_dataset["license"] is not None
    assert crate.root_dataset["datePublished"] == manifest["made"]["finished"]
    program = entity(crate, "#hlmsim")
    assert (program["softwareVersion"], program["version"]) == (
        manifest["versions"]["hlmsim"],
        manifest["versions"]["model"],
    )
    assert {one["name"]: one["softwareVersion"] for one in program["softwareRequirements"]}.items() >= {
        "numpy": manifest["versions"]["numpy"],
        "python": manifest["versions"]["python"],
    }.items()
    (action,) = [one for one in crate.contextual_entities if one.type == "CreateAction"]
    assert action["name"] == "hlmsim compare status_quo concertation"
    assert action["instrument"] == program
    assert action["startTime"] <= action["endTime"] == manifest["made"]["finished"]
    asked = {one["name"]: one for one in action["object"]}
    assert asked.keys() == {"scenarios/status_quo.yaml", "study_seed", "replicates"}
    assert asked["replicates"]["value"] == 3
    given = {one["name"] for one in action["result"]}
    assert len(given) == len(manifest["files"])
    assert not given & asked.keys()


def test_the_words_are_those_of_the_study(folder: Path) -> None:
    manifest = read_manifest(folder)

    def root(**facts: Any) -> dict[str, Any]:
        graph = json.loads(crate_text(folder, {**manifest, **facts}, MANIFEST))["@graph"]
        return {one["@id"]: one for one in graph}["./"]

    assert root()["name"] == "status_quo, concertation"
    assert root()["description"] == "Titre / Title; Titre / Title"
    said = {"name": "turnover", "title": {"fr": "Roulement", "en": "Turnover"}, "question": {"fr": "Et?", "en": "So?"}}
    sweep = root(kind="sweep", experiment=said)
    assert (sweep["name"], sweep["description"]) == ("Roulement / Turnover", "Et? / So?")
    assert root(experiment={"name": "turnover", "title": {}})["name"] == "turnover"


def test_the_same_manifest_gives_the_same_bytes(folder: Path) -> None:
    before, when = (folder / CRATE).read_bytes(), (folder / CRATE).stat().st_mtime_ns
    write_crate(folder, read_manifest(folder), MANIFEST)
    assert (folder / CRATE).stat().st_mtime_ns == when
    (folder / CRATE).unlink()
    write_crate(folder, read_manifest(folder), MANIFEST)
    assert (folder / CRATE).read_bytes() == before


def test_a_batch_that_ran_nothing_has_no_start(folder: Path) -> None:
    manifest = read_manifest(folder)
    del manifest["made"]["seconds"]
    manifest["made"]["command"] = []
    manifest["versions"]["commit"] = None
    graph = {one["@id"]: one for one in json.loads(crate_text(folder, manifest, MANIFEST))["@graph"]}
    assert "startTime" not in graph["#made"]
    assert graph["#made"]["name"] == "hlmsim"
    assert "identifier" not in graph["#hlmsim"]


@pytest.mark.parametrize("damage", [b"\xaf", b"", b"{}"])
def test_a_damaged_crate_is_written_anew_by_the_same_command(batch: Any, tmp_path: Path, damage: bytes) -> None:
    batch().do(3)
    crate = tmp_path / "out" / CRATE
    before = crate.read_bytes()
    crate.write_bytes(before[:50] + damage)
    batch(replace=True).do(3)
    assert crate.read_bytes() == before
