"""einops: packing tensors of several ranks into one, and taking them out again."""

from __future__ import annotations

from dataclasses import dataclass

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.joining import concatenated, parts
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.einops import like
from shapelint.rules.torch.einops_patterns import is_name, refused
from shapelint.rules.values import UNKNOWN, ListValue, Many, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, divides, equal, less, product


@dataclass(frozen=True, slots=True)
class _Star:
    """A pattern such as `b * d`: how many axes stand before the packed one, and how many behind it."""

    text: str
    before: int
    behind: int


def _star(pattern: Value) -> _Star | None:
    if not isinstance(pattern, str):
        return None
    words = pattern.split()
    if words.count("*") != 1:
        raise refused(pattern, "it needs one `*`")
    if len(set(words)) < len(words):
        raise refused(pattern, "a name stands twice in it")
    wrong = next((word for word in words if word != "*" and not is_name(word)), None)
    if wrong is not None:
        raise refused(pattern, "`{name}` is no name of an axis", name=wrong)
    at = words.index("*")
    return _Star(pattern, at, len(words) - at - 1)


@op("einops.pack")
def pack(tensors, pattern):
    """Join tensors along `*`, which stands for any axes of each; give the result and what `*` stood for.

    >>> pack([[2, 3, 5], [2, 3, 7, 5]], "b n * d")
    ((2, 3, 8, 5), ((), (7,)))
    >>> pack([[2, 3], [2, 4]], "b *")
    ((2, 7), ((3,), (4,)))
    >>> pack([[2, 3, 5], [2, 3, 6]], "b * d")
    SHP303
    >>> pack([[2], [2, 3, 6]], "b * d")
    SHP101
    """
    star, row = _star(pattern), parts(tensors)
    if star is None or row is None:
        return UNKNOWN
    if isinstance(row, Many):
        shape = _packed(row.each, star)[0]
        return like(row.each, shape.replace(star.before - len(shape.dims), UNKNOWN)), ListValue(Many(UNKNOWN))
    packed = [_packed(item, star) for item in row]
    joined = concatenated(tuple(shape for shape, _ in packed), star.before)
    return like(row[0] if row else UNKNOWN, joined), ListValue(tuple(inner for _, inner in packed))


def _packed(x: Value, star: _Star) -> tuple[Shape, Value]:
    """The shape with the axes of `*` made one, and their sizes.

    Raises Mismatch SHP101 where there are too few axes.
    """
    shape = shape_of(x)
    if shape.open:
        return Shape(((UNKNOWN,) * (star.before + 1)) + (shape.tail(star.behind) if star.behind else ())), UNKNOWN
    end = len(shape.dims) - star.behind
    if end < star.before:
        raise Mismatch(
            "SHP101",
            "`{pattern}` names {least} axes besides `*`, gets {rank}: {shape}",
            operand=culprit(x),
            pattern=star.text,
            least=star.before + star.behind,
            rank=len(shape.dims),
            shape=shape,
        )
    inner = shape.dims[star.before : end]
    return Shape((*shape.dims[: star.before], product(inner), *shape.dims[end:])), inner


@op("einops.unpack")
def unpack(tensor, packed_shapes, pattern):
    """Split along `*` into tensors in which it stands for the axes of each packed shape; one size may be -1.

    >>> unpack([2, 8, 5], ((), (7,)), "b * d")
    ((2, 5), (2, 7, 5))
    >>> unpack([2, 8, 5], ((2,), (-1,)), "b * d")
    ((2, 2, 5), (2, 6, 5))
    >>> unpack([2, 9, 5], ((), (7,)), "b * d")
    SHP501
    >>> unpack([2, 8, 5], ((2, -1), (2,)), "b * d")
    ((2, 2, 3, 5), (2, 2, 5))
    >>> unpack([2, 8, 5], ((-1,), (-1,)), "b * d")
    SHP706
    >>> unpack([2, 3, 8, 5], ((), (7,)), "b * d")
    SHP101
    """
    star, rows = _star(pattern), items_of(packed_shapes)
    if star is None:
        return UNKNOWN
    shape = _checked(tensor, star)
    ends = shape.tail(star.behind) if star.behind else ()
    if rows is None:
        return ListValue(Many(like(tensor, Shape(ends, open=True))))
    for row in rows:
        require_at_least(-1, "a packed size", row)
    sizes = [_sizes(row) for row in rows]
    inner = _solved(tensor, star, shape.dims[star.before], sizes)
    before = shape.dims[: star.before]
    return ListValue(
        tuple(
            like(tensor, Shape(ends, open=True) if each is None else Shape((*before, *each, *ends))) for each in inner
        )
    )


def _checked(tensor: Value, star: _Star) -> Shape:
    """The shape, which must have one axis for every word.

    Raises Mismatch SHP101.
    """
    shape, rank = shape_of(tensor), star.before + 1 + star.behind
    if len(shape.dims) > rank or (len(shape.dims) < rank and not shape.open):
        raise Mismatch(
            "SHP101",
            "unpacking by `{pattern}` needs {wanted} axes, gets {rank}: {shape}",
            operand=culprit(tensor),
            pattern=star.text,
            wanted=rank,
            rank=len(shape.dims),
            shape=shape,
        )
    return Shape(shape.tail(rank))


def _sizes(row: Value) -> tuple[Size, ...] | None:
    items = items_of(row)
    return None if items is None else tuple(map(size_in, items))


def _solved(
    tensor: Value, star: _Star, total: Size, rows: list[tuple[Size, ...] | None]
) -> list[tuple[Size, ...] | None]:
    """The rows with -1 worked out.

    Raises Mismatch SHP501 where they certainly do not add up to the axis.
    """
    holes = [at for at, row in enumerate(rows) if row is None or any(_is_hole(size) for size in row)]
    if sum(_is_hole(size) for row in rows for size in row or ()) > 1:
        raise refused(star.text, "only one of all packed sizes can be -1")
    known: Size = 0
    for at, row in enumerate(rows):
        known = known + (product(row) if at not in holes and row is not None else 0)
    if less(total, known) is True or (not holes and equal(known, total) is False):
        raise _unfit(tensor, star, "hold {known} together", known, total)
    solved = list(rows)
    for at in holes:
        row = rows[at]
        if row is None:
            continue
        rest = total - known if len(holes) == 1 else UNKNOWN
        others = product(size for size in row if not _is_hole(size))
        if sum(map(_is_hole, row)) == 1 and divides(others, rest) is False:
            raise _unfit(tensor, star, "leave {known} for a multiple of {others}", rest, total, others)
        solved[at] = _filled(row, rest, others)
    return solved


def _unfit(tensor: Value, star: _Star, why: str, known: Size, total: Size, others: Size = 1) -> Mismatch:
    return Mismatch(
        "SHP501",
        "the packed shapes " + why + ", axis `*` of `{pattern}` has {total}",
        operand=culprit(tensor),
        pattern=star.text,
        known=known,
        total=total,
        others=others,
    )


def _is_hole(size: Size) -> bool:
    return isinstance(size, int) and size < 0


def _filled(row: tuple[Size, ...], total: Size, others: Size) -> tuple[Size, ...]:
    single = sum(map(_is_hole, row)) == 1 and not (isinstance(others, int) and others < 1)
    return tuple((total // others if single else UNKNOWN) if _is_hole(size) else size for size in row)
