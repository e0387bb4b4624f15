"""The server's doors: who may come in, what may be said, and that nothing said badly changes anything."""

from __future__ import annotations

import http.client
import json
import random
import socket
import string
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from hlmsim.errors import InputError
from hlmsim.interface.web.block import Block, decode
from hlmsim.interface.web.messages import LONGEST, MOST_STEPS, understood
from hlmsim.interface.web.server import HOST, listening
from hlmsim.interface.web.side import Side
from tests.interface.web.conftest import WEEKS, Address

OPEN = {"do": "open", "a": "status_quo", "b": "status_quo", "seed": 1, "weeks": WEEKS}


class Talk:
    """One page's conversation."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.blocks: list[Block] = []

    def say(self, message: Any) -> None:
        self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    def hear(self, kind: str) -> dict[str, Any]:
        """The next message of this kind; blocks on the way are kept, other messages left out."""
        while True:
            heard = self.connection.recv(timeout=20)
            if isinstance(heard, bytes):
                self.blocks.append(decode(heard))
            elif (message := json.loads(heard))["is"] == kind:
                found: dict[str, Any] = message
                return found

    def open(self, **more: Any) -> dict[str, Any]:
        self.say({**OPEN, **more})
        opened = self.hear("open")
        self.hear("done")
        self.hear("done")
        return opened


@pytest.fixture
def talk(served: Address) -> Iterator[Talk]:
    with connect(served.socket, origin=Origin(served.page.rstrip("/"))) as connection:
        yield Talk(connection)


def test_both_sides_come_whole_and_equal_before_the_first_difference(talk: Talk) -> None:
    opened = talk.open(steps_b=[{"week": 20, "event": "worker_departure"}])
    assert [side["name"] for side in opened["sides"]] == ["status_quo", "status_quo"]
    sides: list[list[Block]] = [[b for b in talk.blocks if b.side == k] for k in range(2)]
    for blocks in sides:
        assert [b.first for b in blocks] == [0, *(sum(c.weeks for c in blocks[:k]) for k in range(1, len(blocks)))]
        assert sum(b.weeks for b in blocks) == WEEKS + 1
    a, b = ([week for block in blocks for week in block.households.tolist()] for blocks in sides)
    assert a[:21] == b[:21]
    assert a[21:] != b[21:]


def test_a_change_keeps_the_past_and_concerns_one_side(talk: Talk) -> None:
    talk.open()
    talk.blocks.clear()
    talk.say({"do": "steps", "side": 1, "steps": [{"week": 30, "lever": "turnover", "value": 0.6}]})
    answer = talk.hear("steps")
    talk.hear("done")
    assert (answer["side"], answer["since"]) == (1, 30)
    assert {block.side for block in talk.blocks} == {1}
    assert talk.blocks[0].first == 31
    assert {block.generation for block in talk.blocks} == {answer["generation"]}


def test_a_stale_future_is_dropped(talk: Talk) -> None:
    """Ten moves of a slider in a row: the last one's future comes whole, whatever came of the others."""
    talk.open()
    talk.blocks.clear()
    for move in range(10):
        talk.say({"do": "steps", "side": 0, "steps": [{"week": 5, "lever": "turnover", "value": 0.2 + move / 50}]})
    for _ in range(10):
        last = talk.hear("steps")["generation"]
    while talk.hear("done")["generation"] != last:
        pass
    assert sum(block.weeks for block in talk.blocks if block.generation == last) == WEEKS - 5


def test_no_week_is_missing_when_a_later_change_comes_before_an_earlier_one_is_shown(talk: Talk) -> None:
    talk.open()
    talk.blocks.clear()
    early, late = {"week": 4, "event": "crisis"}, {"week": 50, "event": "new_room"}
    talk.say({"do": "steps", "side": 0, "steps": [early]})
    talk.say({"do": "steps", "side": 0, "steps": [early, late]})
    talk.say({"do": "steps", "side": 0, "steps": [early, late]})
    answers = [talk.hear("steps") for _ in range(3)]
    while talk.hear("done")["generation"] != answers[-1]["generation"]:
        pass
    shown = {w for block in talk.blocks for w in range(block.first, block.first + block.weeks)}
    assert shown >= set(range(5, WEEKS + 1))
    last = [block for block in talk.blocks if block.generation == answers[-1]["generation"]]
    assert last == [] or last[0].first == answers[-1]["since"] + 1


def test_a_session_is_saved_and_handed_out(talk: Talk) -> None:
    talk.open(steps_a=[{"week": 7, "event": "crisis"}])
    talk.say({"do": "save"})
    files = talk.hear("saved")["files"]
    assert [file["name"] for file in files] == ["hlmsim_a.yaml", "hlmsim_b.yaml"]
    assert "event: crisis" in files[0]["text"]
    assert "event: crisis" not in files[1]["text"]
    talk.say({"do": "hand_out", "lang": "en"})
    assert '<html lang="en">' in talk.hear("hand_out")["html"]


WRONG = [
    "",
    "no json",
    "[]",
    "null",
    "{}",
    "[" * 5000,
    "x" * (LONGEST + 1),
    b"\x00\x01",
    {"do": "dance"},
    {"do": "open"},
    {**OPEN, "a": "../../etc/passwd"},
    {**OPEN, "a": "montreal"},
    {**OPEN, "seed": -1},
    {**OPEN, "seed": "1"},
    {**OPEN, "weeks": 10**9},
    {**OPEN, "more": 1},
    {"do": "steps", "side": 2, "steps": []},
    {"do": "steps", "side": 0, "steps": [{"week": 1}]},
    {"do": "steps", "side": 0, "steps": [{"week": 1, "lever": "turnover"}]},
    {"do": "steps", "side": 0, "steps": [{"week": 1, "lever": "turnover", "value": 1e9}]},
    {"do": "steps", "side": 0, "steps": [{"week": 1, "lever": "turnover", "value": "0.3"}]},
    '{"do": "steps", "side": 0, "steps": [{"week": 1, "lever": "turnover", "value": NaN}]}',
    {"do": "steps", "side": 0, "steps": [{"week": 1, "lever": "turnover", "value": 0.9}]},
    {"do": "steps", "side": 0, "steps": [{"week": WEEKS, "event": "crisis"}]},
    {"do": "steps", "side": 0, "steps": [{"week": 1, "event": "crisis", "value": 3.0}]},
    {"do": "steps", "side": 0, "steps": [{"week": 1, "lever": "turnover", "value": 0.3, "partner": 1}]},
    {"do": "steps", "side": 0, "steps": [{"week": 1, "event": "crisis"}] * (MOST_STEPS + 1)},
    {"do": "hand_out", "lang": "de"},
]


@pytest.mark.parametrize("message", WRONG, ids=range(len(WRONG)))
def test_what_is_said_badly_is_answered_in_both_languages_and_changes_nothing(talk: Talk, message: Any) -> None:
    talk.open(steps_a=[{"week": 7, "event": "crisis"}])
    talk.say({"do": "save"})
    before = talk.hear("saved")
    talk.blocks.clear()
    talk.say(message)
    answer = talk.hear("error")
    assert answer["fr"]
    assert answer["en"]
    assert answer["fr"] != answer["en"]
    talk.say({"do": "save"})
    assert talk.hear("saved") == before
    assert talk.blocks == []


def test_a_simulation_that_breaks_is_told_to_the_page(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.open()

    def broken(*_: Any, **__: Any) -> Any:
        raise MemoryError("no room")
        yield

    monkeypatch.setattr(Side, "future", broken)
    talk.say({"do": "steps", "side": 0, "steps": [{"week": 2, "event": "crisis"}]})
    told = talk.hear("error")
    assert "MemoryError" in told["fr"]
    assert told["fr"] != told["en"]
    monkeypatch.undo()
    talk.say({"do": "steps", "side": 0, "steps": []})
    talk.hear("done")


def test_nothing_is_done_before_anything_is_open(talk: Talk) -> None:
    for message in ({"do": "save"}, {"do": "steps", "side": 0, "steps": []}, {"do": "hand_out", "lang": "fr"}):
        talk.say(message)
        assert talk.hear("error")["fr"]


def test_a_thousand_random_messages_leave_the_server_alive_and_its_state_valid(talk: Talk) -> None:
    """Seeded: noise, cut and bent messages, and sound ones in between."""
    luck = random.Random(20261126)
    talk.open()
    pieces: list[Any] = [None, True, -1, 0, 7, 1e308, "", "turnover", "crisis", [], {}, "steps", "open", "ü" * 50]
    sent = 0
    for _ in range(1000):
        kind = luck.randrange(4)
        if kind == 0:
            said: Any = "".join(luck.choices(string.printable, k=luck.randrange(200)))
        elif kind == 1:
            said = json.dumps({key: luck.choice(pieces) for key in ("do", "side", "steps", "a", "b", "seed")})
        elif kind == 2:
            step = {key: luck.choice(pieces) for key in ("week", "lever", "value", "event", "partner")}
            said = json.dumps({"do": "steps", "side": luck.randrange(2), "steps": [step]})
        else:
            text = json.dumps({"do": "steps", "side": 1, "steps": [{"week": luck.randrange(90), "event": "crisis"}]})
            said = text[: luck.randrange(len(text))] if luck.random() < 0.5 else text
        talk.say(said)
        sent += 1
    assert sent == 1000
    talk.say({"do": "steps", "side": 1, "steps": [{"week": 3, "event": "new_room"}]})
    last = None
    while last is None or [step["event"] for step in last["steps"]] != ["new_room"]:
        last = talk.hear("steps")
    while talk.hear("done")["generation"] != last["generation"]:
        pass
    weeks = [b for b in talk.blocks if b.side == 1 and b.generation == last["generation"]]
    assert weeks[-1].first + weeks[-1].weeks == WEEKS + 1


@pytest.mark.parametrize("origin", ["http://example.org", "null", "http://127.0.0.1:1", "https://127.0.0.1", None])
def test_another_origin_cannot_open_the_socket(served: Address, origin: str | None) -> None:
    with pytest.raises(InvalidStatus), connect(served.socket, origin=None if origin is None else Origin(origin)):
        pass


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 200),
        ("/player.js", {}, 200),
        ("/page.json", {}, 200),
        ("/page.json", {"Host": "evil.example"}, 403),
        ("/page.json", {"Origin": "http://evil.example"}, 403),
        ("/../pyproject.toml", {}, 404),
        ("/%2e%2e/pyproject.toml", {}, 404),
        ("/nothing", {}, 404),
    ],
)
def test_files_are_the_pages_own_and_for_this_host_alone(
    served: Address, path: str, headers: dict[str, str], status: int
) -> None:
    asked = http.client.HTTPConnection(HOST, served.port, timeout=10)
    asked.request("GET", path, headers=headers)
    answer = asked.getresponse()
    answer.read()
    asked.close()
    assert answer.status == status
    if status == 200:
        assert "default-src 'none'" in str(answer.headers["Content-Security-Policy"])


def test_it_listens_on_this_machine_alone_and_says_when_a_port_is_taken() -> None:
    door = listening(0)
    address, port = door.getsockname()
    assert address == "127.0.0.1"
    with pytest.raises(InputError) as caught:
        listening(port)
    assert caught.value.code == "player.port"
    door.close()
    other = socket.create_server((HOST, 0))
    other.close()


def test_messages_are_understood_to_their_bounds() -> None:
    steps = [{"week": 519, "event": "crisis"}] * MOST_STEPS
    assert understood(json.dumps({"do": "steps", "side": 0, "steps": steps}))
    with pytest.raises(InputError):
        understood(json.dumps({"do": "steps", "side": 0, "steps": [{"week": 520, "event": "crisis"}]}))
