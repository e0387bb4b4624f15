"""What a sweep leaves beside its runs: its answer as a table, a page and figures; and the same for the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.interface.sweep_facts import SweepFacts
from hlmsim.interface.sweep_worlds import SweepWorlds
from hlmsim.locales import LANGUAGES
from hlmsim.report.views import CONFIDENCE, Measure, is_simultaneous, measures
from hlmsim.runs.intact import demand_intact

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame
    from rich.console import RenderableType

    from hlmsim.analysis.sweeps import DesignLayout
    from hlmsim.model.outcomes import Outcome
    from hlmsim.report.findings import Finding
    from hlmsim.report.sweep_gallery import SweepGallery
    from hlmsim.runs.results import Results

PAGE, TABLE = "answer.{lang}.md", "answer.csv"
_PASSED = ("reference", "undefined")


@dataclass(frozen=True, slots=True)
class Terms:
    """How the comparisons of a sweep are judged.

    together: whether the intervals that are shown hold together. margins: by outcome, the largest difference that does
    not matter. confidence, looks: of simultaneous intervals that have been made before (0: not yet).
    """

    together: bool = False
    margins: Mapping[str, float] = field(default_factory=dict)
    confidence: float = 0.0
    looks: int = 0

    @classmethod
    def before(cls, results: Results) -> Terms:
        """As the answer that stands in a results folder was judged; each for itself where there is none."""
        import pandas

        file = results.folder / TABLE
        if not file.exists():
            return cls()
        demand_intact(results.folder, [TABLE])
        rows = pandas.read_csv(file, encoding="utf-8-sig")
        if not {"confidence", "margin", "looks"} <= set(rows.columns) or rows.empty:
            return cls()
        own = rows[rows["margin"].notna()]
        margins = dict(zip(own["outcome"].astype(str), own["margin"].astype(float), strict=True))
        wide = rows[rows["confidence"].map(is_simultaneous)]
        if wide.empty:
            return cls(margins=margins)
        return cls(True, margins, float(wide["confidence"].max()), int(wide["looks"].max()))


@dataclass(frozen=True)
class SweepOutputs:
    """The results of a sweep, ready to be shown in one language.

    everything: look at every outcome of the model; otherwise at those of the experiment, or the headline ones. asked:
    how to judge them (default: as the answer that stands in the folder).
    """

    results: Results
    lang: str
    everything: bool = False
    asked: Terms | None = None

    @cached_property
    def terms(self) -> Terms:
        """How comparisons are judged."""
        return Terms.before(self.results) if self.asked is None else self.asked

    @cached_property
    def facts(self) -> SweepFacts:
        """What was asked."""
        return SweepFacts(self.results.folder, self.results.manifest)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Outcomes that are looked at, in the order of the experiment."""
        known = measures()
        if self.everything:
            return known
        asked = [name for name in self.facts.outcomes if name in known]
        shown = asked or [name for name, one in known.items() if one.headline]
        return {name: known[name] for name in dict.fromkeys([*shown, *self.terms.margins])}

    @cached_property
    def layout(self) -> DesignLayout:
        """Where every point stands."""
        from hlmsim.analysis.sweeps import DesignLayout

        return DesignLayout(self.facts.design, self.facts.plan)

    @cached_property
    def answer(self) -> DataFrame:
        """Effects of the factors, interactions, combinations (see :mod:`hlmsim.analysis.sweeps`)."""
        import pandas

        found, terms = self._judged(CONFIDENCE), self.terms
        if not terms.together:
            return found
        family = found["kind"].isin(_kinds(found))
        looks = terms.looks or int((family & ~found["verdict"].isin(_PASSED)).sum())
        confidence = terms.confidence or 1.0 - (1.0 - CONFIDENCE) / max(looks, 1)
        together = self._judged(confidence).assign(looks=looks)
        return pandas.concat([together[family], found[~family]]).sort_index()

    def _judged(self, confidence: float) -> DataFrame:
        """The answer with this confidence of each interval."""
        import pandas

        from hlmsim.analysis.sweeps import answer_of, with_looks

        how: dict[str, Any] = {"level": CONFIDENCE, "confidence": confidence, "margins": self.terms.margins}
        pieces = [answer_of(self.layout, runs, [outcome], **how) for outcome, runs in self._by_outcome()]
        return with_looks(pandas.concat(pieces, ignore_index=True))

    @cached_property
    def points(self) -> DataFrame:
        """Every point against the reference point of its world (see :mod:`hlmsim.analysis.points`)."""
        import pandas

        from hlmsim.analysis.points import point_effects

        pieces = [point_effects(self.layout, runs, [outcome]) for outcome, runs in self._by_outcome()]
        whole = pandas.concat(pieces, ignore_index=True)
        return whole.sort_values("point", kind="stable", ignore_index=True).assign(
            looks=sum(int(piece["looks"].iloc[0]) for piece in pieces if len(piece))
        )

    @cached_property
    def worlds(self) -> SweepWorlds:
        """In which of its plausible worlds the levers fail."""
        return SweepWorlds(self.results, lambda: self.layout, self._by_outcome)

    @cached_property
    def findings(self) -> list[Finding]:
        """The answer as rows."""
        from hlmsim.report.findings import findings_of

        return findings_of(self.answer)

    @property
    def looks(self) -> int:
        """How many intervals the screen and the page look at."""
        shown = self.answer["kind"].isin(_kinds(self.answer))
        return int((shown & ~self.answer["verdict"].isin(_PASSED)).sum())

    def view(self) -> RenderableType:
        """The answer for a terminal."""
        from hlmsim.report.sweep_tables import answer_view

        return answer_view(self.findings, list(self.measures.values()), self.facts.names(self.lang))

    def page(self, lang: str) -> str:
        """The answer as a page in Markdown."""
        from hlmsim.report.answer import answer_page

        kept = len(self.results.table("runs", outcomes=[]))
        study = self.facts.study(lang, replicates=self.results.replicates, kept=kept)
        page = answer_page(study, self.findings, list(self.measures.values()), self.facts.names(lang))
        section = self.worlds.section(self.facts.names(lang))
        return f"{page}\n{section}\n" if section else page

    def figure(self, outcome: str | None = None) -> Figure:
        """What each factor changes in one outcome (default: the first that is looked at)."""
        return self.gallery.figure(outcome or next(iter(self.measures)))

    def write(
        self,
        *,
        figures: Sequence[str],
        announce: Callable[[], None] = lambda: None,
        measured: Callable[[str], AbstractContextManager[None]] = lambda _phase: nullcontext(),
    ) -> None:
        """Write the answer, the effects of every point, the dictionary of columns and, if wanted, the figures.

        figures: kinds of files of each figure, ``svg`` and ``png``; none: no figures. announce: called before the first
        figure is drawn. measured: told of each phase, ``tables`` and ``figures``.
        """
        from hlmsim.runs.provenance import seal

        folder = self.results.folder
        with measured("tables"):
            written = self._write_tables(folder)
        gallery = self.gallery if figures else None
        if gallery is not None and not gallery.stands(folder, figures):
            announce()
            with measured("figures"):
                gallery.draw(folder, figures)
            written.append(f"figures/{self.lang}")
        seal(folder, written)

    def _write_tables(self, folder: Path) -> list[str]:
        """Write everything but figures; its names."""
        from hlmsim.analysis.export import write_csv, write_table, write_text
        from hlmsim.interface.workbooks import write_book, write_columns
        from hlmsim.runs.provenance import seal

        files = [write_csv(self.answer, folder / TABLE), *write_table(self.points, folder)]
        files += self.worlds.write()
        files += [write_text(self.page(lang), folder / PAGE.format(lang=lang)) for lang in LANGUAGES]
        written = [file.name for file in (*files, write_columns(self.results))]
        seal(folder, written)  # the workbook is made from what stands in the folder
        return [*written, write_book(self.results, self.lang).name]

    @cached_property
    def gallery(self) -> SweepGallery:
        """The figures."""
        from hlmsim.report.sweep_gallery import SweepGallery

        return SweepGallery(self.findings, self.measures, self.facts.names(self.lang))

    def _by_outcome(self) -> Iterator[tuple[Outcome, DataFrame]]:
        """The runs of one outcome at a time, so that memory holds one column of each."""
        from hlmsim.model.outcomes import OUTCOMES

        known = {outcome.name: outcome for outcome in OUTCOMES}
        for name in self.measures:
            runs = self.results.table("runs", outcomes=[name])
            runs = runs if name in runs.columns else runs.assign(**{name: float("nan")})
            yield known[name], runs.merge(self._records, on=["scenario", "replicate"], how="left")

    @cached_property
    def _records(self) -> DataFrame:
        """A number for all that each run gave, so that only runs alike in everything are called identical."""
        from hlmsim.analysis.sweeps import recorded
        from hlmsim.model.outcomes import OUTCOMES

        runs = self.results.runs
        return recorded(runs, [outcome.name for outcome in OUTCOMES if outcome.name in runs.columns])


def _kinds(answer: DataFrame) -> set[str]:
    """Kinds of rows that the screen and the page show."""
    from hlmsim.report.findings import findings_of
    from hlmsim.report.sweep_tables import main_kind

    return {main_kind(findings_of(answer)), "interaction"}
