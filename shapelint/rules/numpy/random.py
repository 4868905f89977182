"""Random numbers: `np.random`'s functions, its `RandomState` and its `Generator`."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array, shape_argument
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, measured, size_in
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, is_soft
from shapelint.sizes import Dim, Shape

OLD: Final = "numpy.random.RandomState"
NEW: Final = "numpy.random.Generator"
_PLACES: Final = (("numpy.random.", "", ""), (f"{OLD}.", "self, ", "np.random.RandomState(1)."))


@kind(NEW)
def generator(bit_generator, *, layer):
    """Draws random numbers; `np.random.default_rng()` makes one.

    >>> default_rng(1).normal(size=(2, 3))
    (2, 3)
    """


@kind(OLD)
def random_state(seed=None, *, layer):
    """Draws random numbers, the older way.

    >>> RandomState(1).rand(2, 3)
    (2, 3)
    """


@op("numpy.random.default_rng")
def default_rng(seed=None, *, machine):
    """Make a generator of random numbers.

    >>> default_rng().random(3)
    (3,)
    """
    return machine.make(NEW, {})


def _old(name: str, parameters: str, made, doc: str) -> None:
    """The function, and the same as a method of `RandomState`."""
    for prefix, self, owner in _PLACES:
        declare(prefix + name, (self + parameters).rstrip(", "), made, doc, call=owner + name)


def _new(name: str, parameters: str, made, doc: str) -> None:
    """The method of `Generator`."""
    declare(f"{NEW}.{name}", ("self, " + parameters).rstrip(", "), made, doc, call=f"np.random.default_rng(1).{name}")


def _drawn(size: Value, parameters: tuple[Value, ...], dtype: str | None = "float") -> Tensor:
    """Numbers drawn: `size` of them, or as many as the parameters of the distribution broadcast to.

    Raises Mismatch SHP301 where the parameters do not fit the size.
    """
    if size is None:
        return array(broadcasted(*parameters, what="the parameters") if parameters else Shape(()), dtype)
    wanted = shape_argument(size)
    for parameter in parameters:
        check_fits(wanted, parameter, extra=False)
    return array(wanted, dtype)


_NOT_PARAMETERS: Final = ("self", "size", "dtype", "out", "method", "endpoint")


def _floats(*, size, **given):
    return _drawn(size, tuple(value for name, value in given.items() if name not in _NOT_PARAMETERS))


def _ints(*, size, **given):
    return _drawn(size, tuple(value for name, value in given.items() if name not in _NOT_PARAMETERS), "int")


_DRAWN = """Draw numbers: as many as `size` says, or one for each of the distribution's parameters.

    >>> @({given}size=(2, 3))
    (2, 3)
    >>> @({given}size=4)
    (4,)
    """
# name, its parameters before `size`, the arguments of an example, what follows `size` in a Generator
_DISTRIBUTIONS: Final = (
    ("normal", "loc=0.0, scale=1.0, ", "", ""),
    ("uniform", "low=0.0, high=1.0, ", "", ""),
    ("laplace", "loc=0.0, scale=1.0, ", "", ""),
    ("logistic", "loc=0.0, scale=1.0, ", "", ""),
    ("gumbel", "loc=0.0, scale=1.0, ", "", ""),
    ("lognormal", "mean=0.0, sigma=1.0, ", "", ""),
    ("rayleigh", "scale=1.0, ", "", ""),
    ("beta", "a, b, ", "1.0, 2.0, ", ""),
    ("exponential", "scale=1.0, ", "", ""),
    ("standard_normal", "", "", ", dtype=None, out=None"),
    ("binomial", "n, p, ", "5, 0.5, ", ""),
    ("poisson", "lam=1.0, ", "", ""),
)
for _name, _before, _given, _after in _DISTRIBUTIONS:
    _made = _ints if _name in ("binomial", "poisson") else _floats
    _old(_name, f"{_before}size=None", _made, _DRAWN.format(given=_given))
    _new(_name, f"{_before}size=None{_after}", _made, _DRAWN.format(given=_given))
for _name in ("random", "random_sample"):
    _old(_name, "size=None", _floats, _DRAWN.format(given=""))
_new("random", "size=None, dtype=None, out=None", _floats, _DRAWN.format(given=""))
_INTEGERS = """Draw whole numbers below `high`, or below `low` where there is no `high`.

    >>> @(10, size=(2, 3))
    (2, 3)
    >>> @(0, 2, 5)
    (5,)
    """


def _randint(low, high, size, dtype):
    return _drawn(size, (low,) if high is None else (low, high), dtype_kind(dtype, "int"))


_old("randint", "low, high=None, size=None, dtype='int'", _randint, _INTEGERS)
_new("integers", "low, high=None, size=None, dtype='int64', endpoint=False", _randint, _INTEGERS)


def _by_sizes(args: Value) -> Tensor:
    """`rand(2, 3)`: the sizes stand one by one.  Raises Mismatch SHP702 for a tuple of them."""
    for arg in args if isinstance(args, tuple) else ():
        if isinstance(arg, tuple):
            inner = ", ".join(map(str, arg))
            raise Mismatch("SHP702", "{arg} stands where one size is expected", arg=arg, help=f"({inner})")
    return array(Shape(tuple(map(size_in, args))) if isinstance(args, tuple) else UNKNOWN_SHAPE)


for _name in ("rand", "randn"):
    _old(
        _name,
        "*args",
        _by_sizes,
        """Draw numbers; the sizes stand one by one, not in a tuple.

    >>> @(2, 3)
    (2, 3)
    >>> @((2, 3))
    SHP702 (2, 3) stands where one size is expected
    """,
    )

_CHOICE = """Pick at random from the first axis, or from the numbers below `a`.

    >>> @(5, 3)
    (3,)
    >>> @([7], (2, 3))
    (2, 3)
    """


def _counts(value: Value) -> bool:
    return isinstance(value, int | Dim) and not is_soft(value)


def _choice(a, size, **given):
    source = Shape((0,)) if _counts(a) else UNKNOWN_SHAPE if is_soft(a) else measured(a)
    axis = given.get("axis", 0)
    dtype = "int" if _counts(a) else number_kind(a)
    picked = Shape(()) if size is None else shape_argument(size)
    if source.open or not is_int(axis):
        return array(UNKNOWN_SHAPE, dtype)
    place = source.normal_axis(axis)
    if place is None or picked.open:
        return array(UNKNOWN_SHAPE, dtype)
    return array(Shape((*source.dims[:place], *picked.dims, *source.dims[place + 1 :])), dtype)


_old("choice", "a, size=None, replace=True, p=None", _choice, _CHOICE)
_new("choice", "a, size=None, replace=True, p=None, axis=0, shuffle=True", _choice, _CHOICE)


def _permutation(x):
    if _counts(x):
        return array(Shape((size_in(x),)), "int")
    return array(UNKNOWN_SHAPE if is_soft(x) else measured(x), number_kind(x))


_PERMUTED = """Put the rows in random order; a number stands for the numbers below it.

    >>> @(5)
    (5,)
    >>> @([2, 3])
    (2, 3)
    """
_old("permutation", "x", _permutation, _PERMUTED)
_new("permutation", "x, axis=0", _permutation, _PERMUTED)


def _nothing():
    return None


_SHUFFLED = """Put the rows of an array in random order, in place.

    >>> @([2, 3])
    None
    """
_old("shuffle", "x", _nothing, _SHUFFLED)
_new("shuffle", "x, axis=0", _nothing, _SHUFFLED)
_SEEDED = """Make the numbers drawn afterwards the same on every run.

    >>> @(1)
    None
    """
_old("seed", "seed=None", _nothing, _SEEDED)


def _multivariate(mean, size):
    centre, count = measured(mean), Shape(()) if size is None else shape_argument(size)
    if centre.open or count.open:
        return array(UNKNOWN_SHAPE)
    return array(Shape((*count.dims, *centre.dims[-1:])))


_MULTIVARIATE = """Draw points of a normal distribution in as many dimensions as the mean has.

    >>> @((0.0, 0.0), ((1.0, 0.0), (0.0, 1.0)), 5)
    (5, 2)
    """
_old("multivariate_normal", "mean, cov, size=None, check_valid='warn', tol=1e-8", _multivariate, _MULTIVARIATE)
_new(
    "multivariate_normal",
    "mean, cov, size=None, check_valid='warn', tol=1e-8, *, method='svd'",
    _multivariate,
    _MULTIVARIATE,
)
