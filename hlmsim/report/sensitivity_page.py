"""The answer of a sensitivity analysis as a page: what matters most, how sure that is, how it was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hlmsim.locales import text
from hlmsim.report.findings import SweepNames
from hlmsim.report.sensitivity_rows import Account, Matter
from hlmsim.report.sensitivity_view import interval, remarks, share


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What was asked and done, in one language. points: of each stage. kept: factors of the second stage."""

    title: str
    question: str
    factors: int
    kept: tuple[str, ...]
    trajectories: int
    base: int
    points: tuple[int, int]
    replicates: int
    seed: int
    weeks: int
    version: str
    hash: str
    command: str
    figures: Mapping[str, str]


def sensitivity_page(inquiry: Inquiry, accounts: Sequence[Account], names: SweepNames) -> str:
    """The page in Markdown."""
    page = _Page(inquiry, accounts, names)
    parts = [
        f"# {inquiry.title}",
        page.question(),
        page.short(),
        page.screen(),
        page.limits(),
        page.made(),
        page.again(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


@dataclass(frozen=True)
class _Page:
    inquiry: Inquiry
    accounts: Sequence[Account]
    names: SweepNames

    def _text(self, key: str, **facts: object) -> str:
        return text(f"sensitivity.{key}", self.names.lang, **facts)

    def _heading(self, part: str) -> str:
        return f"## {self._text(f'page.{part}')}"

    def question(self) -> str:
        """What was asked."""
        said = self.inquiry.question
        return f"## {text('answer.page.question', self.names.lang)}\n\n{said}" if said else ""

    def short(self) -> str:
        """The first numbers of every target, with their shares."""
        parts = [self._heading("short"), self._text("page.intro")]
        for account in self.accounts:
            parts.append(f"**{account.title(self.names)}**")
            if account.first:
                parts.append(self._table(account))
            parts.append("\n".join(f"- {line}" for line in remarks(account, self.names.lang)))
            parts += self._figure(account.name, account.title(self.names))
        return "\n\n".join([*parts, *self._figure("sobol", self._text("figure.sobol"))])

    def _figure(self, name: str, title: str) -> list[str]:
        file = self.inquiry.figures.get(name)
        return [f"![{title}]({file})"] if file else []

    def _table(self, account: Account) -> str:
        headings = [self._text(f"table.{name}") for name in ("number", "total", "interval", "first", "way")]
        rows = [headings, ["---", "---:", "---:", "---:", "---"]]
        rows += [self._row(place, matter, account) for place, matter in enumerate(account.first, 1)]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _row(self, place: int, matter: Matter, account: Account) -> list[str]:
        lang = self.names.lang
        label = f"{place}. {self.names.factor(matter.factor, unit=False)}"
        way = self._text(f"way.{matter.direction}")
        if not account.shared or not matter.kept:
            return [label, "", "", "", way]
        wide = interval(matter.total_low, matter.total_high, lang)
        return [label, share(matter.total, lang), wide, share(matter.first, lang), way]

    def screen(self) -> str:
        """What went on to the second stage, and what did nothing to be seen."""
        kept, factors = self.inquiry.kept, self.inquiry.factors
        lines = [self._text("page.screened", count=factors, kept=len(kept))]
        for account in self.accounts:
            quiet = sum(not matter.clear for matter in account.matters)
            lines.append(self._text("page.quiet", title=account.title(self.names), count=quiet, factors=factors))
        listed = "\n".join(f"- {self.names.factor(name, unit=False)} (`{name}`)" for name in kept)
        return "\n\n".join(
            [self._heading("screen"), "\n".join(f"- {line}" for line in lines), self._text("page.kept"), listed]
        )

    def limits(self) -> str:
        """What the shares do not say."""
        lines = [self._text(f"limit.{name}") for name in ("shares", "kept", "ranges", "chance", "ranks")]
        return "\n\n".join([self._heading("limits"), "\n".join(f"- {line}" for line in lines)])

    def made(self) -> str:
        """How the simulations were made."""
        inquiry = self.inquiry
        first, second = inquiry.points
        lines = [
            self._text("made.screen", trajectories=inquiry.trajectories, points=first),
            self._text("made.indices", base=inquiry.base, points=second, count=len(inquiry.kept)),
            self._text(
                "made.replicates",
                count=inquiry.replicates,
                seed=str(inquiry.seed),
                runs=sum(inquiry.points) * inquiry.replicates,
            ),
            text(
                "answer.design.bases",
                self.names.lang,
                count=len(self.names.scenarios),
                names=" ; ".join(self.names.scenarios.values()),
            ),
            self._text("made.weeks", weeks=inquiry.weeks),
        ]
        return "\n\n".join([self._heading("made"), "\n".join(f"- {line}" for line in lines)])

    def again(self) -> str:
        """The command that makes all of it again."""
        inquiry, lang = self.inquiry, self.names.lang
        about = (
            text("answer.design.version", lang, version=inquiry.version)
            + " "
            + text("answer.again.hash", lang, hash=inquiry.hash)
        )
        return "\n\n".join(
            [
                self._heading("again"),
                self._text("page.command"),
                f"```\n{inquiry.command}\n```",
                self._text("page.files"),
                about,
            ]
        )
