"""Answer the shipped experiments again: ``python -m tests.answers.refresh [NAME …]``.

Each answer stands beside its experiment, as a page in each language and a table; the page's last lines give the
command. ``validation`` is the scorecard of the shipped patterns. A calibration also gives its plausible worlds, which
ship under ``scenarios/worlds``; its medoid goes into the reference scenario by ``tests.answers.baseline``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

EXPERIMENTS = Path(__file__).parent.parent.parent / "experiments"
ANSWERS = EXPERIMENTS / "answers"
VALIDATION = "validation"
CALIBRATION = "calibration"
WORLDS = EXPERIMENTS.parent / "scenarios" / "worlds" / "plausible.csv"
REPLICATES = "1000"
"""Of each setting of a validation: enough to decide on patterns that lie close to a bound."""
_ANSWER = {"answer.fr.md": ".fr.md", "answer.en.md": ".en.md"}
FILES: Mapping[str, Mapping[str, str]] = {
    "sweep": {**_ANSWER, "answer.csv": ".csv"},
    "sensitivity": {**_ANSWER, "sensitivity.csv": ".csv"},
    "validate": {"scorecard.fr.md": ".fr.md", "scorecard.en.md": ".en.md", "scorecard.csv": ".csv"},
    "calibrate": {
        "calibration.fr.md": ".fr.md",
        "calibration.en.md": ".en.md",
        "targets.csv": ".csv",
        "parameters.csv": "-parameters.csv",
        "coverage.csv": "-coverage.csv",
    },
}
"""By command, what is kept and under which ending."""
DONE: Mapping[str, tuple[int, ...]] = {"validate": (0, 1)}
"""How a command may end, other than with 0: a validation with 1 where a pattern is not shown."""


def names() -> list[str]:
    """Every shipped experiment, and the validation."""
    return [*sorted(file.stem for file in EXPERIMENTS.glob("*.yaml")), VALIDATION]


def kind_of(name: str) -> str:
    """The command that answers it."""
    if name == VALIDATION:
        return "validate"
    asked = yaml.safe_load((EXPERIMENTS / f"{name}.yaml").read_text(encoding="utf-8"))
    kind = asked.get("design", {}).get("kind")
    return {"sensitivity": "sensitivity", "calibration": "calibrate"}.get(kind, "sweep")


def answer(name: str, out: Path) -> dict[str, Path]:
    """Carry out one experiment as its page says; the files of its answer, by their ending."""
    kind = kind_of(name)
    asked = ["-n", REPLICATES] if kind == "validate" else [name]
    program = "import sys; from hlmsim.interface.cli import main; sys.exit(main())"
    arguments = [kind, *asked, "--no-figures", "--quiet", "--out", str(out)]
    done = subprocess.run([sys.executable, "-c", program, *arguments], check=False, stdout=subprocess.DEVNULL)
    if done.returncode not in DONE.get(kind, (0,)):
        raise SystemExit(done.returncode)
    return {ending: out / file for file, ending in FILES[kind].items()}


def keep(name: str, out: Path) -> None:
    """Put the answer beside the experiments. out: its results folder."""
    ANSWERS.mkdir(exist_ok=True)
    for file, ending in FILES[kind_of(name)].items():
        shutil.copyfile(out / file, ANSWERS / f"{name}{ending}")
    if kind_of(name) == "calibrate":
        WORLDS.parent.mkdir(exist_ok=True)
        shutil.copyfile(out / "worlds.csv", WORLDS)


def main(chosen: list[str]) -> None:
    for name in chosen or names():
        with tempfile.TemporaryDirectory() as folder:
            answer(name, Path(folder) / "results")
            keep(name, Path(folder) / "results")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
