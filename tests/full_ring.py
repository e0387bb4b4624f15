"""The long batteries at full size: ``python -m tests.full_ring``. The result and its commit go into a file."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
RECORD = ROOT / "tests" / "full_ring.md"


def git(*line: str) -> str:
    """What git prints."""
    asked = ["git", "-C", str(ROOT), "-c", "safe.directory=*", *line]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def commit() -> str:
    """The commit that is checked out; what differs from it does not go unsaid (the record itself left aside)."""
    changed = git("status", "--porcelain", "--", ".", f":!{RECORD.relative_to(ROOT).as_posix()}")
    return git("rev-parse", "HEAD") + (" with changes that are not committed" if changed else "")


def outcome(case: ElementTree.Element) -> str:
    """How a test ended."""
    return next((child.tag for child in case if child.tag in {"failure", "error", "skipped"}), "passed")


def record(results: ElementTree.Element, of: str) -> str:
    """The page: the commit, the machine, every test with its seconds."""
    cases = list(results.iter("testcase"))
    seconds = sum(float(case.get("time", 0)) for case in cases)
    ended = [outcome(case) for case in cases]
    counts = ", ".join(f"{ended.count(how)} {how}" for how in ("passed", "failure", "error", "skipped"))
    head = [
        "# The long batteries at full size: the last result",
        "",
        "Written by `uv run python -m tests.full_ring`.",
        "",
        f"- Commit: {of}",
        f"- Day: {datetime.now(UTC):%Y-%m-%d}; Python {platform.python_version()}, {os.cpu_count()} cores",
        f"- {counts}; {seconds:.0f} s of tests",
        "",
        "| Test | Seconds | Ended |",
        "| --- | --- | --- |",
    ]
    rows = [
        f"| `{case.get('classname')}.{case.get('name')}` | {float(case.get('time', 0)):.0f} | {how} |"
        for case, how in zip(cases, ended, strict=True)
    ]
    return "\n".join([*head, *rows, ""])


def main(*more: str) -> int:
    """Run the ring and keep its result; pytest's exit code. more: arguments for pytest."""
    of = commit()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.xml"
        line = [sys.executable, "-m", "pytest", "-m", "slow", f"--junitxml={file}", *more]
        code = subprocess.run(line, cwd=ROOT, env={**os.environ, "HLMSIM_RING": "full"}, check=False).returncode
        if file.exists():
            RECORD.write_text(record(ElementTree.parse(file).getroot(), of), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
