"""The data sets that scikit-learn brings, and those that it makes up."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import require_at_least
from shapelint.rules.numpy.arrays import array, stacked_shape
from shapelint.rules.numpy.tables import column, table
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN
from shapelint.sizes import Shape, less

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
        if as_frame is True:
            data, target = table(machine, rows, columns), column(machine, rows)
        if args or kwargs or not isinstance(as_frame, bool) or not isinstance(return_X_y, bool):
            return UNKNOWN
        if return_X_y:
            return data, target
        images = {"images": array(Shape((rows, 8, 8)))} if name == "load_digits" else {}
        return machine.make("sklearn.utils.Bunch", {"data": data, "target": target, **images})

    body.__doc__ = f"""Load a data set: `data` and `target`.

    >>> {name}().data
    ({rows}, {columns})
    >>> {name}(return_X_y=True)
    (({rows}, {columns}), ({rows},))
    """
    if name == "load_digits":
        body.__doc__ += """>>> load_digits().images
    (1797, 8, 8)
    """
    op(f"sklearn.datasets.{name}")(body)


for _name, (_rows, _columns) in _SETS.items():
    _loader(_name, _rows, _columns)

_MADE: Final = {"make_classification": 20, "make_regression": 100, "make_blobs": 2, "make_moons": 2, "make_circles": 2,
                "make_swiss_roll": 3, "make_s_curve": 3, "make_friedman1": 10, "make_friedman2": 4,
                "make_friedman3": 4}  # fmt: skip
_FIXED: Final = frozenset(
    {"make_moons", "make_circles", "make_swiss_roll", "make_s_curve", "make_friedman2", "make_friedman3"}
)  # which have as many features as they have
_CLASSES: Final = frozenset({"make_classification", "make_blobs", "make_moons", "make_circles"})


def _maker(name: str, width: int) -> None:
    fixed = name in _FIXED

    def body(n_samples=100, n_features=width, **kwargs):
        columns = n_features if is_int(n_features) and not fixed else width if fixed else UNKNOWN
        require_at_least(0 if name == "make_circles" else 1, "n_samples", n_samples)
        if not fixed:
            require_at_least(5 if name == "make_friedman1" else 1, "n_features", n_features)
        rows = n_samples if is_int(n_samples) else UNKNOWN
        plain = not {"n_targets", "return_centers", "coef"} & kwargs.keys()
        if not (kwargs.get("centers") is None or is_int(kwargs["centers"])):
            centers = stacked_shape(kwargs["centers"])
            check_rank(array(centers), name, 2, 2, "centers features")
            columns = centers.axis(1) if centers.rank == 2 else UNKNOWN
        squeezed = name in ("make_regression", "make_swiss_roll", "make_s_curve")
        alone = squeezed and less(1, rows) is not True  # the target of one sample has no axis
        targets = UNKNOWN if alone else array(Shape((rows,)), "int" if name in _CLASSES else "float")
        return (array(Shape((rows, columns))), targets) if plain else UNKNOWN

    body.__doc__ = f"""Make up a data set: samples and targets.

    >>> {name}(50)
    ((50, {width}), (50,))
    """
    if name == "make_blobs":
        body.__doc__ += """>>> make_blobs(n_samples=50, centers=3, n_features=4)
    ((50, 4), (50,))
    >>> make_blobs(50, centers=[5, 3])
    ((50, 3), (50,))
    """
    if name == "make_regression":
        body.__doc__ += """>>> make_regression(1)
    ((1, 100), None)
    """
    op(f"sklearn.datasets.{name}")(body)


for _name, _columns in _MADE.items():
    _maker(_name, _columns)
