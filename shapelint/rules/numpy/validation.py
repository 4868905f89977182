"""scikit-learn's splits for cross-validation, and what it counts of labels."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import UNKNOWN, Instance, Many, SomeNumber, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal, less

_FOLDS: Final = "#folds"
_SPLITTERS: Final = {"KFold": 5, "StratifiedKFold": 5, "TimeSeriesSplit": 5, "ShuffleSplit": 10}


def _splitter(name: str, folds: int) -> None:
    full = f"sklearn.model_selection.{name}"

    def made(n_splits=folds, *args, layer, machine, **kwargs):
        if name != "ShuffleSplit":
            require_at_least(2, "n_splits", n_splits)
        machine.put(layer, _FOLDS, n_splits)

    made.__doc__ = f"""Divides rows several times into those to train and those to test with.

    >>> {name}(4).get_n_splits()
    4
    """
    if name != "ShuffleSplit":
        made.__doc__ += f""">>> {name}(0)
    SHP707
    """
    kind(full)(made)

    def split(self, X, y=None, groups=None):
        check_same_rows(X, y)
        _check_enough(name, X, _folds(self))
        pair = tuple(array(Shape((size,)), "int") for size in _sizes(name, measured(X).axis(0), _folds(self)))
        return Many(pair, _folds(self))

    sizes = ((75,), (25,)) if name == "KFold" else ((None,), (None,))
    split.__doc__ = f"""Pairs of row numbers: to train, and to test with.

    >>> {name}(4).split([100, 3])
    {(sizes,) * 4}
    >>> {name}(3).split([100, 3])
    {(((None,), (None,)),) * 3}
    """
    op(f"{full}.split")(split)

    def get_n_splits(self, X=None, y=None, groups=None):
        return _folds(self)

    get_n_splits.__doc__ = f"""How many times.

    >>> {name}().get_n_splits()
    {folds}
    """
    op(f"{full}.get_n_splits")(get_n_splits)


def _check_enough(name: str, X: Value, folds: Size) -> None:
    """Raises Mismatch SHP707 where there certainly are more folds than rows."""
    rows = measured(X).axis(0) if measured(X).dims else UNKNOWN
    least = folds + 1 if name == "TimeSeriesSplit" else folds
    if name != "ShuffleSplit" and isinstance(X, Tensor) and less(rows, least) is True:
        raise Mismatch("SHP707", "{least} parts of {rows} rows", operand=culprit(X), least=least, rows=rows)


def _folds(self: Value) -> Size:
    found = self.slots.get(_FOLDS, UNKNOWN) if isinstance(self, Instance) else UNKNOWN
    return found if is_int(found) else UNKNOWN


def _sizes(name: str, rows: Size, folds: Size) -> tuple[Size, Size]:
    """How many rows train and test, where that is the same each time."""
    if name != "KFold" or not isinstance(rows, int) or not isinstance(folds, int) or folds < 2 or rows % folds:
        return UNKNOWN, UNKNOWN
    return rows - rows // folds, rows // folds


def check_same_rows(X: Value, y: Value) -> None:
    """Samples and targets are as many.  Raises Mismatch SHP804."""
    first, rows = (measured(each).axis(0) if measured(each).dims else UNKNOWN for each in (X, y))
    if y is not None and isinstance(X, Tensor) and isinstance(y, Tensor) and equal(first, rows) is False:
        raise Mismatch("SHP804", "{first} rows stand beside {rows}", operand=culprit(y, X), first=first, rows=rows)


for _name, _count in _SPLITTERS.items():
    _splitter(_name, _count)


@op("sklearn.metrics.confusion_matrix")
def confusion_matrix(y_true, y_pred, *, labels=None, sample_weight=None, normalize=None):
    """How often each label was taken for each other.

    >>> confusion_matrix(ints[9], ints[9], labels=(0, 1, 2))
    (3, 3)
    >>> confusion_matrix(ints[9], ints[9])
    (None, None)
    >>> confusion_matrix(ints[9, 3], ints[9])
    SHP101
    >>> confusion_matrix(ints[9], ints[8])
    SHP804 9 rows stand beside 8
    """
    check_same_rows(y_true, y_pred)
    for each in (y_true, y_pred):
        if isinstance(each, Tensor):
            shape = check_rank(each, "confusion_matrix", 1, 2, "labels from rows of scores: .argmax(axis=1)")
            if shape.rank == 2 and equal(shape.dims[1], 1) is False:
                check_rank(each, "confusion_matrix", 1, 1, "labels from rows of scores: .argmax(axis=1)")
    names = items_of(labels)
    count: Size = UNKNOWN if names is None else len(names)
    return array(Shape((count, count)), "int")


@op("sklearn.utils.class_weight.compute_class_weight")
def compute_class_weight(class_weight, *, classes, y, sample_weight=None):
    """A weight for each class.

    >>> compute_class_weight("balanced", classes=ints[3], y=ints[9])
    (3,)
    """
    shape = measured(classes)
    return array(Shape((shape.axis(0) if shape.rank == 1 else UNKNOWN,)))


_LABELS: Final = ("accuracy_score", "f1_score")
_NUMBERS: Final = ("mean_absolute_error", "mean_squared_error", "r2_score")
_OTHERS: Final = ("log_loss", "roc_auc_score")  # one of which takes labels beside a row for each


def _check_compared(name: str, y_true: Value, y_pred: Value) -> None:
    """Raises Mismatch SHP804 for rows, or SHP101 where labels meet rows of ones and noughts, which are none."""
    check_same_rows(y_true, y_pred)
    shapes = [measured(each) for each in (y_true, y_pred)]
    if not all(isinstance(each, Tensor) for each in (y_true, y_pred)) or any(shape.open for shape in shapes):
        return
    for each in (y_true, y_pred):
        check_rank(each, name, 1, 2)
    widths = [shape.dims[1] if shape.rank == 2 else 1 for shape in shapes]
    if equal(*widths) is False:
        raise Mismatch(
            "SHP403",
            "{name} compares {a} with {b}",
            operand=culprit(y_pred, y_true),
            help="labels from rows of scores: .argmax(axis=1)" if 1 in widths and name in _LABELS else None,
            name=name,
            a=shapes[0],
            b=shapes[1],
        )


def _score(name: str) -> None:
    plain = name not in _OTHERS

    def body(y_true, y_pred, **kwargs):
        if plain:
            _check_compared(name, y_true, y_pred)
        elif name == "log_loss":
            check_same_rows(y_true, y_pred)
        return UNKNOWN if kwargs else SomeNumber()

    body.__doc__ = f"""Compare predictions with what is true.

    >>> {name}(ints[9], ints[9])
    None
    """
    if name != "roc_auc_score":  # which looks at the values first
        body.__doc__ += f""">>> {name}(ints[9], ints[8])
    SHP804 9 rows stand beside 8
    """
    if plain:
        body.__doc__ += f""">>> {name}(ints[9], ints[9, 3])
    SHP403
    """
    op(f"sklearn.metrics.{name}")(body)


for _name in _LABELS + _NUMBERS + _OTHERS:
    _score(_name)


@op("sklearn.model_selection.cross_val_score")
def cross_val_score(estimator, X, y=None, *, cv=None, machine, **kwargs):
    """A score for each fold.

    >>> cross_val_score(LinearRegression(), [20, 3], [20], cv=4)
    (4,)
    >>> cross_val_score(LinearRegression(), [20, 3], [20])
    (5,)
    >>> cross_val_score(LinearRegression(), [20, 3], [19])
    SHP804
    """
    check_same_rows(X, y)
    return array(Shape((5 if cv is None else cv if is_int(cv) else _folds(cv),)))


@op("sklearn.model_selection.cross_val_predict")
def cross_val_predict(estimator, X, y=None, *, method="predict", machine, **kwargs):
    """What is predicted for each row by the part of the others.

    >>> cross_val_predict(LinearRegression(), [20, 3], [20])
    (20,)
    >>> cross_val_predict(LinearRegression(), [20, 3], [20, 2])
    None
    """
    check_same_rows(X, y)
    known = method == "predict" and measured(y).rank == 1 and measured(X).dims
    return array(Shape((measured(X).axis(0),)), None) if known else UNKNOWN
