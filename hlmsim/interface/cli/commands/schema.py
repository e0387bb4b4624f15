"""``hlmsim schema``: the JSON Schema of scenario or experiment files."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hlmsim.interface.cli.command import LocalCommand, option
from hlmsim.interface.cli.console import Screen, write_new
from hlmsim.interface.cli.file_types import OutputFile


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def schema(output: Path | None, experiment: bool) -> None:
        from hlmsim.runs.design import experiment_schema
        from hlmsim.scenario.editor_schema import json_schema

        found = experiment_schema() if experiment else json_schema()
        content = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
        if output is None:
            click.echo(content, nl=False)
            return
        write_new(output, content, replace=True)
        Screen(lang).remark("cli.schema.written", file=str(output))

    options = [
        option("schema", lang, ["--output", "-o"], OutputFile()),
        option("schema", lang, ["--experiment"]),
    ]
    return LocalCommand("schema", lang, schema, options)
