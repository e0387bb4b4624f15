"""Commands whose help is in the person's language, click's own words included."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping, Sequence
from typing import Any, override

import click

from hlmsim.interface.cli import streams, types, usage
from hlmsim.locales import LANGUAGES, has, text

WIDTH = 100
OLD_OUT = "--output"
"""Another spelling of ``--out``, which some commands had."""


class LocalCommand(click.Command):
    """One command; its sentences are under ``cli.<name>``: short, help, pieces (of the usage line), examples.

    A dash in its name is an underscore in their key and in the name of its module.
    """

    def __init__(
        self, name: str, lang: str, callback: Callable[..., int | None], params: Sequence[click.Parameter]
    ) -> None:
        settings = {"allow_extra_args": True, "max_content_width": WIDTH}
        super().__init__(name, settings, callback, [*params, *common_options(lang)], add_help_option=False)
        self.lang = lang
        self.help = self.short_help = text(f"cli.{key_of(name)}.short", lang)

    @override
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with usage.located(ctx):
            left = super().parse_args(ctx, [_today(word) for word in args])
        if ctx.args and not ctx.resilient_parsing:
            raise usage.BadUsageError("extra_argument", ctx, argument=ctx.args[0])
        return left

    @override
    def invoke(self, ctx: click.Context) -> Any:
        with usage.located(ctx):
            return super().invoke(ctx)

    @override
    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        arguments = [parameter for parameter in self.params if isinstance(parameter, click.Argument)]
        lines = [
            (parameter.make_metavar(ctx), text(f"cli.{key_of(str(self.name))}.argument", self.lang))
            for parameter in arguments
        ]
        write_page(
            self,
            ctx,
            formatter,
            key=key_of(str(self.name)),
            lang=self.lang,
            pieces=_pieces(arguments, ctx),
            lists={"arguments": lines},
        )


def _today(word: str) -> str:
    """A word of the command line as it is spelled today."""
    flag, equals, value = word.partition("=")
    return f"--out{equals}{value}" if flag == OLD_OUT else word


def key_of(command: str) -> str:
    """A command's name where a dash cannot stand."""
    return command.replace("-", "_")


def module_of(command: str) -> str:
    """The module of a command; a word of Python has an underscore after it."""
    name = key_of(command)
    return f"{name}_" if keyword.iskeyword(name) else name


def argument(
    name: str, lang: str, kind: click.ParamType[Any], *, many: bool = False, required: bool = True
) -> click.Argument:
    """What a command works on; its name on screen is ``cli.metavar.<name>``."""
    return click.Argument(
        [name], type=kind, nargs=-1 if many else 1, required=required, metavar=text(f"cli.metavar.{name}", lang)
    )


def option(
    command: str, lang: str, flags: Sequence[str], kind: click.ParamType[Any] | None = None, **settings: Any
) -> click.Option:
    """One option: help in ``cli.<command>.option.<name>`` or, when shared, in ``cli.option.<name>``."""
    name = next(flag for flag in flags if flag.startswith("--")).removeprefix("--").replace("-", "_")
    own = f"cli.{key_of(command)}.option.{name}"
    sentence = text(own if has(own, lang) else f"cli.option.{name}", lang, default=settings.get("default"))
    if kind is None:
        return click.Option(list(flags), is_flag=True, help=sentence, **settings)
    metavar = text(f"cli.metavar.{name}", lang)
    return click.Option(list(flags), type=kind, metavar=metavar, help=sentence, show_default=False, **settings)


def out_options(command: str, lang: str, kind: click.ParamType[Any], *, required: bool = False) -> list[click.Option]:
    """Where a command writes, and whether it may replace what it did not write: ``out`` and ``replace``.

    ``--out`` and ``-o`` are one option, whatever the command (:data:`OLD_OUT` is still understood).
    """
    where = option(command, lang, ["--out", "-o"], kind, required=required)
    if kind.name != "folder":
        where.metavar = text("cli.metavar.output", lang)
    return [where, option(command, lang, ["--replace"])]


def common_options(lang: str) -> list[click.Parameter]:
    """The options of every command."""
    language = click.Option(["--lang"], type=types.Word(LANGUAGES), metavar="fr|en", expose_value=False)
    language.help = text("cli.option.lang", lang)
    asked = click.Option(["--help", "-h"], is_flag=True, expose_value=False, is_eager=True, callback=_print_help)
    asked.help = text("cli.option.help", lang)
    quiet = click.Option(["--quiet", "-q"], is_flag=True, expose_value=False, callback=_keep_quiet)
    quiet.help = text("cli.option.quiet", lang)
    return [language, quiet, asked]


def write_page(
    command: click.Command,
    ctx: click.Context,
    formatter: click.HelpFormatter,
    *,
    key: str,
    lang: str,
    pieces: str,
    lists: Mapping[str, Sequence[tuple[str, str]]],
) -> None:
    """A help page: usage, what the command does, lists (arguments, commands), options, examples."""
    formatter.write_usage(ctx.command_path, pieces, f"{text('cli.heading.usage', lang)} ")
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text(f"cli.{key}.help", lang))
    records = [record for record in (parameter.get_help_record(ctx) for parameter in command.params) if record]
    options = [record for record in records if record[0].startswith("-")]
    for heading, rows in {**lists, "options": options}.items():
        if rows:
            with formatter.section(text(f"cli.heading.{heading}", lang) + _before_colon(lang)):
                formatter.write_dl(rows)
    formatter.write_paragraph()
    formatter.write(f"{text('cli.heading.examples', lang)}\n")
    formatter.write("".join(f"  {line}\n" for line in text(f"cli.{key}.examples", lang).strip().splitlines()))


def is_quiet() -> bool:
    """Whether ``--quiet`` stands anywhere on the line of the command being run."""
    return bool(click.get_current_context().find_root().meta.get("hlmsim.quiet"))


def _before_colon(lang: str) -> str:
    """What the language puts before the colon that click adds to a heading."""
    return "\N{NO-BREAK SPACE}" if lang == "fr" else ""


def _pieces(arguments: Sequence[click.Argument], ctx: click.Context) -> str:
    lang = getattr(ctx.command, "lang", "en")
    shown = [f"{piece.make_metavar(ctx)}{' …' if piece.nargs == -1 else ''}" for piece in arguments]
    return " ".join([*shown, text("cli.heading.options_piece", lang)])


def _print_help(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        streams.say(context.get_help())
        context.exit()


def _keep_quiet(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        context.find_root().meta["hlmsim.quiet"] = True
