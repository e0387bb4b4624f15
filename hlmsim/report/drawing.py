"""The figures of a results folder: drawn once for the same numbers, on all cores where there are many."""

from __future__ import annotations

import hashlib
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.report.figures import save
from hlmsim.runs import executors
from hlmsim.runs.intact import intact_under
from hlmsim.runs.ledger.door import put_result, remove_result

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SVG, PNG = "svg", "png"
MANY = 8
"""From so many figures on, starting other processes takes less time than they save."""
STAMP = ".drawn"
processes: int | None = None
"""How many draw at once (default: every core)."""

type Drawing = Callable[[], Figure]
"""What draws a figure: a partial of a function of a module, so that another process can call it."""


class Gallery(ABC):
    """The figures of a results folder in one language, in ``figures/<language>``."""

    lang: str

    @property
    @abstractmethod
    def figures(self) -> Mapping[str, Drawing]:
        """How each figure is drawn, by the name of its file."""

    @abstractmethod
    def facts(self) -> Iterable[bytes]:
        """Everything that the figures show, for their stamp."""

    def stands(self, folder: Path, kinds: Sequence[str] = (SVG,)) -> bool:
        """Whether these very figures are in the results folder already, as they were drawn."""
        place = self.place(folder)
        expected = [place / f"{name}.{kind}" for name in self.figures for kind in kinds]
        stamp = place / STAMP
        there = all(map(Path.exists, [*expected, stamp])) and stamp.read_bytes() == self.stamp().encode()
        return there and intact_under(folder, place.relative_to(folder).as_posix())

    def draw(self, folder: Path, kinds: Sequence[str] = (SVG,)) -> None:
        """Draw them all. Those of another kind that were drawn before go, since they may show other numbers."""
        place = self.place(folder)
        for name in self.figures:
            for kind in {SVG, PNG}.difference(kinds):
                remove_result(place / f"{name}.{kind}")
        draw_all(self.figures, place, kinds)
        put_result(place / STAMP, self.stamp())

    def drawings(self, folder: Path, kind: str = SVG) -> dict[str, bytes]:
        """Every figure, by name: from the results folder where it stands there, drawn aside otherwise."""
        if self.stands(folder, (kind,)):
            place = self.place(folder)
            return {name: (place / f"{name}.{kind}").read_bytes() for name in self.figures}
        with tempfile.TemporaryDirectory() as aside:
            self.draw(Path(aside), (kind,))
            return self.drawings(Path(aside), kind)

    def stamp(self) -> str:
        """The same for the same numbers, words and drawing code."""
        digest = hashlib.sha256()
        for fact in self.facts():
            digest.update(fact)
        for file in sorted(Path(__file__).parent.glob("*.py")):
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def place(self, folder: Path) -> Path:
        """Where the figures of this language are."""
        return folder / "figures" / self.lang


def draw_all(figures: Mapping[str, Drawing], place: Path, kinds: Sequence[str]) -> None:
    """Draw each figure into a folder, as ``name.<kind>``; many of them on all cores."""
    count = processes or executors.all_cores()
    if len(figures) < MANY or count < 2:
        for name, drawing in figures.items():
            save(drawing(), place, name, kinds)
        return
    pool = executors.processes(count)
    waiting = [pool.submit(_draw, drawing, place, name, tuple(kinds)) for name, drawing in figures.items()]
    try:
        for one in waiting:
            one.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _draw(drawing: Drawing, place: Path, name: str, kinds: tuple[str, ...]) -> None:
    save(drawing(), place, name, kinds)
