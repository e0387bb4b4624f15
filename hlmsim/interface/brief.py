"""From a results folder to the page of its comparison: ``brief.html``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hlmsim.errors import InputError
from hlmsim.interface.exports import is_sweep
from hlmsim.interface.outputs import Outputs, headline
from hlmsim.interface.world_outputs import outputs_of
from hlmsim.locales import text
from hlmsim.report.brief import Brief, Lever, Picture, brief_page
from hlmsim.report.network_chart import said_of
from hlmsim.report.pair_notes import kind_of
from hlmsim.report.views import Measure, measures
from hlmsim.runs.line import pasteable

if TYPE_CHECKING:
    from hlmsim.report.views import Effect
    from hlmsim.runs.results import Results
    from hlmsim.scenario import Scenario


def page_of(outputs: Outputs, drawn: Mapping[str, bytes] | None = None) -> str:
    """The page of a comparison whose outputs are known. drawn: figures as SVG (default: those of its folder)."""
    return brief_page(_Source(outputs, drawn).brief())


def compared(results: Results, lang: str) -> Outputs:
    """The outputs of a comparison. Raises InputError if the folder holds none."""
    manifest = results.manifest
    if is_sweep(results) or len(manifest.get("scenarios", ())) < 2:
        raise InputError("not_compared", folder=str(results.folder))
    return outputs_of(results, lang)


def scenarios_of(outputs: Outputs) -> dict[str, Scenario]:
    """The scenarios of a comparison as they were simulated, from the files that its folder keeps."""
    from hlmsim.runs.asked import Asked

    asked = Asked.of(outputs.results.folder)
    return {name: asked.scenario(name) for name in asked.scenario_files(one.name for one in outputs.scenarios)}


@dataclass(frozen=True)
class _Source:
    outputs: Outputs
    drawn: Mapping[str, bytes] | None = None

    @property
    def lang(self) -> str:
        return self.outputs.lang

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """As they were simulated."""
        return scenarios_of(self.outputs)

    @cached_property
    def effects(self) -> list[Effect]:
        from hlmsim.report.rows import effects_of

        return effects_of(self.outputs.effects)

    def brief(self) -> Brief:
        """All that the page says."""
        from hlmsim.interface.results_remarks import remark_lines
        from hlmsim.report.parameters import priors

        manifest, first = self.outputs.results.manifest, next(iter(self.scenarios.values()))
        return Brief(
            lang=self.lang,
            remarks=remark_lines(self.outputs.results, self.lang),
            scenarios=self.outputs.scenarios,
            whys={name: scenario.why.get(self.lang) or "" for name, scenario in self.scenarios.items()},
            levers={name: levers(first, scenario, self.lang) for name, scenario in self.scenarios.items()},
            effects=self.effects,
            measures=list(self.outputs.shown.values()),
            hours=_hours(),
            pictures=self._pictures(),
            sites={str(plan.seat): plan.label for plan in first.sites if plan.label},
            replicates=self.outputs.results.replicates,
            failed=len(self.outputs.results.failures),
            worlds=self.outputs.worlds,
            weeks=max(int(entry["weeks"]) for entry in manifest["scenarios"]),
            burn_in=self.outputs.burn_in,
            priors=priors(first),
            seed=int(manifest["study_seed"]),
            hashes={entry["name"]: entry["hash"] for entry in manifest["scenarios"]},
            versions={name: found for name, found in manifest["versions"].items() if found},
            command=pasteable(manifest.get("made", {}).get("command") or ()),
        )

    def _pictures(self) -> list[Picture]:
        """The effect chart, the weekly curves and the networks, as the figures of the folder show them."""
        gallery, lang = self.outputs.gallery, self.lang
        drawn = gallery.drawings(self.outputs.results.folder) if self.drawn is None else self.drawn
        said = {
            "effects": text(
                "brief.picture.effects",
                lang,
                first=self.outputs.scenarios[0].title,
                kind=kind_of(self.effects, lang),
            )
        }
        for name in headline():
            outcome = text(f"outcomes.{name}.label", lang)
            said[f"weekly_{name}"] = text("brief.picture.weekly", lang, outcome=outcome)
        for name, (network, title) in gallery.drawn_networks.items():
            said[name] = said_of(network, title, lang)
        return [Picture(name, drawn[name].decode(), words) for name, words in said.items()]


def levers(before: Scenario, after: Scenario, lang: str) -> list[Lever]:
    """What one scenario has that another has not, in words."""
    from hlmsim.report.findings import factor_label, factor_unit
    from hlmsim.report.parameters import element, written
    from hlmsim.scenario import differences

    def said(value: object) -> str:
        return element(value, lang) if isinstance(value, str) else written(value, lang)

    return [
        Lever(
            factor_label(one.path, None, [one.path], lang),
            factor_unit([one.path], lang),
            said(one.before),
            said(one.after),
        )
        for one in differences(before, after)
    ]


def _hours() -> list[Measure]:
    from hlmsim.model.names import HOURS_USES

    return [measures()[f"hours_{use}"] for use in HOURS_USES]
