"""From a results folder to the page of its comparison: ``brief.html``."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hlmsim.errors import InputError
from hlmsim.interface.exports import is_sweep
from hlmsim.interface.outputs import Outputs, headline
from hlmsim.interface.world_outputs import outputs_of
from hlmsim.locales import text
from hlmsim.report.brief import Brief, Lever, Picture, brief_page
from hlmsim.report.views import Measure, measures

if TYPE_CHECKING:
    from hlmsim.report.views import Effect
    from hlmsim.runs.results import Results
    from hlmsim.scenario import Scenario

PAGE = "brief.html"


def brief_of(results: Results, lang: str) -> str:
    """The page of a comparison. Raises InputError if the folder holds none."""
    return page_of(_checked(results, lang))


def page_of(outputs: Outputs) -> str:
    """The page of a comparison whose outputs are known already."""
    return brief_page(_Source(outputs).brief())


def _checked(results: Results, lang: str) -> Outputs:
    manifest = results.manifest
    if is_sweep(results) or len(manifest.get("scenarios", ())) < 2:
        raise InputError("not_compared", folder=str(results.folder))
    return outputs_of(results, lang)


@dataclass(frozen=True)
class _Source:
    outputs: Outputs

    @property
    def lang(self) -> str:
        return self.outputs.lang

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios as they were simulated, from the files that the folder keeps."""
        from hlmsim.runs.asked import Asked
        from hlmsim.scenario import load

        asked = Asked.of(self.outputs.results.folder)
        return {one.name: load(asked.scenario_file(one.name)) for one in self.outputs.scenarios}

    @cached_property
    def effects(self) -> list[Effect]:
        from hlmsim.report.rows import effects_of

        return effects_of(self.outputs.effects)

    def brief(self) -> Brief:
        """All that the page says."""
        from hlmsim.report.parameters import priors

        manifest, first = self.outputs.results.manifest, next(iter(self.scenarios.values()))
        return Brief(
            lang=self.lang,
            scenarios=self.outputs.scenarios,
            whys={name: scenario.why.get(self.lang) or "" for name, scenario in self.scenarios.items()},
            levers={name: levers(first, scenario, self.lang) for name, scenario in self.scenarios.items()},
            effects=self.effects,
            measures=list(headline().values()),
            hours=_hours(),
            pictures=self._pictures(),
            replicates=self.outputs.results.replicates,
            failed=len(self.outputs.results.failures),
            worlds=self.outputs.worlds,
            weeks=max(int(entry["weeks"]) for entry in manifest["scenarios"]),
            burn_in=self.outputs.burn_in,
            priors=priors(first),
            seed=int(manifest["study_seed"]),
            hashes={entry["name"]: entry["hash"] for entry in manifest["scenarios"]},
            versions={name: found for name, found in manifest["versions"].items() if found},
            command=shlex.join(manifest.get("made", {}).get("command") or ()),
        )

    def _pictures(self) -> list[Picture]:
        """The effect chart and the weekly curves, as the figures of the folder show them."""
        drawn = self.outputs.gallery().drawings(self.outputs.results.folder)
        lang, effects = self.lang, drawn.pop("effects")
        said = text("brief.picture.effects", lang, first=self.outputs.scenarios[0].title)
        pictures = [Picture("effects", effects, said)]
        for name in headline():
            said = text("brief.picture.weekly", lang, outcome=text(f"outcomes.{name}.label", lang))
            pictures.append(Picture(name, drawn[f"weekly_{name}"], said))
        return pictures


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
