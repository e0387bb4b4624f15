"""What the person sees when the program itself is at fault: one sentence, and a file that says the rest."""

from __future__ import annotations

import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from hlmsim.locales import text


def report(problem: Exception, arguments: Sequence[str], lang: str) -> str:
    """Write the whole story in a file and say where it is."""
    summary = f"{type(problem).__name__}: {problem}".splitlines()[0][:200]
    story = "\n".join([f"hlmsim {' '.join(arguments)}", _versions(), "", "".join(traceback.format_exception(problem))])
    file = _keep(story)
    return text("cli.common.crash", lang, summary=summary, file=str(file))


def _keep(story: str) -> Path:
    name = time.strftime("hlmsim-%Y%m%d-%H%M%S.log")
    for folder in (_log_folder(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / name
            file.write_text(story, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return file
    sys.stderr.write(story)
    return Path(name)


def _log_folder() -> Path:
    from platformdirs import user_log_path

    return user_log_path("hlmsim", appauthor=False)


def _versions() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        own = version("hlmsim")
    except PackageNotFoundError:
        own = "?"
    return f"hlmsim {own}, Python {platform.python_version()}, {platform.platform()}"
