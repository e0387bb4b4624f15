"""What a page may say: small JSON objects of known shape, every number within bounds. Nothing else is listened to."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from hlmsim.errors import InputError
from hlmsim.interface.web import MOST_WEEKS
from hlmsim.interface.web.side import Step
from hlmsim.interface.web.stage import EVENTS, LEVER
from hlmsim.scenario.numbers import Words

LONGEST = 16_384
"""Characters of one message; longer ones are refused unread."""
MOST_STEPS = 60
_Week = Annotated[int, Field(strict=True, ge=0, lt=MOST_WEEKS)]
_Seed = Annotated[int, Field(strict=True, ge=0, lt=2**53)]
_Name = Annotated[str, Field(strict=True, min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StepPart(_Part):
    """One change of one side."""

    week: _Week
    lever: Annotated[str, Words(*LEVER)] | None = None
    value: Annotated[float, Field(allow_inf_nan=False, strict=True, ge=-1e6, le=1e6)] | None = None
    event: Annotated[str, Words(*EVENTS)] | None = None
    partner: Annotated[int, Field(strict=True, ge=0, lt=10**6)] | None = None

    def step(self) -> Step:
        """The same, once it is one change and whole. Raises InputError otherwise."""
        if (self.lever is None) == (self.event is None) or (self.lever is None) != (self.value is None):
            raise InputError("player.step")
        if self.partner is not None and self.event is None:
            raise InputError("player.step")
        return Step(self.week, self.lever, self.value or 0.0, self.event, self.partner)


_Steps = Annotated[list[StepPart], Field(max_length=MOST_STEPS)]


class Open(_Part):
    """Play two scenarios of the list, with these changes."""

    do: Literal["open"]
    a: _Name
    b: _Name
    seed: _Seed
    weeks: Annotated[int, Field(strict=True, ge=1, le=MOST_WEEKS)]
    steps_a: _Steps = []
    steps_b: _Steps = []


class Steps(_Part):
    """From now on a side has exactly these changes."""

    do: Literal["steps"]
    side: Annotated[int, Field(strict=True, ge=0, le=1)]
    steps: _Steps


class Save(_Part):
    """Give the scenario file of each side."""

    do: Literal["save"]


class HandOut(_Part):
    """Give the page as one file."""

    do: Literal["hand_out"]
    lang: Literal["fr", "en"]


Message = Open | Steps | Save | HandOut
_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="do")])


def understood(said: str | bytes | None) -> Message:
    """The message. Raises InputError when it is too long, no JSON or not of a known shape."""
    if not isinstance(said, str) or len(said) > LONGEST:
        raise InputError("player.too_long", most=LONGEST)
    try:
        found: Any = json.loads(said)
        return _MESSAGE.validate_python(found)
    except (ValueError, RecursionError) as problem:
        where = (
            ".".join(str(word) for word in problem.errors()[0]["loc"]) if isinstance(problem, ValidationError) else ""
        )
        raise InputError("player.not_understood", where=where[:80]) from None
