"""What one page plays: two sides, and the futures under way. It speaks through two functions that a server gives it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hlmsim.errors import HlmsimError, InputError
from hlmsim.interface.web import hand_out, meta, saving
from hlmsim.interface.web.messages import HandOut, Message, Open, Save, StepPart, Steps, understood
from hlmsim.interface.web.side import Side, facts
from hlmsim.locales import LANGUAGES, error
from hlmsim.scenario import Scenario


@dataclass(frozen=True)
class Offer:
    """What a page may play. scenarios: by the name that it asks for; varied: changed on the way in (``--set``)."""

    scenarios: Mapping[str, Scenario]
    varied: bool = False

    def side(self, name: str, *, weeks: int, seed: int) -> Side:
        """A new side. Raises InputError for a name that is not offered."""
        if name not in self.scenarios:
            raise InputError("player.no_scenario", found=name[:80])
        return Side(self.scenarios[name], weeks=weeks, seed=seed)


class PageGoneError(Exception):
    """The page has been closed: nobody is left to tell."""


class Session:
    """say: sends a JSON object; show: sends a block. Both raise PageGoneError once the page is closed."""

    def __init__(
        self,
        offer: Offer,
        say: Callable[[dict[str, Any]], Awaitable[None]],
        show: Callable[[bytes], Awaitable[None]],
    ) -> None:
        self._offer, self._say, self._show = offer, say, show
        self.sides: list[Side] = []
        self._generations = [0, 0]
        self._shown = [-1, -1]
        self._under_way: list[asyncio.Task[None] | None] = [None, None]

    async def hear(self, said: str | bytes | None) -> None:
        """Do what a message asks. What cannot be done is answered with an error, and changes nothing."""
        message: Message | None = None
        try:
            message = understood(said)
            await self._do(message)
        except HlmsimError as problem:
            await self._tell(problem, message)

    async def _tell(self, problem: HlmsimError, message: Message | None = None) -> None:
        """Answer with an error; of a change, with the side that it was for."""
        side = {"side": message.side} if isinstance(message, Steps) else {}
        await self._say({"is": "error", **side, **{lang: error(problem, lang) for lang in LANGUAGES}})

    async def close(self) -> None:
        """Stop what is under way."""
        tasks = [task for task in self._under_way if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _do(self, message: Message) -> None:
        match message:
            case Open():
                await self._open(message)
            case Steps():
                await self._change(message.side, message.steps)
            case Save():
                sides = zip("ab", self._both(), strict=True)
                texts = [saving.scenario_text(one, k, varied=self._offer.varied) for k, one in sides]
                files = [{"name": f"hlmsim_{letter}.yaml", "text": t} for letter, t in zip("ab", texts, strict=True)]
                await self._say({"is": "saved", "files": files})
            case HandOut():
                page = await asyncio.to_thread(hand_out.page, self._both(), message.lang)
                await self._say({"is": "hand_out", "name": "hlmsim.html", "html": page})

    async def _open(self, message: Open) -> None:
        def made() -> list[Side]:
            how = {"weeks": message.weeks, "seed": message.seed}
            sides = [self._offer.side(name, **how) for name in (message.a, message.b)]
            for side, steps in zip(sides, (message.steps_a, message.steps_b), strict=True):
                side.take(tuple(part.step() for part in steps))
            return sides

        sides = await asyncio.to_thread(made)
        described = await asyncio.to_thread(lambda: [meta.of_side(side) for side in sides])
        self.sides = sides
        generations = [self._begin(k) for k in range(2)]
        asked = message.model_dump(include={"a", "b", "seed", "weeks"})
        await self._say({"is": "open", "asked": asked, "sides": described, "generations": generations})
        self._shown = [-1, -1]
        for k in range(2):
            self._play(k, 0)

    async def _change(self, k: int, parts: list[StepPart]) -> None:
        side = self._both()[k]
        since = max(0, min(side.take(tuple(part.step() for part in parts)), self._shown[k]))
        generation = self._begin(k)
        steps = [facts(step) for step in side.steps]
        await self._say({"is": "steps", "side": k, "generation": generation, "since": since, "steps": steps})
        self._play(k, since)

    def _both(self) -> list[Side]:
        if not self.sides:
            raise InputError("player.nothing_open")
        return self.sides

    def _begin(self, k: int) -> int:
        """A new future for side k: the one under way is stale."""
        self._generations[k] += 1
        task = self._under_way[k]
        if task is not None:
            task.cancel()
        return self._generations[k]

    def _play(self, k: int, since: int) -> None:
        """Show what follows week ``since``: no later than the last week shown, so that no week is ever missing."""
        self._shown[k] = min(self._shown[k], since)
        self._under_way[k] = asyncio.create_task(self._stream(k, since, self._generations[k]))

    async def _stream(self, k: int, since: int, generation: int) -> None:
        """Show a future block by block. Whatever stops it is told: a page must never wait in silence."""
        try:
            await self._played(k, since, generation)
        except PageGoneError:
            return
        except Exception as problem:
            await self._tell(InputError("player.failed", kind=type(problem).__name__, reason=str(problem)[:200]))
            raise

    async def _played(self, k: int, since: int, generation: int) -> None:
        side = self.sides[k]
        future = side.future(since, side=k, generation=generation)
        while (made := await asyncio.to_thread(next, future, None)) is not None:
            if self._generations[k] != generation:
                return
            block, worlds = made
            side.keep(worlds)
            await self._show(block.encode())
            self._shown[k] = block.first + block.weeks - 1
        await self._say({"is": "done", "side": k, "generation": generation})
