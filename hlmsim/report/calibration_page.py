"""A calibration as a page: its targets, where the plausible worlds lie, what is learned, how far to trust it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.findings import factor_label
from hlmsim.report.scorecard import shown

if TYPE_CHECKING:
    from hlmsim.analysis.calibration.coverage import Coverage, Share

MOST = 30
"""Numbers listed: those of which most is learned."""


type Done = Any
"""A calibration: its points, its posterior, its plausible worlds, what was asked."""


def calibration_page(done: Done, found: Coverage | None, lang: str, *, command: str, figures: bool) -> str:
    """The page in Markdown."""
    study = done.work.study
    parts = [f"# {locales.said(study.title, lang)}", locales.said(study.question, lang)]
    parts += [f"## {text('calibration.page.short', lang)}", summary(done, lang)]
    if found is not None:
        parts.append(coverage_sentence(found, lang))
    parts += [f"## {text('calibration.page.targets', lang)}", _targets(done.targets(), done.work.fitted, lang)]
    if figures:
        parts.append(f"![{text('calibration.figure.targets', lang)}](figures/{lang}/targets.png)")
    parts += [f"## {text('calibration.page.learned', lang)}", text("calibration.page.learned_note", lang)]
    parts.append(_parameters(done.parameters(), lang))
    if figures:
        parts.append(f"![{text('calibration.figure.parameters', lang)}](figures/{lang}/parameters.png)")
    parts += [f"## {text('calibration.page.limits', lang)}", text("calibration.page.limits_note", lang)]
    parts += [text("calibration.page.again", lang), f"```console\n{command}\n```"]
    return "\n\n".join(part for part in parts if part) + "\n"


def summary(done: Done, lang: str) -> str:
    """How many points, how many worlds, how many numbers something is learned of."""
    facts = {
        "points": len(done.points),
        "waves": len(done.work.waves),
        "numbers": len(done.work.priors),
        "targets": len(done.work.fitted),
        "informed": int(done.posterior.informed.sum()),
        "effective": round(done.ensemble.effective),
    }
    said = text("calibration.page.summary", lang, count=len(done.ensemble.members), **facts)
    warnings = [] if done.posterior.found else [text("calibration.page.not_found", lang)]
    warnings += [] if done.ensemble.enough else [text("calibration.page.not_enough", lang)]
    return " ".join([said, *warnings])


def coverage_sentence(found: Coverage, lang: str) -> str:
    """How often 90 % intervals hold a known truth."""
    facts = {"truths": len(found.ranks), "all": _share(found.all, lang), "informed": _share(found.of_informed, lang)}
    verdict = "passed" if found.passed else "failed"
    alpha = locales.percent(found.alpha, lang, 0)
    ranks = text(f"calibration.page.ranks_{verdict}", lang, alpha=alpha)
    return f"{text('calibration.page.coverage', lang, **facts)} {ranks}"


def _share(share: Share, lang: str) -> str:
    if math.isnan(share.share):
        return locales.percent(share.share, lang)
    low, high = (locales.percent(end, lang, 0) for end in (share.low, share.high))
    return text("calibration.page.share", lang, share=locales.percent(share.share, lang), low=low, high=high)


def _targets(rows: Sequence[Mapping[str, Any]], fitted: Sequence[Any], lang: str) -> str:
    headings = ("pattern", "claim", "range", "before", "after", "within", "explained")
    lines = [
        [
            row["pattern"],
            locales.said(one.claim.says, lang),
            _range(row["low"], row["high"], row["unit"], lang),
            _range(row["prior_p05"], row["prior_p95"], row["unit"], lang),
            _range(row["ensemble_p05"], row["ensemble_p95"], row["unit"], lang),
            locales.percent(row["within"], lang, 0),
            locales.percent(row["explained_of_signal"], lang, 0),
        ]
        for row, one in zip(rows, fitted, strict=True)
    ]
    return _table([text(f"calibration.column.{name}", lang) for name in headings], lines)


def _range(low: float, high: float, unit: str, lang: str) -> str:
    return text("scorecard.between", lang, low=shown(low, unit, lang), high=shown(high, unit, lang))


def _parameters(rows: Sequence[Mapping[str, Any]], lang: str) -> str:
    known = sorted((row for row in rows if row["informed"]), key=lambda row: -row["information"])[:MOST]
    headings = ("parameter", "written", "prior", "posterior", "width", "medoid", "grade")
    lines = [
        [
            f"{factor_label(row['parameter'], None, [row['parameter']], lang)} (`{row['parameter']}`)",
            locales.number(row["written"], lang),
            text("scorecard.between", lang, low=_few(row["low"], lang), high=_few(row["high"], lang)),
            text(
                "scorecard.between", lang, low=_few(row["posterior_p05"], lang), high=_few(row["posterior_p95"], lang)
            ),
            locales.percent(row["width"], lang, 0),
            _few(row["medoid"], lang),
            row["grade"] or "",
        ]
        for row in known
    ]
    return _table([text(f"calibration.column.{name}", lang) for name in headings], lines)


def _few(value: float, lang: str) -> str:
    return locales.number(float(f"{value:.3g}"), lang)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '¦') for cell in line)} |" for line in lines)
