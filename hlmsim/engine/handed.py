"""A state handed to compiled kernels as one pointer.

A named tuple of fifty arrays is taken apart and put together again at every call between kernels, and most of the time
of compiling goes there. Instead, what kernels need to know of every field (address, shape and strides of an array, or
the number itself) is written once into a block of memory, and kernels pass its address. ``state.households`` in a
kernel loads one field of the block. The block is written before the kernels start and does not change while they run:
the compiler is told so (``invariant.load``), and loads a field once.

Imported only when kernels are compiled: it needs numba.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, intrinsic, models, register_model, typeof_impl, unbox
from numba.np import numpy_support

Shape = tuple[np.dtype[Any], int]
"""What decides the type of a field: its data type and its dimensions, -1 of a number."""
_WORDS_OF_ARRAY = 5
"""Words of an array in the block, beside its shape and strides: owner, parent, items, bytes an item, address."""


class StateType(types.Type):
    """The compiler's type of a state: the name and type of every field."""

    def __init__(self, name: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = fields
        super().__init__(name=name)

    @property
    def key(self) -> Any:
        """Two states are of one type when their fields are."""
        return self.name, self.fields


class Handed:
    """A state as compiled kernels take it. write: the compiled :func:`write_block`. The state lives as long."""

    __slots__ = ("address", "block", "state", "type")

    def __init__(self, state: Any, write: Callable[[Any, Any], None]) -> None:
        shapes = tuple(map(_shape, state))
        self.state = state
        self.type, words = _type_and_words(type(state).__name__, state._fields, shapes)
        self.block = np.empty(words, np.int64)
        self.address = self.block.ctypes.data
        write(state, self.block)


def write_block(state: Any, block: Any) -> None:
    """Write every field of a named tuple into a block, as the compiler lays them out."""
    _store(state, block)


@intrinsic  # type: ignore[untyped-decorator] # numba publishes no types
def _store(_context: Any, state: Any, block: Any) -> Any:
    def store(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[1])(context, builder, arguments[1]).data
        builder.store(arguments[0], builder.bitcast(data, arguments[0].type.as_pointer()))
        return context.get_dummy_value()

    return types.none(state, block), store


def _shape(value: Any) -> Shape:
    if isinstance(value, np.ndarray):
        if not value.flags.c_contiguous:
            raise ValueError("an array of a state must be contiguous, its last axis first")
        return value.dtype, value.ndim
    return (_UNSIGNED if isinstance(value, np.uint64) else _SIGNED), -1


_SIGNED, _UNSIGNED = np.dtype(np.int64), np.dtype(np.uint64)


@cache
def _type_and_words(name: str, names: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[StateType, int]:
    fields = []
    for field, (dtype, dimensions) in zip(names, shapes, strict=True):
        item = numpy_support.from_dtype(dtype)
        fields.append((field, item if dimensions < 0 else types.Array(item, dimensions, "C")))
    words = sum(1 if dimensions < 0 else _WORDS_OF_ARRAY + 2 * dimensions for _, dimensions in shapes)
    return StateType(name, tuple(fields)), words


@register_model(StateType)
class _StateModel(models.OpaqueModel):  # type: ignore[misc] # as above
    """A pointer."""


@typeof_impl.register(Handed)  # type: ignore[untyped-decorator] # as above
def _typeof(value: Handed, _context: Any) -> StateType:
    return value.type


@unbox(StateType)  # type: ignore[untyped-decorator] # as above
def _unbox(_type: StateType, value: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(value, "address")
    number = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    return NativeValue(c.builder.inttoptr(number, cgutils.voidptr_t))


@infer_getattr
class _Fields(AttributeTemplate):  # type: ignore[misc] # as above
    key = StateType

    def generic_resolve(self, state: StateType, name: str) -> Any:
        """The type of a field; None when there is none of that name."""
        return dict(state.fields).get(name)


@lower_getattr_generic(StateType)  # type: ignore[untyped-decorator] # as above
def _load(context: Any, builder: Any, state: StateType, value: Any, name: str) -> Any:
    place = [field for field, _ in state.fields].index(name)
    layout = ir.LiteralStructType([context.get_value_type(kind) for _, kind in state.fields])
    pointer = cgutils.gep_inbounds(builder, builder.bitcast(value, layout.as_pointer()), 0, place)
    loaded = builder.load(pointer)
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded
