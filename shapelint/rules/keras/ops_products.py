"""`keras.ops`: matrix products and contractions, and what they do to a batch."""

from __future__ import annotations

from shapelint.rules.fixes import Fix, instead
from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor, twin
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared import products
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.batch import batch_axes, counts_batch, mixed
from shapelint.rules.shared.dtypes import promoted
from shapelint.rules.shared.einstein import einsum as contracted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Clash, Shape, Size, broadcast, equal


def _by_sample(advice: str) -> Fix:
    names = {"ops.matmul": "keras.ops.matmul", "K.batch_dot": "keras.backend.batch_dot"}
    return instead(names[advice], text=f"{advice} multiplies sample by sample")


def checked_dot(left: Value, right: Value, machine: Machine, name: str, advice: str) -> Shape:
    """`np.dot` of batches: reports SHP104 where every sample meets every other.

    advice: the product that keeps samples apart.  Raises Mismatch SHP302.
    """
    try:
        shape = products.dot(left, right)
    except Mismatch as mismatch:
        raise _told(mismatch, left, right, advice) from None
    if len(measured(left).dims) < 2 or len(measured(right).dims) < 2:
        return shape
    return mixed(shape, machine, what=name, operand=culprit(left), help=_by_sample(advice))


def _told(mismatch: Mismatch, left: Value, right: Value, advice: str) -> Mismatch:
    """The same, saying that the batch is what stands in the way."""
    a, b = batch_axes(left), batch_axes(right)
    if a != (0,) or not b:
        return mismatch
    where = "" if b == (0,) else f"; the batch of the right side stands on axis {b[0]}"
    mismatch.help = f"{advice} multiplies sample by sample and leaves the batch on axis 0{where}"
    return mismatch


@op("keras.ops.dot")
def dot(x1, x2, *, machine):
    """Sum over the last axis of one and the last but one of the other; all other axes are kept, both batches too.

    >>> ops.dot([2, 3], [3, 4])
    (2, 4)
    >>> ops.dot([2, 3, 4], [4, 6])
    (2, 3, 6)
    >>> ops.dot([2, 3], [4, 5])
    SHP302
    >>> ops.dot([2, 5, 3], [2, 3, 4])
    (...,)
    """
    shape = checked_dot(x1, x2, machine, "ops.dot", "ops.matmul")
    left, right = measured(x1), measured(x2)
    plain = (not left.open and len(left.dims) < 2) or (not right.open and len(right.dims) < 3)
    if not plain and not any(map(counts_batch, (*left.dims, *right.dims))):
        shape = UNKNOWN_SHAPE  # PyTorch's backend multiplies matrices; symbolic tensors keep all axes
    return tensor(shape, promoted(x1, x2))


@op("keras.ops.matmul")
def matmul(x1, x2):
    """Multiply matrices on the last two axes; the axes before them broadcast.

    >>> ops.matmul([2, 3, 4], [2, 4, 5])
    (2, 3, 5)
    >>> ops.matmul([2, 3], [4, 5])
    SHP302
    """
    return tensor(products.matmul(x1, x2), promoted(x1, x2))


@op("keras.ops.einsum")
def einsum(subscripts, *operands, **kwargs):
    """Contract tensors as letters say.

    >>> ops.einsum("bi,ij,bj->b", [2, 3], [3, 4], [2, 4])
    (2,)
    >>> ops.einsum("ij,jk->ik", [2, 3], [4, 5])
    SHP302
    """
    return tensor(contracted(subscripts, operands), promoted(*operands))


@op("keras.ops.tensordot")
def tensordot(x1, x2, axes=2):
    """Sum over axes of both.

    >>> ops.tensordot([2, 3, 4], [3, 4, 5])
    (2, 5)
    >>> ops.tensordot([2, 3], [4, 3], axes=((1,), (1,)))
    (2, 4)
    >>> ops.tensordot([2, 3], [4, 5], axes=1)
    SHP302
    """
    if is_int(axes):
        require_at_least(0, "axes", axes)
    return tensor(products.tensordot(x1, x2, axes, stretch=True), promoted(x1, x2))


@op("keras.ops.outer")
def outer(x1, x2):
    """Multiply every element of one with every element of the other.

    >>> ops.outer([2], [3])
    (2, 3)
    """
    return tensor(products.outer(x1, x2), promoted(x1, x2))


@op("keras.ops.dot_product_attention")
def dot_product_attention(
    query,
    key,
    value,
    bias=None,
    mask=None,
    scale=None,
    is_causal=False,
    flash_attention=None,
    attn_logits_soft_cap=None,
):
    """Attend with heads that are split already: (batch, steps, heads, features).

    >>> ops.dot_product_attention([2, 5, 4, 8], [2, 7, 4, 8], [2, 7, 4, 6])
    (2, 5, 4, 6)
    >>> ops.dot_product_attention([2, 5, 1, 8], [2, 7, 4, 8], [2, 7, 4, 8])
    (2, 5, None, 8)
    >>> ops.dot_product_attention([2, 5, 4, 8], [2, 7, 4, 9], [2, 7, 4, 8])
    SHP603
    >>> ops.dot_product_attention([2, 5, 8], [2, 7, 8], [2, 7, 8])
    SHP101
    """
    shapes = [measured(each) for each in (query, key, value)]
    for name, operand, shape in zip(("query", "key", "value"), (query, key, value), shapes, strict=True):
        if shape.rank not in (None, 4):
            raise Mismatch(
                "SHP101",
                "{name} has 4 axes (batch, steps, heads, features), gets {found}",
                operand=culprit(operand),
                name=name,
                found=shape,
            )
    q, k, v = (shape.tail(4) for shape in shapes)

    def unfit(at: int, a: tuple[Size, ...], b: tuple[Size, ...], what: str) -> Mismatch:
        return Mismatch(
            "SHP603",
            "query {query}, key {key} and value {value} do not fit together: {a} {what} meet {b}",
            operand=culprit(query),
            query=shapes[0],
            key=shapes[1],
            value=shapes[2],
            a=a[at],
            b=b[at],
            what=what,
        )

    for at, a, b, what in ((3, q, k, "features"), (1, k, v, "steps")):
        if equal(a[at], b[at]) is False:
            raise unfit(at, a, b, what)
    for at, a, b, what in ((0, q, k, "samples"), (0, q, v, "samples"), (0, k, v, "samples"), (2, k, v, "heads")):
        if isinstance(broadcast(Shape((a[at],)), Shape((b[at],))), Clash):
            raise unfit(at, a, b, what)
    if is_int(q[2]) and is_int(k[2]) and q[2] != 1 and k[2] and q[2] % k[2]:
        raise unfit(2, q, k, "heads")
    batch, heads = (_agreed(q[at], k[at], v[at]) for at in (0, 2))
    return tensor(Shape((batch, q[1], heads, v[3])))


def _agreed(*sizes: Size) -> Size:
    """The size of all, not known where backends may stretch or group them."""
    return sizes[0] if all(equal(sizes[0], size) is True for size in sizes) else UNKNOWN


@op("keras.ops.inner")
def inner(x1, x2):
    """Sum over the last axes of both.

    >>> ops.inner([2, 3], [4, 3])
    (2, 4)
    >>> ops.inner([2, 3], [3, 4])
    SHP302
    """
    return tensor(products.inner(x1, x2), promoted(x1, x2))


@op("keras.ops.vdot")
def vdot(x1, x2, *, machine):
    """Sum the products of all elements of both.

    >>> ops.vdot([3], [3])
    ()
    >>> ops.vdot([3], [4])
    SHP302
    """
    return twin("numpy.vdot", machine, x1, x2)


@op("keras.ops.kron")
def kron(x1, x2, *, machine):
    """Multiply every element of one with the whole other.

    >>> ops.kron([2, 3], [4, 5])
    (8, 15)
    >>> ops.kron([2, 3], [5])
    (2, 15)
    """
    return twin("numpy.kron", machine, x1, x2)


@op("keras.ops.cross")
def cross(x1, x2, axisa=-1, axisb=-1, axisc=-1, axis=None, *, machine):
    """Multiply vectors of three elements so that the product stands upright on both.

    >>> ops.cross([3], [3])
    (3,)
    >>> ops.cross([3, 5], [3, 5], axis=0)
    (3, 5)
    >>> ops.cross([4], [4])
    SHP302
    >>> ops.cross([3, 5], [3, 5])
    (...,)
    >>> ops.cross([5, 1], [5, 1])
    SHP302
    >>> ops.cross([5, 3], [4, 3])
    SHP301
    """
    ends = (axisa, axisb) if axis is None else (axis, axis)
    for each, end in zip((x1, x2), ends, strict=True):
        check_axis(each, end, least=0)
    sizes = [measured(each).axis(at) if is_int(at) else UNKNOWN for each, at in zip((x1, x2), ends, strict=True)]
    front = measured(x1).dims[:-1]
    last = (axis, axisa, axisb) != (None, -1, -1) or all(equal(size, 3) is True for size in sizes)
    if not last and any(equal(size, 3) is not False for size in front):
        return tensor(UNKNOWN_SHAPE, promoted(x1, x2))  # PyTorch's backend takes the first axis of 3
    if any(equal(size, 1) is not False for size in sizes):  # TensorFlow's backend stretches what is 1
        if is_int(ends[0]) and is_int(ends[1]):
            broadcasted(measured(x1).drop(ends[0]), measured(x2).drop(ends[1]), what="cross")
        if all(equal(size, 2) is False and equal(size, 3) is False for size in sizes):
            raise Mismatch("SHP302", "cross multiplies vectors of 3, gets {a} and {b}", operand=culprit(x1, x2),
                           a=measured(x1), b=measured(x2))  # fmt: skip
        return tensor(UNKNOWN_SHAPE, promoted(x1, x2))
    return twin("numpy.cross", machine, x1, x2, axisa, axisb, axisc, axis)
