"""``hlmsim new-site``: a folder with an example site, to replace with one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hlmsim.interface.cli.command import LocalCommand, argument, option, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import Folder
from hlmsim.interface.cli.usage import BadUsageError
from hlmsim.locales import text


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def new_site(folder: Path | None, graphml: bool, out: Path | None, replace: bool) -> None:
        from hlmsim.runs.ledger.door import put_new
        from hlmsim.scenario import new_site_files

        folder = _one_of(folder, out)

        def say(key: str, *, lang: str = lang, **facts: Any) -> str:
            return text(key, lang, **facts)

        files = new_site_files(lang, say, graphml=graphml)
        put_new(folder, files, replace=replace)
        screen = Screen(lang)
        screen.remark("cli.new_site.written", folder=str(folder), files=list(files))
        base, other = folder / "site.yaml", folder / "stronger.yaml"
        screen.remark(
            "cli.new_site.next", base=str(base), other=str(other), page=str(folder / text("site.read_me", lang))
        )

    return LocalCommand(
        "new-site",
        lang,
        new_site,
        [
            argument("folder", lang, Folder(), required=False),
            *out_options("new-site", lang, Folder()),
            option("new-site", lang, ["--graphml"]),
        ],
    )


def _one_of(folder: Path | None, out: Path | None) -> Path:
    """The folder, as an argument or an option. Raises BadUsageError if it is neither, or two different ones."""
    found = {path for path in (folder, out) if path is not None}
    if len(found) != 1:
        raise BadUsageError("one_folder" if found else "no_folder")
    return found.pop()
