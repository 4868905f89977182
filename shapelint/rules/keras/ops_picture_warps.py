"""`keras.ops.image`: images that are turned, moved and scaled."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.keras.pictures import same
from shapelint.rules.keras.twins import tensor
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.losses import agree
from shapelint.rules.shared.operands import culprit, is_int, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, items_of
from shapelint.sizes import Shape, equal, less


@op("keras.ops.image.affine_transform")
def affine_transform(images, transform, interpolation="bilinear", fill_mode="constant", fill_value=0, data_format=None):
    """Turn, move and scale images, by 8 numbers for each or for all.

    >>> ops.image.affine_transform([2, 8, 8, 3], [2, 8])
    (2, 8, 8, 3)
    >>> ops.image.affine_transform([8, 8], [8])
    SHP101
    >>> ops.image.affine_transform([8, 8, 3], [6])
    SHP201
    """
    shape = check_rank(transform, "affine_transform", 1, 2, "images 8")
    if shape.dims and equal(shape.dims[-1], 8) is False:
        raise Mismatch(
            "SHP201", "affine_transform expects 8 numbers, gets {shape}", operand=culprit(transform), shape=shape
        )
    count, pictures = shape.dims[0] if shape.rank == 2 else 1, measured(images)
    if pictures.rank in (3, 4) and count != 1 and equal(count, pictures.dims[0] if pictures.rank == 4 else 1) is False:
        raise Mismatch("SHP301", "there are {count} rows of numbers for images of {shape}", operand=culprit(transform),
                       count=count, shape=pictures)  # fmt: skip
    return same("affine_transform", images, data_format)


@op("keras.ops.image.perspective_transform")
def perspective_transform(images, start_points, end_points, interpolation="bilinear", fill_value=0, data_format=None):
    """Turn images in space: four points of each become four others.

    >>> points = keras.random.uniform((2, 4, 2), seed=1)
    >>> ops.image.perspective_transform([2, 8, 8, 3], points, points)
    (2, 8, 8, 3)
    >>> ops.image.perspective_transform([8, 8, 3], [3, 2], [3, 2])
    SHP201 expects 4 points of 2 numbers
    >>> points = keras.random.uniform((2, 4, 2), seed=1)
    >>> ops.image.perspective_transform([3, 8, 8, 3], points, points)
    SHP301
    """
    for points in (start_points, end_points):
        shape = check_rank(points, "perspective_transform", 2, 3, "images 4 2")
        if any(equal(size, wanted) is False for size, wanted in zip(shape.dims[-2:], (4, 2), strict=False)):
            raise Mismatch(
                "SHP201",
                "perspective_transform expects 4 points of 2 numbers, gets {shape}",
                operand=culprit(points),
                shape=shape,
            )
    if agree(measured(start_points), measured(end_points)) is False:
        raise Mismatch("SHP301", "there are {a} points before and {b} after", operand=culprit(end_points, start_points),
                       a=measured(start_points), b=measured(end_points))  # fmt: skip
    rows, pictures = measured(start_points), measured(images)
    if rows.rank == 3 and pictures.rank == 4:
        count, many = rows.dims[0], pictures.dims[0]
        if less(count, many) is True and equal(count, 1) is False:  # points that are left over are not looked at
            raise Mismatch("SHP301", "there are points for {count} images, gets {images}", operand=culprit(images),
                           count=count, images=pictures)  # fmt: skip
    return same("perspective_transform", images, data_format)


@op("keras.ops.image.map_coordinates")
def map_coordinates(inputs, coordinates, order, fill_mode="constant", fill_value=0):
    """Read an array at places between its elements: the first axis of the coordinates has one row for each axis.

    >>> ops.image.map_coordinates([8, 8], [2, 5, 4], 1)
    (5, 4)
    >>> ops.image.map_coordinates([8, 8, 3], [2, 5], 1)
    SHP301 2 rows of coordinates, 3 axes in (8, 8, 3)
    """
    shape, places = measured(inputs), check_rank(coordinates, "map_coordinates", 2)
    if not shape.open and not places.open and equal(places.dims[0], len(shape.dims)) is False:
        raise Mismatch(
            "SHP301",
            "{rows} rows of coordinates, {rank} axes in {shape}",
            operand=culprit(coordinates, inputs),
            rows=places.dims[0],
            rank=len(shape.dims),
            shape=shape,
        )
    return tensor(places.drop(0), number_kind(inputs))


@op("keras.ops.image.scale_and_translate")
def scale_and_translate(images, output_shape, scale, translation, spatial_dims, method, antialias=True):
    """Scale and move images.

    >>> ops.image.scale_and_translate([8, 8, 3], (4, 6, 3), [2], [2], (0, 1), "linear")
    (4, 6, 3)
    >>> ops.image.scale_and_translate([8, 8, 3], (4, 6, 3), [4], [3], (0, 4), "linear")
    (...,)
    >>> ops.image.scale_and_translate([8, 8, 3], (4, 6, 3), [1], [2], (0, 1), "linear")
    SHP301
    >>> ops.image.scale_and_translate([8, 8, 3], (4, 6, 3), [2, 2], [2], (0, 1), "linear")
    SHP301
    """
    for numbers in (scale, translation):
        check_rank(numbers, "scale_and_translate", 1)
    shape, sizes, places = measured(images), items_of(output_shape), items_of(spatial_dims)
    check_rank(images, "scale_and_translate", 1)
    for numbers in (scale, translation):
        count = measured(numbers).axis(0) if measured(numbers).dims else UNKNOWN
        if places is not None and less(count, len(places)) is True:
            raise Mismatch("SHP301", "{count} numbers stand for {axes} axes", count=count, axes=len(places))
    if sizes is None or places is None or not all(map(is_int, places)) or shape.open:
        return tensor(UNKNOWN_SHAPE)
    rank = len(shape.dims)
    if any(place % rank >= len(sizes) for place in places):
        raise Mismatch("SHP502", "{sizes} has no size for one of the axes {places}", sizes=sizes, places=places)
    if any(not -rank <= place < rank for place in places):
        return tensor(UNKNOWN_SHAPE)  # JAX's backend alone looks at that
    dims = list(shape.dims)
    for place in places:
        size = Shape((size_in(sizes[place % rank]),))
        for numbers in (scale, translation):  # where there are rows of them, a size 1 is stretched
            size = broadcasted(size, measured(numbers).drop(0), what="scale_and_translate")
        dims[place] = size.axis(-1)
    return tensor(Shape(tuple(dims)))
