"""The repository itself: pins that agree, one version, small files, nothing that only one machine knows."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

LONGEST_FILE = 400
# Spelt in two halves, so that this file does not find itself.
FOREIGN = re.compile("|".join(["/" + "root/", "/" + "work/", "/" + "home/", "pypi" + r"\.org", "python" + "hosted"]))


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[Path]:
    """Every file that git would keep: tracked, or new and not ignored."""
    asked = [
        "git",
        "-C",
        str(root),
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    return sorted({path for name in listed.split("\0") if name and (path := root / name).is_file()})


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, str]:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_file_stays_out(root: Path, tracked: list[Path]) -> None:
    assert root / "uv.lock" not in tracked


def test_no_machine_path_and_no_registry_address(root: Path, tracked: list[Path]) -> None:
    found = []
    for path in tracked:
        content = path.read_bytes()
        if b"\0" not in content:
            lines = enumerate(content.decode("utf-8").splitlines(), 1)
            found += [
                f"{path.relative_to(root)}:{number}: {line.strip()}" for number, line in lines if FOREIGN.search(line)
            ]
    assert found == []


def test_no_file_is_too_long(root: Path, tracked: list[Path]) -> None:
    code = [path for path in tracked if path.suffix in {".py", ".ts"}]
    lengths = {str(path.relative_to(root)): len(path.read_text(encoding="utf-8").splitlines()) for path in code}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_work_is_left_undone(root: Path, tracked: list[Path]) -> None:
    excuses = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplemented" + r"Error|mark\.(skip|xfail)|type: ignore(?!\[)")
    here = Path(__file__).resolve()
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in tracked
        if path.suffix == ".py" and path.resolve() != here
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if excuses.search(line)
    ]
    assert found == []


def test_both_lists_of_pins_agree(root: Path, project: dict[str, Any]) -> None:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines == project["tool"]["uv"]["constraint-dependencies"]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line) for line in lines)
    names = [line.partition("==")[0] for line in lines]
    assert names == sorted(set(names))


def test_every_direct_dependency_is_pinned(project: dict[str, Any], pins: dict[str, str]) -> None:
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {_plain(re.split(r"[<>=!~\[ ;]", line)[0]) for line in asked}
    assert names - {_plain(name) for name in pins} == set()


def test_the_installed_versions_are_the_pinned_ones(pins: dict[str, str]) -> None:
    installed = {_plain(one.metadata["Name"]): one.version for one in metadata.distributions()}
    different = {
        name: (installed[_plain(name)], pin) for name, pin in pins.items() if installed.get(_plain(name), pin) != pin
    }
    assert different == {}


def test_one_version(root: Path, project: dict[str, Any]) -> None:
    version = project["project"]["version"]
    assert metadata.version("hlmsim") == version
    assert str(yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))["version"]) == version
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(version)}\]", changelog, re.MULTILINE)
    literal = re.compile(rf"""['"]{re.escape(version)}['"]""")
    written = [
        str(path) for path in (root / "hlmsim").rglob("*.py") if literal.search(path.read_text(encoding="utf-8"))
    ]
    assert written == []


def test_readme_opens_with_the_two_commands(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    english, french = readme.split("## En français")
    for half in (english, french):
        assert "pip install uv && uv run hlmsim compare scenarios/status_quo.yaml scenarios/concertation.yaml" in half
        assert "pip install uv && uv run pytest" in half
