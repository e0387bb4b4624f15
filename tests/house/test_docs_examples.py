"""What the documentation shows is run, and what it prints is compared.

A block opens with ```console run or ```python run. In a console block a line that begins with ``$`` is a command and
the lines below it, if any, are its output; a python block may be followed by a ```text output block. In expected
output ``...`` stands for any text. Blocks of one page run in order, in one folder that holds a copy of the scenarios.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(?P<info>[a-z]+ (?:run|output))\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    line: int
    command: str | None
    code: str | None
    expected: str | None


def examples(page: str) -> list[Example]:
    """Every command and piece of code of a page that is to be run, in order."""
    found: list[Example] = []
    for block in BLOCK.finditer(page):
        line = page.count("\n", 0, block.start()) + 1
        body, info = block["body"], block["info"]
        if info == "console run":
            parts = re.split(r"^\$ ", body, flags=re.MULTILINE)
            assert not parts[0].strip(), f"line {line}: a console block begins with a command"
            for part in parts[1:]:
                command, _, output = part.partition("\n")
                found.append(Example(line, command, None, output if output.strip() else None))
        elif info == "python run":
            found.append(Example(line, None, body, None))
        elif info == "text output":
            last = found.pop()
            found.append(Example(last.line, last.command, last.code, body))
    return found


def run(example: Example, folder: Path) -> str:
    """Run one example; return what it printed."""
    environment = os.environ | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
    }
    command = (example.command or "").removeprefix("pip install uv && ").removeprefix("uv run ")
    asked = ["bash", "-c", command] if example.command else [sys.executable, "-c", example.code or ""]
    done = subprocess.run(asked, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"line {example.line}: {asked[-1]}\n{done.stdout}{done.stderr}"
    return done.stdout


def matches(expected: str, printed: str) -> bool:
    """Whether the output is the expected one, up to spaces at line ends and what ``...`` stands for."""
    tidy = ["\n".join(line.rstrip() for line in text.strip().splitlines()) for text in (expected, printed)]
    pattern = ".*".join(re.escape(part) for part in tidy[0].split("..."))
    return re.fullmatch(pattern, tidy[1], re.DOTALL) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_run_and_print_what_they_say(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    for example in examples(page.read_text(encoding="utf-8")):
        printed = run(example, tmp_path)
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


def test_a_wrong_example_is_noticed() -> None:
    console = "```console run\n$ echo one two\none ...\n$ true\n```\n"
    python = "```python run\nprint(1)\n```\n\n```text output\n2\n```\n"
    first, second, third = examples(f"# Page\n\n{console}\n{python}")
    assert (first.command, first.expected, second.expected) == ("echo one two", "one ...\n", None)
    assert matches(first.expected or "", run(first, ROOT))
    assert not matches(third.expected or "", run(third, ROOT))
    with pytest.raises(AssertionError):
        run(Example(1, "false", None, None), ROOT)
