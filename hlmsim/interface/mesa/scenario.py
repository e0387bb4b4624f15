"""A scenario in Mesa's own shape, so that SolaraViz can start the model again from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import mesa.experimental.scenarios

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario


class MesaScenario(mesa.experimental.scenarios.Scenario):  # type: ignore[misc] # Mesa publishes no types
    """What ``model.scenario`` shows: the hlmsim scenario (``name``, ``weeks``, ``with_``…) and Mesa's ``rng``.

    SolaraViz starts a model again from ``type(model.scenario)()``, so each scenario has a class of its own.
    """

    _plan: ClassVar[Scenario]

    def __getattr__(self, name: str) -> Any:
        return getattr(type(self)._plan, name)

    @classmethod
    def plan(cls) -> Scenario:
        """The hlmsim scenario."""
        return cls._plan

    @classmethod
    def of(cls, scenario: Scenario) -> type[MesaScenario]:
        """The class of one scenario."""
        return type(cls.__name__, (cls,), {"_plan": scenario})
