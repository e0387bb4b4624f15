"""What the documentation shows is run, and what it prints is compared.

A block opens with one of
  ```console run      lines that begin with ``$`` are commands, the lines below each, if any, what it prints
  ```python run       a script; a ```text output block may follow with what it prints
  ```yaml file NAME   a file of that name, for the commands below it
In expected output ``...`` stands for any text. The blocks of a page run in order, in one folder with the scenarios.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(?P<info>[a-z]+ (?:run|output|file \S+))\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A shell command, or a file (run if it is a script). expected: what it prints, if the page says so."""

    line: int
    text: str
    file: str | None = None
    expected: str | None = None


def examples(page: str) -> list[Example]:
    """Every command and file of a page, in order."""
    found: list[Example] = []
    for block in BLOCK.finditer(page):
        line = page.count("\n", 0, block.start()) + 1
        kind, action, *names = block["info"].split()
        if (kind, action) == ("console", "run"):
            first, *parts = re.split(r"^\$ ", block["body"], flags=re.MULTILINE)
            assert not first.strip(), f"line {line}: a console block begins with a command"
            for part in parts:
                command, _, output = part.partition("\n")
                found.append(
                    Example(line, command.removeprefix("uv run "), expected=output if output.strip() else None)
                )
        elif action == "output":
            found.append(replace(found.pop(), expected=block["body"]))
        else:
            found.append(Example(line, block["body"], names[0] if names else "example.py"))
    return found


def run(example: Example, folder: Path, programs: Path) -> str:
    """Write or run one example; return what a person would see, results and messages. programs: the warm ones."""
    if example.file:
        (folder / example.file).write_text(example.text, encoding="utf-8")
        if not example.file.endswith(".py"):
            return ""
    here = {"PATH": os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ.get("PATH", "")])}
    plain = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
    asked = [str(programs / "python"), example.file] if example.file else ["bash", "-c", example.text]
    done = subprocess.run(
        asked,
        cwd=folder,
        env=os.environ | here | plain,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"line {example.line}: {example.text}\n{done.stdout}"
    return done.stdout.replace("\N{ZERO WIDTH NO-BREAK SPACE}", "")  # the mark of UTF-8, which nobody sees


def matches(expected: str, printed: str) -> bool:
    """Whether the output is the expected one, up to the width of gaps and what ``...`` stands for."""
    expected, printed = (re.sub(r"─+", "─", text) for text in (expected, printed))
    tidy = ["\n".join(" ".join(line.split()) for line in text.strip().splitlines()) for text in (expected, printed)]
    pattern = ".*".join(re.escape(part) for part in tidy[0].split("..."))
    return re.fullmatch(pattern, tidy[1], re.DOTALL) is not None


def asked(page: Path) -> Any:
    """A page to try; French ones, with the same commands, in the long batteries."""
    name = page.relative_to(ROOT).as_posix()
    return pytest.param(page, id=name, marks=[pytest.mark.slow] if name.startswith("docs/fr/") else [])


@pytest.mark.parametrize("page", [asked(page) for page in PAGES])
def test_examples_run_and_print_what_they_say(page: Path, tmp_path: Path, programs: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    for example in examples(page.read_text(encoding="utf-8")):
        printed = run(example, tmp_path, programs)
        if example.expected is not None:
            assert matches(example.expected, printed), f"{page.name}, line {example.line}, printed:\n{printed}"


def test_some_examples_are_run() -> None:
    assert len([example for page in PAGES for example in examples(page.read_text(encoding="utf-8"))]) >= 4


def test_every_link_between_pages_leads_somewhere() -> None:
    lost = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            path, _, anchor = target.partition("#")
            if path.startswith("http"):
                continue
            goal = (page.parent / path) if path else page
            if not goal.exists() or (anchor and anchor not in _anchors(goal)):
                lost.append(f"{page.relative_to(ROOT)}: {target}")
    assert lost == []


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_a_wrong_example_is_noticed(tmp_path: Path, programs: Path) -> None:
    console = "```console run\n$ echo one two\none ...\n$ true\n```\n"
    python = "```python run\nprint(1)\n```\n\n```text output\n2\n```\n"
    first, second, third = examples(f"# Page\n\n{console}\n{python}")
    assert (first.text, first.expected, second.expected) == ("echo one two", "one ...\n", None)
    assert matches(first.expected or "", run(first, tmp_path, programs))
    assert not matches(third.expected or "", run(third, tmp_path, programs))
    with pytest.raises(AssertionError):
        run(Example(1, "false"), tmp_path, programs)
