"""Ask for memory before it is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils as untyped, types
from numba.extending import intrinsic

cgutils: Any = untyped

_READ, _KEEP, _DATA = 0, 3, 1


def _prefetch(typing: Any, array: Any, place: Any) -> Any:  # noqa: ARG001

    def generated(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind, number = signature.args
        one = context.make_array(kind)(context, builder, given[0])
        at = context.cast(builder, given[1], number, types.intp)
        address = cgutils.pointer_add(builder, one.data, builder.mul(at, one.itemsize))
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        begin = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        asked = cgutils.get_or_insert_function(builder.module, begin, "llvm.prefetch.p0")
        hints = [ir.Constant(word, hint) for hint in (_READ, _KEEP, _DATA)]
        builder.call(asked, [builder.bitcast(address, byte), *hints])
        return context.get_dummy_value()

    return types.none(array, place), generated


prefetch: Callable[[Any, Any], None] = cast(Any, intrinsic(_prefetch))
"""Begin to load array[place] into the cache; there need not be such a place.

Unlike a load it waits for nothing, so that the memory of many events is asked for at once.
"""
