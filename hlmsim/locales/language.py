"""Which language a person reads, when they have not said so."""

from __future__ import annotations

import os
from collections.abc import Mapping

LANGUAGES = ("fr", "en")
_VARIABLES = ("HLMSIM_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def system_language(environ: Mapping[str, str] | None = None) -> str:
    """French if the system speaks French, English otherwise; the first variable that is set decides."""
    variables = os.environ if environ is None else environ
    spoken = next((variables[name] for name in _VARIABLES if variables.get(name)), "")
    return "fr" if spoken.lower().startswith("fr") else "en"
