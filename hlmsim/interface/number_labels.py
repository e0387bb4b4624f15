"""What people call the numbers of a scenario that stand at a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.locales import text
from hlmsim.report.findings import factor_label

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario


def number_label(path: str, scenario: Scenario, lang: str) -> str:
    """The label of the parameter, or of the partner whose capacity it is."""
    for partner in scenario.partners:
        if path == f"partners.{partner.id}.capacity":
            return text("sensitivity.capacity", lang, partner=partner.label[lang])
    return factor_label(path, None, (path,), lang)
