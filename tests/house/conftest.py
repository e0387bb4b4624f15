"""Programs that answer at once, for the examples of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import warm


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with ``hlmsim`` and ``python``, ready."""
    with warm.programs(tmp_path_factory.mktemp("warm")) as folder:
        yield folder
