"""The bytes of a recording: whole weeks of one side, little-endian, read by the page as they are.

Header of 30 bytes: "HLM" and the version, then, as u16, side, first week, weeks, households, posts, partners and
outcomes, then, as u32, ties, generation and number of log lines. Then, in this order: outcomes (f4, weeks × outcomes,
NaN where nothing is known), log lines (8 bytes each), households (4 bytes each, a week after another), posts (6),
partners (5), ties (1).

- household: need of ``NEEDS`` + 8 × support this week + 32 × takes part + 64 × newcomer; security (high four bits) and
  trust in the worker (low four); capacity to act (high four); post that accompanies, from 1 (0: none), its high four
  bits beside the capacity to act, then the low eight
- post: 1 × filled + 2 × funded + 4 × leaving; role clarity; households accompanied (u2); weeks in post (u2)
- partner: 1 × present + 2 × member; commitment; role clarity; people waiting (u2)
- tie: strength
- log line: week (u2), code of ``CODES`` or 32 + journal entry (u1), domain or kind (u1), subject (u2), other (u2)

Scores are written 0–15 in four bits and 0–255 in a byte; 255 or 65535 stands for none in the log.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

VERSION = 2
MAGIC = b"HLM" + bytes([VERSION])
NEEDS = ("none", "in_service", "on_the_way", "unmet", "crisis")
"""The gravest of a household's needs, from best to worst."""
CODES = (
    *("moved_in", "opened", "known", "hearsay", "cold", "active", "warm", "appointment", "gave_up"),
    *("crisis", "resolved", "faded", "visit", "accompanied"),
)
"""What can befall a household, in the order in which it is told within a week."""
CODE = {name: place for place, name in enumerate(CODES)}
JOURNAL = 32
NOBODY, NOTHING = 65535, 255
BYTES_A_HOUSEHOLD, BYTES_A_POST, BYTES_A_PARTNER = 4, 6, 5
LINE = np.dtype([("week", "<u2"), ("code", "u1"), ("domain", "u1"), ("subject", "<u2"), ("other", "<u2")])
_HEADER = struct.Struct("<4s7H3I")
Octets = NDArray[np.uint8]


class BlockError(ValueError):
    """These bytes are no block of this version."""


@dataclass(frozen=True, slots=True)
class Block:
    """Weeks ``first`` … of one side. outcomes: [weeks, curves]; households, posts, partners: [weeks, people, bytes];
    ties: [weeks, ties]; lines: of ``LINE``.
    """

    side: int
    generation: int
    first: int
    outcomes: NDArray[np.float32]
    lines: NDArray[Any]
    households: Octets
    posts: Octets
    partners: Octets
    ties: Octets

    @property
    def weeks(self) -> int:
        """How many weeks it holds."""
        return len(self.households)

    def encode(self) -> bytes:
        """The bytes."""
        head = _HEADER.pack(
            MAGIC,
            self.side,
            self.first,
            self.weeks,
            self.households.shape[1],
            self.posts.shape[1],
            self.partners.shape[1],
            self.outcomes.shape[1],
            self.ties.shape[1],
            self.generation,
            len(self.lines),
        )
        parts = (self.outcomes.astype("<f4"), self.lines.astype(LINE), self.households, self.posts, self.partners)
        return b"".join([head, *(part.tobytes() for part in (*parts, self.ties))])


def decode(data: bytes) -> Block:
    """The block in these bytes. Raises BlockError when they are none."""
    if len(data) < _HEADER.size or data[:4] != MAGIC:
        raise BlockError("no block of this version")
    _, side, first, weeks, households, posts, partners, outcomes, ties, generation, lines = _HEADER.unpack_from(data)
    shapes: list[tuple[Any, tuple[int, ...]]] = [
        (np.dtype("<f4"), (weeks, outcomes)),
        (LINE, (lines,)),
        (np.dtype("u1"), (weeks, households, BYTES_A_HOUSEHOLD)),
        (np.dtype("u1"), (weeks, posts, BYTES_A_POST)),
        (np.dtype("u1"), (weeks, partners, BYTES_A_PARTNER)),
        (np.dtype("u1"), (weeks, ties)),
    ]
    wanted = _HEADER.size + sum(dtype.itemsize * int(np.prod(shape)) for dtype, shape in shapes)
    if wanted != len(data):
        raise BlockError(f"{len(data)} bytes where {wanted} belong")
    parts, place = [], _HEADER.size
    for dtype, shape in shapes:
        count = int(np.prod(shape))
        parts.append(np.frombuffer(data, dtype, count, place).reshape(shape))
        place += count * dtype.itemsize
    return Block(side, generation, first, *parts)


def words(pairs: Octets) -> NDArray[np.int64]:
    """The numbers of two bytes each, the low one first."""
    return pairs[..., 0].astype(np.int64) + 256 * pairs[..., 1].astype(np.int64)


def accompanying(households: Octets) -> NDArray[np.int64]:
    """The post that accompanies each household, from 0; -1: none."""
    return 256 * (households[..., 2] & 15).astype(np.int64) + households[..., 3] - 1


def joined(blocks: list[Block]) -> Block:
    """One block of several that follow each other."""
    first = blocks[0]
    parts = (
        np.concatenate([getattr(block, name) for block in blocks])
        for name in ("outcomes", "lines", "households", "posts", "partners", "ties")
    )
    return Block(first.side, first.generation, first.first, *parts)
