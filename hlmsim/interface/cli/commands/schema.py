"""``hlmsim schema``: the JSON Schema of scenario, experiment or pattern files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hlmsim.interface.cli import streams
from hlmsim.interface.cli.command import LocalCommand, option, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import OutputFile
from hlmsim.interface.cli.usage import BadUsageError
from hlmsim.runs.ledger.door import put


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def schema(out: Path | None, experiment: bool, pattern: bool, replace: bool) -> None:
        if experiment and pattern:
            raise BadUsageError("two_schemas")
        content = json.dumps(_schema(experiment, pattern), indent=2, ensure_ascii=out is None) + "\n"
        if out is None:
            streams.say(content, nl=False)
            return
        put(out, content, replace=replace)
        Screen(lang).remark("cli.schema.written", file=str(out))

    options = [
        *out_options("schema", lang, OutputFile()),
        option("schema", lang, ["--experiment"]),
        option("schema", lang, ["--pattern"]),
    ]
    return LocalCommand("schema", lang, schema, options)


def _schema(experiment: bool, pattern: bool) -> dict[str, Any]:
    from hlmsim.runs.design import experiment_schema
    from hlmsim.runs.patterns.editor_schema import pattern_schema
    from hlmsim.scenario.editor_schema import json_schema

    return pattern_schema() if pattern else experiment_schema() if experiment else json_schema()
