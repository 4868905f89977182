"""Functions of `tf.math` that are written more rarely: of every element, and checks that give a tensor as it is."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.joining import parts, stacked
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.tensorflow.pointwise import pair, same
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, Many, Value
from shapelint.sizes import Shape

_EACH: Final = """Work on every element by itself.

    >>> @([2, 3]{})
    (2, 3)
    """
_OLD: Final = words("erfc rint log_sigmoid")  # also in TensorFlow 1's own room
for _name in words(
    "erfc erfinv erfcinv ndtri rint log_sigmoid reciprocal_no_nan bessel_i0 bessel_i0e bessel_i1 bessel_i1e"
):
    _names = (f"tf.math.{_name}", f"tf.{_name}") if _name in _OLD else (f"tf.math.{_name}",)
    if _name.startswith("bessel"):
        _names = (*_names, f"tf.math.special.{_name}")
    declare(_names, "x, name=None", same, _EACH.format(""))
for _name in words("bessel_j0 bessel_j1 bessel_k0 bessel_k0e bessel_k1 bessel_k1e bessel_y0 bessel_y1 dawsn expint "
                   "fresnel_cos fresnel_sin spence"):  # fmt: skip
    declare(f"tf.math.special.{_name}", "x, name=None", same, _EACH.format(""))

_PAIRS: Final = """Combine two operands element by element; axes of size 1, and missing ones in front, are stretched.

    >>> @([4, 1], [3])
    (4, 3)
    >>> @([2, 3], [2, 4])
    SHP301 3 meets 4 on axis -1
    """
for _name in words("xlogy xlog1py xdivy multiply_no_nan"):
    declare(f"tf.math.{_name}", "x, y, name=None", pair, _PAIRS)
for _name in words("truncatediv truncatemod realdiv floor_div"):
    declare(f"tf.{_name}", "x, y, name=None", pair, _PAIRS)
for _name, _parameters in (
    ("igamma", "a, x"),
    ("igammac", "a, x"),
    ("polygamma", "a, x"),
    ("zeta", "x, q"),
):
    declare(
        (f"tf.math.{_name}", f"tf.{_name}"),
        f"{_parameters}, name=None",
        lambda **given: pair(*list(given.values())[:2]),
        _PAIRS,
    )
declare("tf.math.nextafter", "x1, x2, name=None", lambda x1, x2: pair(x1, x2), _PAIRS)


@op(("tf.math.betainc", "tf.betainc"))
def betainc(a, b, x, name=None):
    """The regularised incomplete beta function of every element.

    >>> betainc([2, 3], [2, 3], [2, 3])
    (2, 3)
    >>> betainc([2, 3], [2, 4], [2, 3])
    SHP301
    """
    several = [each for each in (a, b, x) if measured(each) != Shape(())]
    for one, other in pairwise(several):
        if differ(measured(one), measured(other)):
            raise Mismatch("SHP301", "betainc expects numbers and tensors of one shape, gets {one} and {other}",
                           operand=culprit(one, other), one=measured(one), other=measured(other))  # fmt: skip
    return broadcasted(a, b, x, what="betainc")


@op(("tf.math.lbeta", "tf.lbeta"))
def lbeta(x, name=None):
    """The logarithm of the beta function of the numbers on the last axis.

    >>> lbeta([5, 3])
    (5,)
    """
    shape = check_rank(x, "lbeta", 1)
    return Shape(shape.dims[:-1], shape.open)


for _name in ("is_strictly_increasing", "is_non_decreasing"):
    declare(
        (f"tf.math.{_name}", f"tf.debugging.{_name}", f"tf.{_name}"),
        "x, name=None",
        lambda x: Shape(()),
        """Whether the elements stand in order.

    >>> @([5])
    ()
    """,
        dtype="bool",
    )


@op(("tf.math.accumulate_n", "tf.accumulate_n"))
def accumulate_n(inputs, shape=None, tensor_dtype=None, name=None):
    """Add several tensors of one shape.

    >>> accumulate_n([[2, 3], [2, 3]])
    (2, 3)
    >>> accumulate_n([[2, 3], [2, 4]])
    SHP304
    """
    row = parts(inputs)
    if isinstance(row, Many):
        return measured(row.each)
    return stacked(inputs).drop(0) if isinstance(row, tuple) and row else UNKNOWN


@op(("tf.math.invert_permutation", "tf.invert_permutation"))
def invert_permutation(x, name=None):
    """The permutation that undoes another.

    >>> invert_permutation(tf.range(5))
    (5,)
    >>> invert_permutation(ints[5, 3])
    SHP101
    """
    return check_rank(x, "invert_permutation", 1, 1)


@op("tf.histogram_fixed_width_bins", dtype="int", least={"nbins": 1})
def histogram_fixed_width_bins(values, value_range, nbins=100, dtype="int32", name=None):
    """Say for each element in which part of a range it lies.

    >>> histogram_fixed_width_bins([2, 3], (0.0, 5.0), 7)
    (2, 3)
    """
    return measured(values)


# --- what gives a tensor as it is ---

declare(("tf.debugging.check_numerics", "tf.check_numerics"), "tensor, message, name=None",
        lambda tensor: same(tensor), _EACH.format(", 'a number'"))  # fmt: skip
declare("tf.debugging.assert_all_finite", "x, message, name=None", same, _EACH.format(", 'a number'"),
        legacy={"t": "x", "msg": "message"})  # fmt: skip
declare("tf.Print", "input_, data, message=None, first_n=None, summarize=None, name=None",
        lambda input_: same(input_), _EACH.format(", [[3]]"))  # fmt: skip
declare("tf.guarantee_const", "input, name=None", lambda **given: same(given["input"]), _EACH.format(""))
declare(
    ("tf.quantization.fake_quant_with_min_max_args", "tf.fake_quant_with_min_max_args"),
    "inputs, min=-6, max=6, num_bits=8, narrow_range=False, name=None",
    lambda inputs: same(inputs),
    _EACH.format(""),
    least={"num_bits": 2},
)
declare(
    ("tf.quantization.fake_quant_with_min_max_vars", "tf.fake_quant_with_min_max_vars"),
    "inputs, min, max, num_bits=8, narrow_range=False, name=None",
    lambda inputs: same(inputs),
    _EACH.format(", -6.0, 6.0"),
    least={"num_bits": 2},
)


@op("tf.identity_n")
def identity_n(input, name=None):
    """Give several tensors as they are.

    >>> identity_n([[2], [3, 4]])
    ((2,), (3, 4))
    """
    row = parts(input)
    return tuple(map(_kept, row)) if isinstance(row, tuple) else UNKNOWN


def _kept(each: Value) -> Value:
    return tensor(measured(each))
