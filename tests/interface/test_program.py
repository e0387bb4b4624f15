"""The command line itself: help, languages, usage faults, exit codes, completion, crashes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import click
import pytest

from hlmsim.errors import InputError, RunError
from hlmsim.interface.cli import main, program
from hlmsim.interface.cli.command import LocalCommand
from hlmsim.interface.cli.program import COMMANDS, requested_language
from hlmsim.locales import LANGUAGES

ENGLISH = re.compile(r"\b(Usage|Commands|Show|Error|Did you mean|default|Examples)\b")
FRENCH = re.compile(r"\b(Utilisation|Commandes|Afficher|Erreur|Vouliez|défaut|Exemples)\b")


@pytest.fixture(autouse=True)
def _english_system(monkeypatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "HLMSIM_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_CA.UTF-8")


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize(("lang", "foreign"), [("fr", ENGLISH), ("en", FRENCH)])
def test_help_is_in_one_language_with_examples(command: str, lang: str, foreign: re.Pattern[str], capsys) -> None:
    assert main([*command.split(), "--help", "--lang", lang]) == 0
    page = capsys.readouterr().out
    found = foreign.search(page.replace("--help", "").replace("OPTIONS", "").replace("--", ""))
    assert found is None, found
    assert page.count(f"hlmsim {command}".rstrip()) >= 2
    assert max(map(len, page.splitlines())) <= 100


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_eighty_columns(command: str, lang: str, monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main([*command.split(), "--help", "--lang", lang]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_the_program_alone_shows_its_help(capsys) -> None:
    assert main([]) == 0
    assert "Usage: hlmsim COMMAND" in capsys.readouterr().out


def test_version(capsys) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"hlmsim \d+\.\d+\.\d+\S*\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("line", "english", "french"),
    [
        ("comparer", "unknown command: comparer. Did you mean compare?", "commande inconnue : comparer."),
        ("compare --repplicates 3", "unknown option: --repplicates. Did you mean --replicates?", "option inconnue"),
        ("run status_quo -n", "option -n needs a value.", "l’option -n demande une valeur."),
        ("run status_quo --quiet=2", "option --quiet takes no value.", "l’option --quiet ne prend pas de valeur."),
        ("run", "SCENARIO is missing.", "il manque SCÉNARIO."),
        ("network status_quo", "--out is missing.", "il manque --out."),
        ("run status_quo -n many", "--replicates: “many” is not a whole number.", "n’est pas un nombre entier"),
        ("run status_quo -n 0", "--replicates: 0 is out of bounds", "est hors limites"),
        ("run a b", "one argument too many: b.", "argument de trop : b."),
        ("run a --set nothing", "--set: “nothing” is not of the form path=value.", "la forme chemin=valeur"),
        ("run a --precision x", "is not of the form outcome=halfwidth", "résultat=demi-largeur"),
        ("network a -o b.png", "must end in .graphml, .gexf, or .csv", "doit se terminer par"),
        ("completion tcsh", "expected: bash, zsh, or fish", "attendu : bash, zsh ou fish"),
        ("run a --jobs 2 --cluster tcp://far:8786", "the cluster at tcp://far:8786 has its own", "ses propres nœuds"),
        ("run a --cluster far", "--cluster: “far” is not the address of a cluster", "l’adresse d’une grappe"),
        ("run a --shard 4/3", "--shard: “4/3” is not of the form i/n", "avec i de 1 à n"),
        ("run a --shard 1:3", "--shard: “1:3” is not of the form i/n", "avec i de 1 à n"),
        ("compare a b --shard 1/3 --precision support=0.1", "do not go together", "ne vont pas ensemble"),
        ("run a --max-minutes soon", "--max-minutes: “soon” is not a number.", "n’est pas un nombre."),
        ("run a --time-out 0", "--time-out: 0 must be above zero and finite.", "doit être au-dessus de zéro et fini"),
        (
            "run a --time-out nan",
            "--time-out: nan must be above zero and finite.",
            "doit être au-dessus de zéro et fini",
        ),
        ("run a --max-runs 1.5", "--max-runs: “1.5” is not a whole number.", "n’est pas un nombre entier"),
        ("sweep a --design none.csv", "--design: there is no file none.csv.", "il n’y a pas de fichier none.csv"),
        ("sweep", "EXPERIMENT is missing.", "il manque EXPÉRIENCE."),
        ("export none", "FOLDER: there is no folder none.", "il n’y a pas de dossier none."),
        ("export . --table fish", "expected: effects, runs, groups, weekly, answer, or design", "answer ou design"),
        ("export . --format csv -o a.xlsx", "--format csv and the file a.xlsx do not agree", "ne s’accordent pas"),
        ("compare a", "at least two scenarios are needed", "il faut au moins deux scénarios"),
        ("show a --lang de", "--lang: “de” is not allowed; expected: fr or en.", ""),
    ],
)
def test_usage_faults(line: str, english: str, french: str, capsys) -> None:
    for lang, expected in (("en", english), ("fr", french)):
        words = line.split()
        assert main(words if "--lang" in words else ["--lang", lang, *words]) == 2
        shown = capsys.readouterr()
        said = shown.err.replace("\N{NO-BREAK SPACE}", " ")
        assert shown.out == ""
        assert expected in said or "--lang" in words
        assert "Traceback" not in said
        assert "--help" in said


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("run a --lang fr", "fr"),
        ("--lang=fr run a", "fr"),
        ("run --lang en --lang fr", "fr"),
        ("run a -- --lang fr", "en"),
        ("run --lang", "en"),
        ("run --lang=xx", "en"),
    ],
)
def test_the_language_is_found_anywhere_on_the_line(line: str, lang: str) -> None:
    assert requested_language(line.split()) == lang


def _command_that(monkeypatch, act) -> None:
    """Make ``hlmsim schema`` do something else."""
    module = SimpleNamespace(build=lambda lang: LocalCommand("schema", lang, act, []))
    monkeypatch.setattr(program.importlib, "import_module", lambda _name: module)


def _raise(error: BaseException):
    def act() -> None:
        raise error

    return act


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError("usage.file_exists", file="a.yaml"), 2, "Erreur : a.yaml existe déjà"),
        (RunError("usage.other", message="raté"), 1, "Erreur : raté"),
        (KeyboardInterrupt(), 130, "Interrompu."),
        (click.Abort(), 130, "Interrompu."),
    ],
)
def test_every_ending_has_its_exit_code(error, code: int, said: str, monkeypatch, capsys) -> None:
    _command_that(monkeypatch, _raise(error))
    assert main(["schema", "--lang", "fr"]) == code
    assert said in capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")


def test_a_command_gives_its_own_exit_code(monkeypatch) -> None:
    _command_that(monkeypatch, lambda: 1)
    assert main(["schema"]) == 1
    _command_that(monkeypatch, lambda: None)
    assert main(["schema"]) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_crash_is_one_sentence_and_a_file(lang: str, monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("HLMSIM_DEBUG", raising=False)
    _command_that(monkeypatch, _raise(ZeroDivisionError("a secret")))
    assert main(["schema", "--lang", lang]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "ZeroDivisionError: a secret" in said
    (log,) = tmp_path.rglob("*.log")
    assert str(log) in said
    story = log.read_text()
    assert "Traceback" in story
    assert "hlmsim schema" in story


def test_a_crash_shows_itself_when_asked(monkeypatch) -> None:
    monkeypatch.setenv("HLMSIM_DEBUG", "1")
    _command_that(monkeypatch, _raise(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        main(["schema"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str, capsys) -> None:
    assert main(["completion", shell]) == 0
    assert "_HLMSIM_COMPLETE" in capsys.readouterr().out


def _completed(words: str, incomplete: str) -> set[str]:
    line = f"{words} {incomplete}"
    environ = {
        **os.environ,
        "_HLMSIM_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words.split())),
    }
    code = "from hlmsim.interface.cli import main; main()"
    shown = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    return {row.partition(",")[2] for row in shown.stdout.splitlines()}


def test_the_shell_completes_commands_options_and_shipped_scenarios() -> None:
    assert _completed("hlmsim", "com") == {"compare", "completion"}
    assert "--replicates" in _completed("hlmsim compare", "--rep")
    assert "status_quo" in _completed("hlmsim compare", "status")
    assert _completed("hlmsim sweep", "turnover_c") == {"turnover_concertation_clarity"}
    assert {"status_quo", "shared_space_hours_rules"} <= _completed("hlmsim check", "s")
    assert _completed("hlmsim compare", "turnover_c") == {""}
    assert _completed("hlmsim run status_quo --cluster", "l") == {"local"}
    assert _completed("hlmsim export . --table", "w") == {"weekly"}
    assert "levers.turnover.worker_annual=" in _completed("hlmsim run status_quo --set", "levers.turnover.worker_a")


def test_a_plain_terminal_is_never_broken_by_an_accent() -> None:
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "HLMSIM_LANG": "fr"}
    code = "import sys; from hlmsim.interface.cli import main; sys.exit(main(['--help']))"
    shown = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    assert shown.returncode == 0
    assert "Utilisation" in shown.stdout
