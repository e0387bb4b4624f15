"""The program: finds the language and the command, and turns every ending into an exit code."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import override

import click

from hlmsim.errors import HlmsimError, InputError
from hlmsim.interface.cli import crash, signals, streams, usage
from hlmsim.interface.cli.command import LocalCommand, common_options, key_of, module_of, write_page
from hlmsim.locales import LANGUAGES, error, system_language, text
from hlmsim.scenario.inputs import remembered

COMMANDS = (
    "run",
    "compare",
    "sweep",
    "sensitivity",
    "validate",
    "calibrate",
    "check",
    "show",
    "network",
    "play",
    "replay",
    "new",
    "new-site",
    "import",
    "verify",
    "report",
    "export",
    "schema",
    "completion",
)
DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


class Program(click.Group):
    """The group of all commands; a command's module is loaded when the command is asked for."""

    def __init__(self, lang: str, line: Sequence[str] = ()) -> None:
        version = click.Option(["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_print_version)
        version.help = text("cli.common.version", lang)
        super().__init__(
            "hlmsim", params=[version, *common_options(lang)], add_help_option=False, invoke_without_command=True
        )
        self.lang = lang
        self.line = ("hlmsim", *line)
        self.callback = self._help_if_alone

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> LocalCommand | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"hlmsim.interface.cli.commands.{module_of(cmd_name)}").build(self.lang)
        assert isinstance(command, LocalCommand)
        return command

    @override
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with usage.located(ctx):
            return super().parse_args(ctx, args)

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and args[0] not in COMMANDS:
            raise usage.BadUsageError("no_such_command", ctx, name=args[0], close=usage.closest(args[0], COMMANDS))
        return super().resolve_command(ctx, args)

    @override
    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = [(name, text(f"cli.{key_of(name)}.short", self.lang)) for name in COMMANDS]
        write_page(
            self,
            ctx,
            formatter,
            key="program",
            lang=self.lang,
            pieces=text("cli.program.pieces", self.lang),
            lists={"commands": commands},
        )

    def _help_if_alone(self) -> None:
        context = click.get_current_context()
        if context.invoked_subcommand is None:
            streams.say(context.get_help())


def _end_at_once() -> None:
    """Python looks through everything in memory when it ends, which takes half a second with a cluster's library."""
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def run_program(arguments: Sequence[str]) -> int:
    """Run the command of ``arguments``; never a traceback for what a person wrote."""
    _end_at_once()
    lang = requested_language(arguments)
    streams.prepare()
    try:
        with remembered(), signals.as_interrupts():
            ending = Program(lang, arguments).main(list(arguments), prog_name="hlmsim", standalone_mode=False)
        sys.stdout.flush()
        return ending if isinstance(ending, int) else DONE
    except BrokenPipeError:
        streams.give_up()
        return DONE
    except click.UsageError as problem:
        streams.say(usage.report(problem, lang), sys.stderr)
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        streams.say(text("cli.common.interrupted", lang), sys.stderr)
        return INTERRUPTED
    except HlmsimError as problem:
        streams.say(_explained(problem, lang), sys.stderr)
        return BAD_INPUT if isinstance(problem, InputError) else FAILED
    except Exception as problem:
        if isinstance(problem, OSError) and streams.is_full(problem):
            streams.give_up()
            streams.say(text("cli.common.output_full", lang, reason=problem.strerror), sys.stderr)
            return FAILED
        if os.environ.get("HLMSIM_DEBUG") == "1":
            raise
        streams.say(crash.report(problem, arguments, lang), sys.stderr)
        return FAILED


def requested_language(arguments: Sequence[str]) -> str:
    """The language of ``--lang`` wherever it stands, the system's otherwise (a bad value is refused later)."""
    asked = ""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            asked = argument.partition("=")[2]
        elif argument == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
    return asked if asked in LANGUAGES else system_language()


def _explained(problem: HlmsimError, lang: str) -> str:
    return (
        text("cli.common.error", lang, message=error(problem, lang))
        if "faults" not in vars(problem)
        else error(problem, lang)
    )


def _print_version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        from importlib.metadata import version

        streams.say(f"hlmsim {version('hlmsim')}")
        context.exit()
