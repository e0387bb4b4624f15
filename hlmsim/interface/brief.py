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
        from hlmsim.report.parameters import is_prior

        manifest, first = self.outputs.results.manifest, next(iter(self.scenarios.values()))
        graded = (first.provenance.get(path) for path in first.values)
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
            worlds=self.outputs.worlds,
            weeks=max(int(entry["weeks"]) for entry in manifest["scenarios"]),
            burn_in=self.outputs.burn_in,
            priors=sum(note is None or is_prior(note.grade or "") for note in graded),
            seed=int(manifest["study_seed"]),
            hashes={entry["name"]: entry["hash"] for entry in manifest["scenarios"]},
            versions={name: found for name, found in manifest["versions"].items() if found},
            command=shlex.join(manifest.get("made", {}).get("command") or ()),
        )

    def _pictures(self) -> list[Picture]:
        from hlmsim.report.curves import weekly_figure
        from hlmsim.report.effect_chart import effect_figure
        from hlmsim.report.figures import rendered
        from hlmsim.report.rows import bands_of

        outputs, lang, chosen = self.outputs, self.lang, headline()
        everybody = [effect for effect in self.effects if effect.group == "all"]
        count = max((effect.replicates for effect in everybody), default=0)
        chart = effect_figure(everybody, outputs.scenarios, measures=chosen, lang=lang, replicates=count)
        said = text("brief.picture.effects", lang, first=outputs.scenarios[0].title)
        pictures = [Picture("effects", rendered(chart, "svg").decode(), said)]
        bands = outputs.bands(list(chosen))
        facts = {"burn_in": outputs.burn_in, "replicates": count, "worlds": outputs.worlds}
        for name, measure in chosen.items():
            curves = bands_of(bands, outputs.scenarios, name)
            figure = weekly_figure(curves, outputs.scenarios, measure=measure, lang=lang, **facts)
            said = text("brief.picture.weekly", lang, outcome=text(f"outcomes.{name}.label", lang))
            pictures.append(Picture(name, rendered(figure, "svg").decode(), said))
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
