"""scikit-learn's splits for cross-validation, and what it counts of labels."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.operands import culprit, is_int, measured
from shapelint.rules.values import UNKNOWN, Instance, Many, SomeNumber, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal

_FOLDS: Final = "#folds"
_SPLITTERS: Final = {"KFold": 5, "StratifiedKFold": 5, "TimeSeriesSplit": 5, "ShuffleSplit": 10}


def _splitter(name: str, folds: int) -> None:
    full = f"sklearn.model_selection.{name}"

    def made(n_splits=folds, *args, layer, machine, **kwargs):
        machine.put(layer, _FOLDS, n_splits)

    made.__doc__ = f"""Divides rows several times into those to train and those to test with.

    >>> {name}(4).get_n_splits()
    4
    """
    kind(full)(made)

    def split(self, X, y=None, groups=None):
        check_same_rows(X, y)
        pair = tuple(array(Shape((size,)), "int") for size in _sizes(name, measured(X).axis(0), _folds(self)))
        return Many(pair, _folds(self))

    sizes = ((75,), (25,)) if name == "KFold" else ((None,), (None,))
    split.__doc__ = f"""Pairs of row numbers: to train, and to test with.

    >>> {name}(4).split([100, 3])
    {(sizes,) * 4}
    """
    op(f"{full}.split")(split)

    def get_n_splits(self, X=None, y=None, groups=None):
        return _folds(self)

    get_n_splits.__doc__ = f"""How many times.

    >>> {name}().get_n_splits()
    {folds}
    """
    op(f"{full}.get_n_splits")(get_n_splits)


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
    >>> confusion_matrix(ints[9], ints[8])
    SHP804 9 rows stand beside 8
    """
    check_same_rows(y_true, y_pred)
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


_SCORES: Final = (
    "accuracy_score", "mean_absolute_error", "mean_squared_error", "r2_score", "log_loss", "f1_score", "roc_auc_score",
)  # fmt: skip


def _score(name: str) -> None:
    def body(y_true, y_pred, **kwargs):
        check_same_rows(y_true, y_pred)
        return UNKNOWN if kwargs else SomeNumber()

    body.__doc__ = f"""Compare predictions with what is true.

    >>> {name}(ints[9], ints[8])
    SHP804 9 rows stand beside 8
    """
    op(f"sklearn.metrics.{name}")(body)


for _name in _SCORES:
    _score(_name)
