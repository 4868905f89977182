"""scikit-learn, as far as arrays pass through it: splits, scalers, encoders, and the data sets that it brings."""

from __future__ import annotations

import math
from typing import Final

from shapelint.rules.fixes import Fix
from shapelint.rules.form import Rule, kind, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.edits import one_column
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import AS_ARRAY, UNKNOWN, UNKNOWN_SHAPE, Instance, ListValue, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal


@op("sklearn.model_selection.train_test_split")
def train_test_split(*arrays, test_size=None, train_size=None, random_state=None, shuffle=True, stratify=None, machine):
    """Divide the rows of arrays into those to train and those to test with, a quarter unless told otherwise.

    >>> train_test_split([100, 3], [100], test_size=0.2)
    ((80, 3), (20, 3), (80,), (20,))
    >>> train_test_split([10, 3])
    ((7, 3), (3, 3))
    >>> train_test_split([10, 3], train_size=0.65)
    ((6, 3), (4, 3))
    >>> train_test_split([100, 3], [90])
    SHP804 100 rows stand beside 90
    """
    if not isinstance(arrays, tuple) or not all(map(_has_rows, arrays)):
        return UNKNOWN
    check_rows(arrays)
    parts: list[Value] = []
    for each in arrays:
        shape = measured(each)
        sizes = _divided(shape.axis(0), test_size, train_size)
        parts.extend(_with_rows(each, shape, size, machine) for size in sizes)
    return machine.list(parts)


def _has_rows(value: Value) -> bool:
    return isinstance(value, Tensor | ListValue) or (isinstance(value, Instance) and AS_ARRAY in value.slots)


def _with_rows(value: Value, shape: Shape, rows: Size, machine) -> Value:
    """A part of the rows of an array, or of a table."""
    part = shape.replace(0, rows)
    if isinstance(value, Instance) and isinstance(value.cls, Rule):
        return machine.make(value.cls.name, value.slots | {AS_ARRAY: part})
    return array(part, number_kind(value))


def check_rows(arrays: tuple[Value, ...]) -> None:
    """All arrays have as many rows.  Raises Mismatch SHP804."""
    first = measured(arrays[0]).axis(0) if arrays else UNKNOWN
    for each in arrays:
        rows = measured(each).axis(0)
        if equal(first, rows) is False:
            raise Mismatch(
                "SHP804",
                "{first} rows stand beside {rows}",
                operand=culprit(each, arrays[0]),
                first=first,
                rows=rows,
            )


def _divided(rows: Size, test_size: Value, train_size: Value) -> tuple[Size, Size]:
    """How many rows train, and how many test."""
    if train_size is not None:
        return _remaining(rows, train_size) if test_size is None else (UNKNOWN, UNKNOWN)
    share = 0.25 if test_size is None else test_size
    if isinstance(share, int) and not isinstance(share, bool):
        return rows - share, share
    if not isinstance(share, float) or not isinstance(rows, int):
        return UNKNOWN, UNKNOWN
    tested = math.ceil(rows * share)
    return rows - tested, tested


def _remaining(rows: Size, trained: Value) -> tuple[Size, Size]:
    """So many rows to train with, or a share of them, and the others."""
    if isinstance(trained, float) and isinstance(rows, int):
        trained = math.floor(rows * trained)
    return (trained, rows - trained) if isinstance(trained, int) and trained > 0 else (UNKNOWN, UNKNOWN)


FITTED: Final = "#features"
_SCALERS: Final = ("StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "Normalizer")


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
    for method in ("fit_transform", "transform", "inverse_transform"):
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
        if name == "Normalizer"
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
            check_seen(name, self, X, stretched=method == "inverse_transform")
        return array(measured(X))

    fitted = "" if method == "fit_transform" else ".fit([8, 3])"
    body.__doc__ = f"""Scale the columns; the shape stays.

    >>> {name}(){fitted}.{method}([5, 3])
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
    if isinstance(X, Tensor) and name != "Normalizer" and equal(seen, found) is False:
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
    if not isinstance(X, ListValue) and _has_rows(X) and rank is not None and rank != 2:
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


for _name in _SCALERS:
    _scaler(_name)


@kind("sklearn.preprocessing.LabelEncoder")
def label_encoder(*, layer):
    """Numbers labels.

    >>> LabelEncoder().fit_transform([5])
    (5,)
    """


@op(("sklearn.preprocessing.LabelEncoder.fit_transform", "sklearn.preprocessing.LabelEncoder.transform"))
def label_encoded(self, y):
    """Number the labels.

    >>> LabelEncoder().fit_transform([5])
    (5,)
    >>> LabelEncoder().fit_transform([5, 1])
    (5,)
    >>> LabelEncoder().fit_transform([5, 2])
    SHP101 expects one axis, gets (5, 2)
    """
    return array(_labels(y), "int")


def _labels(y: Value) -> Shape:
    """Labels on one axis; a second one of size 1 goes.  Raises Mismatch SHP101."""
    shape = measured(y)
    if shape.open or not isinstance(y, Tensor):
        return shape
    rank = len(shape.dims)
    if rank not in (1, 2) or (rank == 2 and equal(shape.dims[1], 1) is False):
        raise Mismatch("SHP101", "LabelEncoder expects one axis, gets {shape}", operand=culprit(y), shape=shape)
    return Shape(shape.dims[:1])


@op("sklearn.preprocessing.LabelEncoder.fit")
def label_fitted(self, y):
    """Learn the labels.

    >>> LabelEncoder().fit([5]).transform([5])
    (5,)
    >>> LabelEncoder().fit([5, 2])
    SHP101
    """
    _labels(y)
    return self


@op("sklearn.preprocessing.label_binarize")
def label_binarize(y, *, classes, neg_label=0, pos_label=1, sparse_output=False):
    """Turn labels into rows with a one at the label's class; two classes share one column.

    >>> label_binarize([5], classes=(0, 1, 2))
    (5, 3)
    >>> label_binarize([5], classes=(0, 1))
    (5, 1)
    """
    shape, names = measured(y), items_of(classes)
    count: Size = UNKNOWN if names is None else len(names) if len(names) > 2 else 1
    return array(Shape((shape.axis(0), count)), "int") if shape.rank == 1 else array(UNKNOWN_SHAPE, "int")


_SETS: Final[dict[str, tuple[int, int]]] = {
    "load_iris": (150, 4),
    "load_digits": (1797, 64),
    "load_wine": (178, 13),
    "load_breast_cancer": (569, 30),
    "load_diabetes": (442, 10),
}


@kind("sklearn.utils.Bunch")
def bunch(*, layer, **kwargs):
    """The parts of a data set, by name.

    >>> load_iris().data
    (150, 4)
    """


def _loader(name: str, rows: int, columns: int) -> None:
    def body(*args, return_X_y=False, as_frame=False, machine, **kwargs):
        data, target = array(Shape((rows, columns))), array(Shape((rows,)), "int")
        if args or kwargs or as_frame is not False or not isinstance(return_X_y, bool):
            return UNKNOWN
        return (data, target) if return_X_y else machine.make("sklearn.utils.Bunch", {"data": data, "target": target})

    body.__doc__ = f"""Load a data set: `data` and `target`.

    >>> {name}().data
    ({rows}, {columns})
    >>> {name}(return_X_y=True)
    (({rows}, {columns}), ({rows},))
    """
    op(f"sklearn.datasets.{name}")(body)


for _name, (_rows, _columns) in _SETS.items():
    _loader(_name, _rows, _columns)

_MADE: Final = {"make_classification": 20, "make_regression": 100, "make_blobs": 2, "make_moons": 2, "make_circles": 2}


def _maker(name: str, width: int) -> None:
    fixed = name in ("make_moons", "make_circles")

    def body(n_samples=100, n_features=width, **kwargs):
        columns = n_features if is_int(n_features) and not fixed else width if fixed else UNKNOWN
        if is_int(n_samples) and n_samples < 2:
            return UNKNOWN  # the targets of one sample may have no axis
        rows = n_samples if is_int(n_samples) else UNKNOWN
        plain = not {"n_targets", "return_centers", "coef", "centers"} & kwargs.keys()
        return (array(Shape((rows, columns))), array(Shape((rows,)), "int")) if plain else UNKNOWN

    body.__doc__ = f"""Make up a data set: samples and targets.

    >>> {name}(50)
    ((50, {width}), (50,))
    """
    op(f"sklearn.datasets.{name}")(body)


for _name, _columns in _MADE.items():
    _maker(_name, _columns)
