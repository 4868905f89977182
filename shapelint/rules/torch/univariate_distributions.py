"""Distributions of single numbers, and of rows whose parameters are rows."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Final

from shapelint.rules.form import kind
from shapelint.rules.machine import Machine
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.torch.distributions import (
    BASE,
    COUNT,
    HEAT,
    SUPPORT,
    at_least_rank,
    floats,
    keep,
    names,
    only_one,
)
from shapelint.rules.values import UNKNOWN_SHAPE, Value, shape_of
from shapelint.sizes import Shape

_ODDS: Final = "probs=None, logits=None"
_TWO: Final = ("[2, 3], [3]", "[2, 3], 0.5")
_LIMITED: Final = ("0.5, [2, 3]", "[2, 3], 2.0")
_ONE: Final = ("[2, 3]",)
_CHANCES: Final = ("logits=[2, 3]", "[2, 3]")
# Distribution, its parameters, arguments of examples.
_SINGLE: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("Normal", "loc, scale", _TWO),
    ("LogNormal", "loc, scale", _TWO),
    ("Laplace", "loc, scale", _TWO),
    ("Gumbel", "loc, scale", _TWO),
    ("Cauchy", "loc, scale", _TWO),
    ("Uniform", "low, high", _LIMITED),
    ("Beta", "concentration1, concentration0", _TWO),
    ("Kumaraswamy", "concentration1, concentration0", _TWO),
    ("Gamma", "concentration, rate", _TWO),
    ("InverseGamma", "concentration, rate", _TWO),
    ("Weibull", "scale, concentration", _TWO),
    ("Pareto", "scale, alpha", _TWO),
    ("VonMises", "loc, concentration", _TWO),
    ("FisherSnedecor", "df1, df2", _TWO),
    ("StudentT", "df, loc=0.0, scale=1.0", (*_ONE, *_TWO)),
    ("GeneralizedPareto", "loc, scale, concentration", ("[2, 3], [3], 0.5",)),
    ("Exponential", "rate", _ONE),
    ("Poisson", "rate", _ONE),
    ("HalfNormal", "scale", _ONE),
    ("HalfCauchy", "scale", _ONE),
    ("Chi2", "df", _ONE),
)
_BY_CHANCE: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("Bernoulli", _ODDS, _CHANCES),
    ("Geometric", _ODDS, _CHANCES),
    ("ContinuousBernoulli", f"{_ODDS}, lims=(0.499, 0.501)", _CHANCES),
    ("Binomial", f"total_count=1, {_ODDS}", ("4, logits=[2, 3]", "4, [2, 3]", "[2, 1], [3]")),
    ("NegativeBinomial", f"total_count, {_ODDS}", ("4.0, logits=[2, 3]", "[2, 1], logits=[3]")),
    ("RelaxedBernoulli", f"temperature, {_ODDS}", ("[], logits=[2, 3]", "0.5, [2, 3]")),
)
_ROWS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("Dirichlet", "concentration", _ONE),
    ("OneHotCategorical", _ODDS, _CHANCES),
    ("OneHotCategoricalStraightThrough", _ODDS, _CHANCES),
    ("RelaxedOneHotCategorical", f"temperature, {_ODDS}", ("[1], logits=[2, 3]", "0.5, [2, 3]")),
    ("Multinomial", f"total_count=1, {_ODDS}", ("4, logits=[2, 3]", "4, [2, 3]")),
)
_ASIDE: Final = frozenset({"temperature", "lims"})  # parameters that no batch is made of


def _single(layer: Value, given: dict[str, Value], validate_args: Value, machine: Machine) -> None:
    """All parameters stretch to the batch.  Raises Mismatch SHP301."""
    own = {name: value for name, value in given.items() if name not in _ASIDE}
    batch = broadcasted(*own.values(), what="the parameters of a distribution")
    _keep(layer, machine, batch, Shape(()), validate_args, given, batch)


def _by_chance(layer: Value, given: dict[str, Value], validate_args: Value, machine: Machine) -> None:
    """Chances are given as `probs` or as `logits`, and known as both.  Raises Mismatch SHP301 or SHP706."""
    chances = only_one(probs=given["probs"], logits=given["logits"])
    others = [given["total_count"]] if "total_count" in given else []
    batch = UNKNOWN_SHAPE if chances is None else broadcasted(chances[1], *others, what="the parameters")
    _keep(layer, machine, batch, Shape(()), validate_args, given, batch)
    if layer.cls.short == "Bernoulli":
        machine.put(layer, SUPPORT, 2)


def _rows(layer: Value, given: dict[str, Value], validate_args: Value, machine: Machine) -> None:
    """The last axis of the parameter is one event.  Raises Mismatch SHP101 or SHP706."""
    found = only_one(probs=given["probs"], logits=given["logits"]) if "probs" in given else next(iter(given.items()))
    shape = UNKNOWN_SHAPE if found is None else at_least_rank(1, *found)
    event = Shape(shape.tail(1))
    _keep(layer, machine, Shape(shape.dims[:-1], shape.open), event, validate_args, given, shape)
    if "OneHot" in layer.cls.short:
        machine.put(layer, SUPPORT, event.dims[0])
        machine.put(layer, COUNT, None if "temperature" in given else 1)
    if "total_count" in given:
        machine.put(layer, COUNT, given["total_count"])


def _keep(
    layer: Value,
    machine: Machine,
    batch: Shape,
    event: Shape,
    validate_args: Value,
    given: Mapping[str, Value],
    shape: Shape,
) -> None:
    attributes = {name: value if name in _ASIDE else floats(shape) for name, value in given.items()}
    if "temperature" in given:
        attributes[HEAT] = shape_of(given["temperature"])
    if event.dims and "total_count" in given:
        attributes["total_count"] = given["total_count"]
    keep(layer, machine, batch, event, validate_args, **attributes)


def _declare(name: str, parameters: str, examples: tuple[str, ...], setup: Any) -> None:
    text = f"lambda {parameters}, validate_args=None, *, layer, machine: None"
    model: Any = eval(text)  # our own declarations only, never a checked program's text
    own = [param for param in inspect.signature(model).parameters if param not in ("layer", "machine")]

    def body(*args: Value, layer: Value, machine: Machine, **keywords: Value) -> None:
        given = dict(zip(own, args, strict=False)) | keywords
        setup(layer, given, given.pop("validate_args", None), machine)

    body.__signature__ = inspect.signature(model)  # type: ignore[attr-defined]
    body.__doc__ = _doc(name, parameters, examples, rows=setup is _rows)
    kind(names(name), bases=(BASE,))(body)


# A value that ends in an event, where ones are none.
_VALUES: Final = {"Dirichlet": "torch.softmax([2, 3], 1)", "RelaxedOneHotCategorical": "torch.softmax([2, 3], 1)"}


def _doc(name: str, parameters: str, examples: tuple[str, ...], *, rows: bool) -> str:
    """The docstring: samples, densities, and what does not fit."""
    first, *others = [f"torch.distributions.{name}({example})" for example in examples]
    cases = [(f"{first}.sample()", "(2, 3)"), (f"{first}.sample((4,))", "(4, 2, 3)")]
    cases += [(f"{other}.batch_shape", "(2,)" if rows else "(2, 3)") for other in others]
    if rows:
        cases.append((f"torch.distributions.{name}({examples[0].replace('[2, 3]', '[]')})", "SHP101"))
    else:
        cases += [(f"{first}.log_prob([2, 3])", "(2, 3)"), (f"{first}.log_prob([2, 4])", "SHP301")]
    if name in _VALUES:
        cases.append((f"{first}.log_prob({_VALUES[name]})", "(2,)"))
    if "probs" in parameters:
        before = examples[0].rpartition("logits=")[0]
        cases.append((f"torch.distributions.{name}({before}probs=[3], logits=[3])", "SHP706"))
    if examples is _TWO:
        cases.append((f"torch.distributions.{name}([2, 3], [4])", "SHP301"))
    told = "".join(f"    >>> {call}\n    {gives}\n" for call, gives in cases)
    each = "rows of numbers" if rows else "numbers"
    return f"A distribution of {each} for every element of its parameters.\n\n{told}    "


for _table, _setup in ((_SINGLE, _single), (_BY_CHANCE, _by_chance), (_ROWS, _rows)):
    for _name, _parameters, _examples in _table:
        _declare(_name, _parameters, _examples, _setup)
