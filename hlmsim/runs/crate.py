"""The manifest once more as RO-Crate 1.1, which archives read: files, who made them, from what, with which command."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

CRATE = "ro-crate-metadata.json"

_VERSION = "https://w3id.org/ro/crate/1.1"
_NOT_CHOSEN = "https://choosealicense.com/no-permission/"
"""What holds as long as the authors of a study have chosen no licence for their results."""

_SOFTWARE_LICENCE = "https://spdx.org/licenses/MIT"
_FORMATS = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
}
_NOT_SOFTWARE = {"model", "platform", "commit"}

Entity = dict[str, Any]


def write_crate(folder: Path, manifest: Mapping[str, Any], own: str) -> Path:
    """Write the crate of a results folder, unless it already says the same. own: name of the manifest's file."""
    file, text = folder / CRATE, crate_text(folder, manifest, own)
    if file.exists() and file.read_bytes() == text.encode():
        return file
    part = file.with_name(f".{CRATE}.{uuid.uuid4().hex[:8]}.part")
    part.write_text(text, encoding="utf-8")
    return part.replace(file)


def crate_text(folder: Path, manifest: Mapping[str, Any], own: str) -> str:
    """The crate of a results folder; it follows from the manifest and the sizes of the files."""
    graph = {"@context": f"{_VERSION}/context", "@graph": list(_entities(folder, manifest, own))}
    return json.dumps(graph, indent=1, ensure_ascii=False) + "\n"


def _entities(folder: Path, manifest: Mapping[str, Any], own: str) -> Iterator[Entity]:
    names = [name for name in (own, *manifest["files"]) if (folder / name).exists()]
    files = [_file(folder, name, manifest["files"].get(name)) for name in names]
    software = list(_software(manifest["versions"]))
    parameters = [_parameter(name, manifest.get(name)) for name in ("study_seed", "replicates")]
    yield {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _VERSION},
        "about": {"@id": "./"},
    }
    yield {
        "@id": "./",
        "@type": "Dataset",
        **_said(manifest),
        "datePublished": manifest["made"]["finished"],
        "license": {"@id": _NOT_CHOSEN},
        "hasPart": [_to(file) for file in files],
        "mentions": {"@id": "#made"},
    }
    yield {"@id": _NOT_CHOSEN, "@type": "CreativeWork", "name": "No licence"}
    yield {"@id": _SOFTWARE_LICENCE, "@type": "CreativeWork", "name": "MIT"}
    yield from files
    yield from software
    yield from parameters
    yield _action(manifest, files, parameters)


def _said(manifest: Mapping[str, Any]) -> Entity:
    """Name and description, in the words of the study."""
    if "experiment" in manifest:
        experiment = manifest["experiment"]
        name, question = _both(experiment["title"]), _both(experiment.get("question") or {})
        return {"name": name or experiment["name"], "description": question or experiment["name"]}
    scenarios = manifest["scenarios"]
    names = ", ".join(scenario["name"] for scenario in scenarios)
    return {"name": names, "description": "; ".join(_both(scenario["title"]) for scenario in scenarios) or names}


def _both(words: Mapping[str, str]) -> str:
    return " / ".join(dict.fromkeys(word for word in (words.get("fr"), words.get("en")) if word))


def _file(folder: Path, name: str, digest: str | None) -> Entity:
    """One file. The manifest has no hash in itself, and no size that would hold."""
    entity: Entity = {"@id": quote(name), "@type": "File", "name": name}
    ending = PurePosixPath(name).suffix
    if ending in _FORMATS:
        entity["encodingFormat"] = _FORMATS[ending]
    if digest is not None:
        entity |= {"contentSize": str((folder / name).stat().st_size), "sha256": digest}
    return entity


def _software(versions: Mapping[str, str | None]) -> Iterator[Entity]:
    """The program, and what it stands on."""
    known = {name: number for name, number in versions.items() if number and name not in _NOT_SOFTWARE}
    below = [name for name in known if name != "hlmsim"]
    program: Entity = {
        "@id": "#hlmsim",
        "@type": "SoftwareApplication",
        "name": "hlmsim",
        "softwareVersion": known.get("hlmsim", ""),
        "version": versions["model"],
        "license": {"@id": _SOFTWARE_LICENCE},
        "operatingSystem": versions.get("platform"),
        "softwareRequirements": [{"@id": f"#{name}"} for name in below],
    }
    if versions.get("commit"):
        program["identifier"] = versions["commit"]
    yield program
    for name in below:
        yield {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name, "softwareVersion": known[name]}


def _parameter(name: str, value: Any) -> Entity:
    return {"@id": f"#{name}", "@type": "PropertyValue", "name": name, "value": value}


def _action(manifest: Mapping[str, Any], files: list[Entity], parameters: list[Entity]) -> Entity:
    made = manifest["made"]
    end = datetime.fromisoformat(made["finished"])
    asked = [file for file in files if _is_input(file["name"])]
    action: Entity = {
        "@id": "#made",
        "@type": "CreateAction",
        "name": " ".join(made.get("command") or ()) or "hlmsim",
        "instrument": {"@id": "#hlmsim"},
        "object": [_to(entity) for entity in (*asked, *parameters)],
        "result": [_to(file) for file in files if file not in asked],
        "endTime": end.isoformat(),
    }
    if "seconds" in made:
        action["startTime"] = (end - timedelta(seconds=made["seconds"])).isoformat(timespec="seconds")
    return action


def _is_input(name: str) -> bool:
    return name.startswith("scenarios/") or name in {"experiment.yaml", "design.csv"}


def _to(entity: Entity) -> Entity:
    return {"@id": entity["@id"]}
