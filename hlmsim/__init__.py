"""hlmsim: proximity intervention networks around low-rent public housing.

>>> import hlmsim
>>> base = hlmsim.load("status_quo")
>>> run = hlmsim.simulate(base, seed=1)
>>> effects = hlmsim.compare([base, "concertation"], replicates=200)
>>> answer = hlmsim.sweep("turnover_concertation_clarity")

Nothing heavy is imported until a name is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hlmsim import errors

if TYPE_CHECKING:
    from hlmsim.errors import HlmsimError, InputError, RunError, ScenarioError, SnapshotError
    from hlmsim.interface.mesa_model import HLMModel, Partner, Tenant, Worker
    from hlmsim.interface.python import (
        Comparison,
        Run,
        Sweep,
        compare,
        load,
        read_results,
        simulate,
        sweep,
        validate,
    )
    from hlmsim.scenario import Scenario

    __version__: str

_PLACES = {
    "Comparison": "hlmsim.interface.python",
    "HLMModel": "hlmsim.interface.mesa_model",
    "HlmsimError": "hlmsim.errors",
    "InputError": "hlmsim.errors",
    "Partner": "hlmsim.interface.mesa_model",
    "Run": "hlmsim.interface.python",
    "RunError": "hlmsim.errors",
    "Scenario": "hlmsim.scenario",
    "ScenarioError": "hlmsim.errors",
    "SnapshotError": "hlmsim.errors",
    "Sweep": "hlmsim.interface.python",
    "Tenant": "hlmsim.interface.mesa_model",
    "Worker": "hlmsim.interface.mesa_model",
    "compare": "hlmsim.interface.python",
    "load": "hlmsim.interface.python",
    "read_results": "hlmsim.interface.python",
    "simulate": "hlmsim.interface.python",
    "sweep": "hlmsim.interface.python",
    "validate": "hlmsim.interface.python",
}

__all__ = [
    "Comparison",
    "HLMModel",
    "HlmsimError",
    "InputError",
    "Partner",
    "Run",
    "RunError",
    "Scenario",
    "ScenarioError",
    "SnapshotError",
    "Sweep",
    "Tenant",
    "Worker",
    "__version__",
    "compare",
    "load",
    "read_results",
    "simulate",
    "sweep",
    "validate",
]


def _sentence(problem: errors.HlmsimError) -> str | None:
    """What the command line says of an error, in the system's language."""
    from hlmsim.locales import MissingTextError, error, system_language

    try:
        return error(problem, system_language())
    except MissingTextError:
        return None


errors.tell_with(_sentence)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("hlmsim")
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_PLACES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
