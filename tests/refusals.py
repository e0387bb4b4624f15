"""Errors expected by their code, whatever their sentence says."""

from __future__ import annotations

import pytest

from hlmsim.errors import HlmsimError


def refused[E: HlmsimError](kind: type[E], code: str) -> pytest.RaisesExc[E]:
    """Expect an error of this kind whose code is, or ends in, ``code``."""
    return pytest.raises(kind, check=lambda problem: problem.code == code or problem.code.endswith(f".{code}"))
