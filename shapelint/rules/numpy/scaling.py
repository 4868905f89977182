"""scikit-learn's scalers, and whatever else gives a table for a table."""

from __future__ import annotations

from math import comb
from typing import Final

from shapelint.rules.fixes import Fix
from shapelint.rules.form import kind, op, prop
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.learning import has_rows
from shapelint.rules.shared.edits import one_column
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Tensor, Value
from shapelint.sizes import Shape, Size, equal

FITTED: Final = "#features"
# What is learnt of the columns, one number for each.
_LEARNT: Final = {
    "StandardScaler": ("mean_", "scale_", "var_"),
    "MinMaxScaler": ("data_min_", "data_max_", "data_range_", "min_", "scale_"),
    "RobustScaler": ("center_", "scale_"),
    "MaxAbsScaler": ("max_abs_", "scale_"),
    "Normalizer": (),
    "QuantileTransformer": (),
    "PowerTransformer": ("lambdas_",),
    "OrdinalEncoder": (),
}
_STRETCHED: Final = ("StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler")  # scales that broadcast
_UNFITTED: Final = ("Normalizer",)  # older versions do not look at what it has seen


def _scaler(name: str) -> None:
    full = f"sklearn.preprocessing.{name}"

    def made(*args, layer, **kwargs):
        return None

    made.__doc__ = f"""Scales columns; tables have two axes.

    >>> {name}().fit_transform([5, 3])
    (5, 3)
    >>> {name}().fit_transform([5])
    SHP101 {name} expects two axes (samples features), gets (5,)
    """
    kind(full)(made)
    for method in ("fit_transform", "transform", *(() if name in _UNFITTED else ("inverse_transform",))):
        _scaling(name, f"{full}.{method}", method)

    def fit(self, X, y=None, sample_weight=None, *, machine):
        check_table(name, X)
        machine.put(self, FITTED, measured(X).axis(1))
        return self

    fit.__doc__ = f"""Learn the scales of the columns.

    >>> {name}().fit([5, 3]).transform([2, 3])
    (2, 3)
    """ + (
        ""
        if name in _UNFITTED
        else f""">>> {name}().fit([5, 3]).transform([2, 4])
    SHP201 {name} has seen 3 features, gets 4
    """
    )
    op(f"{full}.fit")(fit)


def _scaling(name: str, full: str, method: str) -> None:
    def body(self, X, *args, machine, **kwargs):
        check_table(name, X)
        if method == "fit_transform":
            machine.put(self, FITTED, measured(X).axis(1))
        else:
            check_seen(name, self, X, stretched=method == "inverse_transform" and name in _STRETCHED)
        return array(measured(X))

    kind = "ints" if method == "inverse_transform" else "floats"  # numbers of categories
    fitted = "" if method == "fit_transform" else ".fit([8, 3])"
    body.__doc__ = f"""Scale the columns; the shape stays.

    >>> {name}(){fitted}.{method}({kind}[5, 3])
    (5, 3)
    """
    op(full)(body)


def check_seen(name: str, scaler: Value, X: Value, *, stretched: bool) -> None:
    """As many columns as those that the scales were learnt from; stretched: a single scale does for all.

    Raises Mismatch SHP201.
    """
    seen = scaler.slots.get(FITTED, UNKNOWN) if isinstance(scaler, Instance) else UNKNOWN
    found = measured(X).axis(1)
    if stretched and equal(seen, 1) is not False:
        return
    if isinstance(X, Tensor) and name not in _UNFITTED and equal(seen, found) is False:
        raise Mismatch(
            "SHP201",
            "{name} has seen {seen} features, gets {found} in {shape}",
            operand=culprit(X),
            name=name,
            seen=seen,
            found=found,
            shape=measured(X),
        )


def check_table(name: str, X: Value) -> None:
    """Raises Mismatch SHP101 where `X` certainly is no table."""
    rank = measured(X).rank
    if not isinstance(X, ListValue) and has_rows(X) and rank is not None and rank != 2:
        raise Mismatch(
            "SHP101",
            "{name} expects two axes (samples features), gets {shape}",
            operand=culprit(X),
            help=_one_column(X) if rank == 1 else "reshape to (samples, features) first",
            name=name,
            shape=str(measured(X)),
        )


def _one_column(X: Value) -> Fix | str:
    return one_column(X) if isinstance(X, Tensor) else "one column: .to_frame()"


def _learnt(name: str, attribute: str) -> None:
    def body(self):
        seen = self.slots.get(FITTED, UNKNOWN) if isinstance(self, Instance) else UNKNOWN
        return array(Shape((seen,)))

    body.__doc__ = f"""What is learnt of each column.

    >>> {name}().fit([8, 3]).{attribute}
    (3,)
    """
    prop(f"sklearn.preprocessing.{name}.{attribute}")(body)


for _name, _attributes in _LEARNT.items():
    _scaler(_name)
    for _attribute in _attributes:
        _learnt(_name, _attribute)


@kind("sklearn.preprocessing.PolynomialFeatures")
def polynomial_features(degree=2, *, interaction_only=False, include_bias=True, order="C", layer, machine):
    """Adds the products of columns, up to so many factors.

    >>> PolynomialFeatures(2).fit_transform([5, 3])
    (5, 10)
    >>> PolynomialFeatures(2, interaction_only=True, include_bias=False).fit_transform([5, 3])
    (5, 6)
    """
    require_at_least(0, "degree", degree)
    known = is_int(degree) and degree >= 0 and isinstance(interaction_only, bool) and isinstance(include_bias, bool)
    machine.put(layer, _PRODUCTS, (degree, interaction_only, include_bias) if known else None)


_PRODUCTS: Final = "#products"


@op("sklearn.preprocessing.PolynomialFeatures.transform")
def with_products(self, X):
    """Add the products.

    >>> PolynomialFeatures(3).fit([8, 2]).transform([5, 2])
    (5, 10)
    """
    check_table("PolynomialFeatures", X)
    check_seen("PolynomialFeatures", self, X, stretched=False)
    return array(
        Shape(
            (
                measured(X).axis(0),
                _products(measured(X).axis(1), self.slots.get(_PRODUCTS) if isinstance(self, Instance) else UNKNOWN),
            )
        )
    )


@op("sklearn.preprocessing.PolynomialFeatures.fit_transform")
def fitted_with_products(self, X, y=None, *, machine):
    """Look at how many columns there are, and add the products.

    >>> PolynomialFeatures(3).fit_transform([5, 2])
    (5, 10)
    >>> PolynomialFeatures(3).fit([8, 3]).fit_transform([5, 2])
    (5, 10)
    >>> PolynomialFeatures(3).fit_transform([5])
    SHP101
    """
    products_fitted.body(self, X, machine=machine)
    return with_products.body(self, X)


@op("sklearn.preprocessing.PolynomialFeatures.fit")
def products_fitted(self, X, y=None, *, machine):
    """Look at how many columns there are.

    >>> PolynomialFeatures().fit([5, 3]).transform([2, 3])
    (2, 10)
    >>> PolynomialFeatures().fit([5, 3]).transform([2, 4])
    SHP201
    """
    check_table("PolynomialFeatures", X)
    machine.put(self, FITTED, measured(X).axis(1))
    return self


def _products(columns: Size, made: Value) -> Size:
    """How many products there are of up to so many columns, the empty one perhaps left out."""
    if not isinstance(columns, int) or not isinstance(made, tuple):
        return UNKNOWN
    degree, distinct, bias = made
    count = sum(comb(columns, k) for k in range(degree + 1)) if distinct else comb(columns + degree, degree)
    return count if bias else count - 1
