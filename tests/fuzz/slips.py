"""Slips of the hand: how people write a number or a key otherwise than a file wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

from hlmsim.scenario.scalars import scalar

NO_BREAK, NARROW, THIN, MINUS = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}", "\N{MINUS SIGN}"
WIDE = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
ARABIC = {ord(str(digit)): chr(0x0660 + digit) for digit in range(10)}
MADE_UP = frozenset({"factors", "groups", "kinds", "labels", "levels", "partners", "points", "reference", "settings"})
"""Under these, authors make up the keys: another name there is another name, not a slip."""


@dataclass(frozen=True, slots=True)
class Token:
    """A bare number or a key of a file: where it starts and ends in the text."""

    start: int
    end: int
    text: str
    is_key: bool


def _comma(number: str) -> str:
    return number.replace(".", ",")


def _percent(number: str, comma: str = ".") -> str:
    return f"{float(number) * 100:.10g}".replace(".", comma)


def _thousands(number: str, mark: str) -> str:
    sign = number[: len(number) - len(number.lstrip("-+"))]
    whole, dot, rest = number[len(sign) :].partition(".")
    return sign + f"{int(whole):,}".replace(",", mark) + dot + rest if whole else number


NUMBER_SLIPS: tuple[Callable[[str], str], ...] = (
    _comma,
    _comma,
    lambda n: n.replace(".", ", "),
    lambda n: n.replace(".", " ,"),
    lambda n: n.replace(".", ",,"),
    lambda n: n.replace(".", ".."),
    lambda n: n.replace(".", ". "),
    lambda n: n.replace(".", "\N{MIDDLE DOT}"),
    lambda n: n.replace(".", ";"),
    lambda n: n.replace(".", ":"),
    lambda n: n.lstrip("0") if "." in n else n,
    lambda n: _comma(n).lstrip("0"),
    lambda n: f"{_percent(n)} %",
    lambda n: f"{_percent(n)}%",
    lambda n: f"{_percent(n, ',')}{NO_BREAK}%",
    lambda n: f"{_percent(n, ',')} %",
    lambda n: f"{_percent(n)} pour cent",
    lambda n: f"{n} semaines",
    lambda n: f"{_comma(n)} h",
    lambda n: f"{n}h",
    lambda n: f"{n} $",
    lambda n: f"{n}{NO_BREAK}",
    lambda n: f"{NO_BREAK}{n}",
    lambda n: f"{THIN}{n}",
    lambda n: f"{n}\N{ZERO WIDTH SPACE}",
    lambda n: f"\t{n}",
    lambda n: f"{n}\t",
    lambda n: f"{n} ",
    lambda n: f"{n}.",
    lambda n: f"{n},",
    lambda n: f"{_comma(n)},",
    lambda n: f"{n};",
    lambda n: f"+{n}",
    lambda n: n.replace("-", MINUS) if n.startswith("-") else f"{MINUS}{n}",
    lambda n: f"{MINUS}{_comma(n)}" if not n.startswith("-") else MINUS + _comma(n)[1:],
    lambda n: n.replace("0", "O", 1),
    lambda n: n.replace("0", "o"),
    lambda n: n.replace("1", "l", 1),
    lambda n: n.replace("1", "I"),
    lambda n: n.translate(WIDE),
    lambda n: n.translate(ARABIC),
    lambda n: f'"{n}"',
    lambda n: f"'{_comma(n)}'",
    lambda n: f"« {n} »",
    lambda n: f"\N{LEFT DOUBLE QUOTATION MARK}{n}\N{RIGHT DOUBLE QUOTATION MARK}",
    lambda n: f"({n})",
    lambda n: f"~{n}",
    lambda n: f"\N{ALMOST EQUAL TO}{n}",
    lambda n: f"env. {n}",
    lambda n: f"{n}?",
    lambda n: f"{n}*",
    lambda n: f"{n} (A)",
    lambda n: f"{n} - {n}",
    lambda n: f"{n} à {n}",
    lambda n: f"{_comma(n)} à {_comma(n)}",
    lambda n: f"{n}/1",
    lambda n: f"{n} # vu en réunion",
    lambda n: f"{n}#vu",
    lambda n: f"{n} {n}",
    lambda n: f"={n}",
    lambda n: f"[{_comma(n)}]",
    lambda n: f"{{{n}}}",
    lambda n: f"{float(n):e}",
    lambda n: _comma(f"{float(n):e}"),
    lambda n: _thousands(n, " "),
    lambda n: _thousands(n, ","),
    lambda n: _thousands(n, ","),
    lambda n: _thousands(n, NO_BREAK),
    lambda n: _thousands(n, NARROW),
    lambda n: _thousands(n, "'"),
    lambda n: _thousands(n, "_"),
    lambda n: _comma(_thousands(n, " ")),
    lambda n: f"2024-01-0{n[-1]}",
    lambda n: f"{n}/01/2024",
    lambda n: f"le {n} mai",
)
"""Each takes the number as the file had it, and gives what a person writes who means it."""

KEY_SLIPS: tuple[Callable[[str], str], ...] = (
    lambda k: k[1:],
    lambda k: k[:-1],
    lambda k: k[: len(k) // 2] + k[len(k) // 2 + 1 :],
    lambda k: k[0] + k,
    lambda k: k + k[-1],
    lambda k: f"{k}s",
    lambda k: k[1::-1] + k[2:],
    str.upper,
    str.capitalize,
    lambda k: k.replace("_", "-"),
    lambda k: k.replace("_", " "),
    lambda k: k.replace("_", ""),
    lambda k: k.replace("e", "é", 1),
    lambda k: k.replace("o", "0", 1),
    lambda k: k.replace("l", "1", 1),
    lambda k: f"{k}{NO_BREAK}",
    lambda k: f"{k} ",
    lambda k: f'"{k}"',
    lambda k: f"{k}.",
    lambda k: f"\N{ZERO WIDTH SPACE}{k}",
    lambda k: f"{k}:",
    lambda k: f"- {k}",
)
"""Each takes a key of the format, and gives what a person writes who means it."""


def tokens(text: str) -> list[Token]:
    """Every bare number and every key of the format in a YAML text."""
    return list(_tokens(yaml.compose(text, Loader=yaml.SafeLoader), made_up=False))


def _tokens(node: yaml.Node, *, made_up: bool) -> Iterator[Token]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not made_up and not key.style:
                yield Token(key.start_mark.index, key.end_mark.index, key.value, is_key=True)
            yield from _tokens(value, made_up=not made_up and key.value in MADE_UP)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _tokens(item, made_up=made_up)
    elif isinstance(node, yaml.ScalarNode) and not node.style and type(scalar(node.value)) in {int, float}:
        yield Token(node.start_mark.index, node.end_mark.index, node.value, is_key=False)


def slipped(text: str, token: Token, number: int) -> str | None:
    """The text with the slip of this number at the token; None where it changes nothing, or makes another known key."""
    slips = KEY_SLIPS if token.is_key else NUMBER_SLIPS
    written = slips[number % len(slips)](token.text)
    if written == token.text:
        return None
    return text[: token.start] + written + text[token.end :]
