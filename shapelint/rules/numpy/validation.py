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
_LABELS_FROM_SCORES: Final = "labels from rows of scores: .argmax(axis=1)"
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
        if name != "TimeSeriesSplit":  # it leaves the targets aside
            check_same_rows(X, y)
        if name == "StratifiedKFold" and isinstance(y, Tensor):
            check_column(name, y)
        _check_enough(name, X, _folds(self))
        pair = tuple(array(Shape((size,)), "int") for size in _sizes(name, measured(X).axis(0), _folds(self)))
        return Many(pair, _folds(self))

    sizes = ((75,), (25,)) if name == "KFold" else ((None,), (None,))
    split.__doc__ = f"""Pairs of row numbers: to train, and to test with.

    >>> {name}(4).split([100, 3], [100])
    {(sizes,) * 4}
    >>> {name}(3).split([100, 3], [100])
    {(((None,), (None,)),) * 3}
    """
    if name == "StratifiedKFold":
        split.__doc__ += f""">>> {name}(3).split([100, 3], [100, 2])
    SHP101 expects 1 axis
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


def _check_folds(X: Value, cv: Value) -> None:
    """Raises Mismatch SHP707 for less than two folds, or where there certainly are more of them than rows."""
    if is_int(cv) or cv is None:
        require_at_least(2, "cv", cv)
        _check_enough("KFold", X, 3 if cv is None else cv)  # three was the default once


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


def check_column(name: str, y: Value) -> None:
    """Labels stand on one axis; a second one of size 1 is left out.  Raises Mismatch SHP101."""
    shape = check_rank(y, name, 1, 2, _LABELS_FROM_SCORES)
    if shape.rank == 2 and equal(shape.dims[1], 1) is False:
        check_rank(y, name, 1, 1, _LABELS_FROM_SCORES)


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
            check_column("confusion_matrix", each)
    names = items_of(labels)
    count: Size = UNKNOWN if names is None else len(names)
    return array(Shape((count, count)), "int")


def _by_place(positional: tuple[Value, ...], keywords: dict[str, Value]) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """Older versions took the classes and the labels by their places."""
    return positional[:1], dict(zip(("classes", "y"), positional[1:3], strict=False)) | keywords


@op("sklearn.utils.class_weight.compute_class_weight", adapt=_by_place)
def compute_class_weight(class_weight, *, classes, y, sample_weight=None):
    """A weight for each class.

    >>> compute_class_weight("balanced", classes=ints[3], y=ints[9])
    (3,)
    >>> compute_class_weight("balanced", classes=ints[3], y=ints[9, 3])
    SHP101
    """
    if class_weight == "balanced" and isinstance(y, Tensor):
        check_column("compute_class_weight", y)
    shape = measured(classes)
    return array(Shape((shape.axis(0) if shape.rank == 1 else UNKNOWN,)))


_LABELS: Final = ("accuracy_score", "f1_score")
_NUMBERS: Final = ("mean_absolute_error", "mean_squared_error", "r2_score")


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
            help=_LABELS_FROM_SCORES if 1 in widths and name in _LABELS else None,
            name=name,
            a=shapes[0],
            b=shapes[1],
        )


def _check_classes(y_true: Value, y_pred: Value, named: bool) -> None:
    """Raises Mismatch SHP101, or SHP403 where rows with a place for each class meet rows for other classes.

    named: whether the classes are given besides.
    """
    for each in (y_true, y_pred):
        if isinstance(each, Tensor):
            check_rank(each, "log_loss", 1, 2)
    true, told = measured(y_true), measured(y_pred)
    if named or true.rank != 2 or told.rank is None or equal(true.dims[1], 1) is not False:
        return
    count = told.dims[1] if told.rank == 2 and equal(told.dims[1], 1) is False else 2 if told.rank == 1 else UNKNOWN
    if equal(true.dims[1], count) is False:
        raise Mismatch("SHP403", "log_loss compares {true} with {told}", operand=culprit(y_pred, y_true), true=true,
                       told=told)  # fmt: skip


def _score(name: str) -> None:
    plain = name in _LABELS + _NUMBERS

    def body(y_true, y_pred, **kwargs):
        if plain:
            _check_compared(name, y_true, y_pred)
        else:
            check_same_rows(y_true, y_pred)
            _check_classes(y_true, y_pred, "labels" in kwargs)
        return UNKNOWN if kwargs else SomeNumber()

    given = "ints[3], ints" if plain else "np.array(('no', 'yes', 'no')), "
    body.__doc__ = f"""Compare predictions with what is true.

    >>> {name}({given}[3])
    None
    >>> {name}({given}[4])
    SHP804 3 rows stand beside 4
    """
    if plain:
        body.__doc__ += f""">>> {name}(ints[9], ints[9, 3])
    SHP403
    """
    op(f"sklearn.metrics.{name}")(body)


for _name in (*_LABELS, *_NUMBERS, "log_loss"):
    _score(_name)


@op("sklearn.metrics.roc_auc_score")
def roc_auc_score(
    y_true, y_score, *, average="macro", sample_weight=None, max_fpr=None, multi_class="raise", labels=None
):
    """How well scores put those of one class before the others.

    >>> roc_auc_score(np.array(("no", "yes", "no")), [3])
    None
    >>> roc_auc_score(np.array(("no", "yes", "no")), [4])
    SHP804 3 rows stand beside 4
    >>> roc_auc_score(np.array(("no", "yes", "no")), [3, 2])
    SHP403
    """
    check_same_rows(y_true, y_score)
    for each in (y_true, y_score):
        if isinstance(each, Tensor):
            check_rank(each, "roc_auc_score", 1, 2)
    _check_one_score(y_true, y_score, multi_class)
    return SomeNumber() if average is not None else UNKNOWN


def _check_one_score(y_true: Value, y_score: Value, multi_class: Value) -> None:
    """Raises Mismatch SHP403 where labels of two classes meet scores of several."""
    true, told = measured(y_true), measured(y_score)
    if multi_class != "raise" or true.rank != 1 or told.rank != 2 or not isinstance(y_score, Tensor):
        return
    if less(1, told.dims[1]) is True:
        raise Mismatch(
            "SHP403",
            "roc_auc_score compares labels of two classes, {true}, with scores of several, {told}",
            operand=y_score,
            help="the scores of one class, [:, 1], or multi_class='ovr' where there are more",
            true=true,
            told=told,
        )


@op("sklearn.model_selection.cross_val_score")
def cross_val_score(estimator, X, y=None, *, cv=None, machine, **kwargs):
    """A score for each fold.

    >>> cross_val_score(LinearRegression(), [20, 3], [20], cv=4)
    (4,)
    >>> cross_val_score(LinearRegression(), [20, 3], [20])
    (5,)
    >>> cross_val_score(LinearRegression(), [20, 3], [19])
    SHP804
    >>> cross_val_score(LinearRegression(), [3, 3], [3], cv=4)
    SHP707
    """
    check_same_rows(X, y)
    _check_folds(X, cv)
    return array(Shape((5 if cv is None else cv if is_int(cv) else _folds(cv),)))


@op("sklearn.model_selection.cross_val_predict")
def cross_val_predict(estimator, X, y=None, *, cv=None, method="predict", machine, **kwargs):
    """What is predicted for each row by the part of the others.

    >>> cross_val_predict(LinearRegression(), [20, 3], [20])
    (20,)
    >>> cross_val_predict(LinearRegression(), [20, 3], [20, 2])
    None
    """
    check_same_rows(X, y)
    _check_folds(X, cv)
    known = method == "predict" and measured(y).rank == 1 and measured(X).dims
    return array(Shape((measured(X).axis(0),)), None) if known else UNKNOWN
