"""Random numbers: `np.random`'s functions, its `RandomState` and its `Generator`."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.numpy.arrays import array, shape_argument
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, by_chance
from shapelint.sizes import Shape

OLD: Final = "numpy.random.RandomState"
NEW: Final = "numpy.random.Generator"
_PLACES: Final = (("numpy.random.", "", ""), (f"{OLD}.", "self, ", "np.random.RandomState()."))
_SIZE: Final = {"size": 0}


@kind(NEW)
def generator(bit_generator, *, layer):
    """Draws random numbers; `np.random.default_rng()` makes one.

    >>> default_rng().normal(size=(2, 3))
    (2, 3)
    """


@kind(OLD)
def random_state(seed=None, *, layer):
    """Draws random numbers, the older way.

    >>> RandomState().rand(2, 3)
    (2, 3)
    """


@op("numpy.random.default_rng")
def default_rng(seed=None, *, machine):
    """Make a generator of random numbers.

    >>> default_rng().random(3)
    (3,)
    """
    return machine.make(NEW, {})


def declare_old(name: str, parameters: str, made, doc: str) -> None:
    """The function, and the same as a method of `RandomState`."""
    for prefix, self, owner in _PLACES:
        _declare(prefix + name, (self + parameters).rstrip(", "), made, doc, owner + name)


def declare_new(name: str, parameters: str, made, doc: str) -> None:
    """The method of `Generator`."""
    _declare(f"{NEW}.{name}", ("self, " + parameters).rstrip(", "), made, doc, f"np.random.default_rng().{name}")


def _declare(name: str, parameters: str, made, doc: str, call: str) -> None:
    declare(name, parameters, made, doc, call=call, least=_SIZE if "size" in parameters else None)


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


def _alone(made: Tensor, size: Value) -> Value:
    """One number without a size is a plain number of Python, and no array; where nobody knows, it may be either."""
    if size is not None:
        return made
    return UNKNOWN if made.shape.open else made.number if made.shape == Shape(()) else made


_NOT_PARAMETERS: Final = ("self", "size", "dtype", "out", "method", "endpoint")


def _floats(*, size, **given):
    return _alone(_drawn(size, tuple(value for name, value in given.items() if name not in _NOT_PARAMETERS)), size)


def _ints(*, size, **given):
    made = _drawn(size, tuple(value for name, value in given.items() if name not in _NOT_PARAMETERS), "int")
    return _alone(made, size)


_DRAWN = """Draw numbers: as many as `size` says, or one for each of the distribution's parameters.

    >>> @({given}size=(2, 3))
    (2, 3)
    >>> @({given}size=4)
    (4,)
    >>> @({given}size=-4)
    SHP707
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
    ("gamma", "shape, scale=1.0, ", "2.0, ", ""),
    ("chisquare", "df, ", "2.0, ", ""),
    ("noncentral_chisquare", "df, nonc, ", "2.0, 1.0, ", ""),
    ("f", "dfnum, dfden, ", "2.0, 3.0, ", ""),
    ("noncentral_f", "dfnum, dfden, nonc, ", "2.0, 3.0, 1.0, ", ""),
    ("pareto", "a, ", "2.0, ", ""),
    ("power", "a, ", "2.0, ", ""),
    ("weibull", "a, ", "2.0, ", ""),
    ("vonmises", "mu, kappa, ", "0.0, 1.0, ", ""),
    ("wald", "mean, scale, ", "1.0, 1.0, ", ""),
    ("triangular", "left, mode, right, ", "0.0, 1.0, 2.0, ", ""),
    ("standard_t", "df, ", "2.0, ", ""),
    ("standard_gamma", "shape, ", "2.0, ", ", dtype=None, out=None"),
    ("standard_cauchy", "", "", ""),
    ("standard_exponential", "", "", ", dtype=None, method='zig', out=None"),
    ("standard_normal", "", "", ", dtype=None, out=None"),
    ("binomial", "n, p, ", "5, 0.5, ", ""),
    ("negative_binomial", "n, p, ", "5, 0.5, ", ""),
    ("hypergeometric", "ngood, nbad, nsample, ", "5, 6, 4, ", ""),
    ("poisson", "lam=1.0, ", "", ""),
    ("geometric", "p, ", "0.5, ", ""),
    ("logseries", "p, ", "0.5, ", ""),
    ("zipf", "a, ", "2.0, ", ""),
)
_WHOLE: Final = words("binomial negative_binomial hypergeometric poisson geometric logseries zipf")
for _name, _before, _given, _after in _DISTRIBUTIONS:
    _made = _ints if _name in _WHOLE else _floats
    declare_old(_name, f"{_before}size=None", _made, _DRAWN.format(given=_given))
    declare_new(_name, f"{_before}size=None{_after}", _made, _DRAWN.format(given=_given))
for _name in ("random", "random_sample", "ranf", "sample"):
    declare_old(_name, "size=None", _floats, _DRAWN.format(given=""))
declare_new("random", "size=None, dtype=None, out=None", _floats, _DRAWN.format(given=""))
_INTEGERS = """Draw whole numbers below `high`, or below `low` where there is no `high`.

    >>> @(10, size=(2, 3))
    (2, 3)
    >>> @(0, 2, 5)
    (5,)
    """


def _randint(low, high, size, dtype):
    return _drawn(size, (low,) if high is None else (low, high), dtype_kind(dtype, "int"))


def _old_integers(low, high, size, dtype):
    """Numbers below an end; of the older kind is one without a size an int of Python's."""
    return _alone(_below(low, high, size, dtype), size)


def _below(low, high, size, dtype):
    """Numbers below an end."""
    least, beyond = (0, low) if high is None else (low, high)
    return by_chance(_randint(low, high, size, dtype), least, size_in(beyond) - 1)


def _integers(low, high, size, dtype, endpoint):
    """Numbers below an end, or up to it."""
    return (_below if endpoint is False else _randint)(low, high, size, dtype)


declare_old("randint", "low, high=None, size=None, dtype='int'", _old_integers, _INTEGERS)
declare_new("integers", "low, high=None, size=None, dtype='int64', endpoint=False", _integers, _INTEGERS)


def _by_sizes(args: Value) -> Value:
    """`rand(2, 3)`: the sizes stand one by one.  Raises Mismatch SHP702 for a tuple of them."""
    for arg in args if isinstance(args, tuple) else ():
        if isinstance(arg, tuple):
            inner = ", ".join(map(str, arg))
            raise Mismatch("SHP702", "{arg} stands where one size is expected", arg=arg, help=f"({inner})")
        require_at_least(0, "size", arg)
    made = array(Shape(tuple(map(size_in, args))) if isinstance(args, tuple) else UNKNOWN_SHAPE)
    return _alone(made, None)


for _name in ("rand", "randn"):
    declare_old(
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
