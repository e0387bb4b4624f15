"""From a results folder to its page, ``brief.html``, whatever was carried out there; the same as a Word document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hlmsim.locales import text
from hlmsim.runs.intact import demand_intact
from hlmsim.runs.manifest import MANIFEST, read_manifest

if TYPE_CHECKING:
    from hlmsim.interface.outputs import Outputs
    from hlmsim.interface.sweep_outputs import SweepOutputs

PAGE = "brief.html"
_NO_DRAWING = b"<svg></svg>"
"""Stands in a page of which only the words are taken."""
WRITTEN = ("answer", "scorecard", "calibration")
"""Pages in Markdown that a sweep or sensitivity, a validation, a calibration leave in both languages."""


def page_of_folder(folder: Path, lang: str) -> str:
    """The page. Raises InputError if the folder holds nothing that has one."""
    return _source(folder, lang).page()


def page_of_sweep(outputs: SweepOutputs) -> str:
    """The page of a sweep whose outputs are known already, once its answer is written."""
    return _Swept(outputs.results.folder / f"answer.{outputs.lang}.md", outputs).page()


def word_of_folder(folder: Path, lang: str) -> bytes:
    """The page as a Word document. Raises InputError if the folder holds nothing that has one."""
    from hlmsim.report.word import word_document

    source = _source(folder, lang)
    drawn = source.drawings("png")
    return word_document(source.page(dict.fromkeys(drawn, _NO_DRAWING)), drawn)


def remarks_of_folder(folder: Path, lang: str) -> list[str]:
    """What a person should know of a folder of runs, in sentences."""
    from hlmsim.interface.results_remarks import remark_lines
    from hlmsim.runs.results import BATCH, SWEEP, read_results

    kind = read_manifest(folder).get("kind") if (folder / MANIFEST).exists() else ""
    return remark_lines(read_results(folder), lang) if kind in {BATCH, SWEEP} else []


class _Source(Protocol):
    """What has a page. drawn: its figures as SVG, where they are not those of the folder."""

    def page(self, drawn: Mapping[str, bytes] | None = None) -> str: ...

    def drawings(self, kind: str) -> Mapping[str, bytes]: ...


def _source(folder: Path, lang: str) -> _Source:
    from hlmsim.interface.brief import compared
    from hlmsim.interface.exports import is_sweep
    from hlmsim.interface.sweep_outputs import SweepOutputs
    from hlmsim.runs.results import read_results

    files = (folder / f"{name}.{lang}.md" for name in WRITTEN)
    written = next((file for file in files if file.exists()), None)
    if written is None:
        return _Compared(compared(read_results(folder), lang))
    if written.name.startswith("answer") and read_manifest(folder).get("kind") == "sweep":
        results = read_results(folder)
        if is_sweep(results):
            return _Swept(written, SweepOutputs(results, lang))
    return _Written(written, lang)


@dataclass(frozen=True)
class _Compared:
    """A comparison of scenarios."""

    outputs: Outputs

    def page(self, drawn: Mapping[str, bytes] | None = None) -> str:
        from hlmsim.interface.brief import page_of

        return page_of(self.outputs, drawn)

    def drawings(self, kind: str) -> Mapping[str, bytes]:
        return self.outputs.gallery.drawings(self.outputs.results.folder, kind)


@dataclass(frozen=True)
class _Written:
    """A page in Markdown that names its pictures."""

    file: Path
    lang: str

    def page(self, drawn: Mapping[str, bytes] | None = None) -> str:
        from hlmsim.report.markdown_page import page_of_markdown

        known = self.drawings("svg") if drawn is None else drawn
        shown = {name: svg.decode() for name, svg in known.items()}
        return page_of_markdown(_intact_text(self.file), self.lang, shown)

    def drawings(self, kind: str) -> Mapping[str, bytes]:
        _demand_figures(self.file.parent, self.lang)
        return {file.stem: file.read_bytes() for file in (self.file.parent / "figures" / self.lang).glob(f"*.{kind}")}


@dataclass(frozen=True)
class _Swept:
    """The answer of a sweep, with all its figures at the end."""

    file: Path
    outputs: SweepOutputs

    def page(self, drawn: Mapping[str, bytes] | None = None) -> str:
        from hlmsim.report.markdown_page import figures_section, page_of_markdown

        lang = self.outputs.lang
        known = self.drawings("svg") if drawn is None else drawn
        shown = {name: (svg.decode(), self._said(name)) for name, svg in known.items()}
        figures = figures_section(text("brief.heading.pictures", lang), shown)
        return page_of_markdown(_intact_text(self.file), lang, {}, [figures])

    def drawings(self, kind: str) -> Mapping[str, bytes]:
        return self.outputs.gallery.drawings(self.file.parent, kind)

    def _said(self, name: str) -> str:
        """What a figure shows, in a sentence."""
        from hlmsim.report.pair_notes import kind_of

        sort, _, outcome = name.partition("_")
        lang, facts = self.outputs.lang, {"kind": kind_of(self.outputs.findings, self.outputs.lang)}
        facts |= {"outcome": text(f"outcomes.{outcome}.label", lang)} if outcome else {}
        return text(f"brief.picture.{sort}", lang, **facts)


def _intact_text(file: Path) -> str:
    """A page in Markdown, as it was written."""
    if (file.parent / MANIFEST).exists():
        demand_intact(file.parent, [file.name])
    return file.read_text(encoding="utf-8")


def _demand_figures(folder: Path, lang: str) -> None:
    """Raise InputError unless the figures that a page shows are as they were drawn."""
    if (folder / MANIFEST).exists():
        said = read_manifest(folder).get("files", {})
        demand_intact(folder, [name for name in said if name.startswith(f"figures/{lang}/")])
