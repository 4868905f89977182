"""scikit-learn's estimators: what they learn from tables, and what they say of other tables."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.learning import check_rows
from shapelint.rules.numpy.scaling import FITTED, check_seen, check_table
from shapelint.rules.shared.families import words
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, SomeNumber, Tensor, Value
from shapelint.sizes import Shape, Size, equal

_TARGET: Final = "#target"
ROWS: Final = "#rows"
COUNT: Final = "#count"
_PREDICTING: Final = {
    "linear_model": words("LinearRegression Ridge Lasso ElasticNet LogisticRegression SGDClassifier SGDRegressor"),
    "svm": words("SVC SVR LinearSVC LinearSVR"),
    "ensemble": words("RandomForestClassifier RandomForestRegressor GradientBoostingClassifier "
                      "GradientBoostingRegressor ExtraTreesClassifier ExtraTreesRegressor"),
    "neighbors": words("KNeighborsClassifier KNeighborsRegressor"),
    "tree": words("DecisionTreeClassifier DecisionTreeRegressor"),
    "naive_bayes": words("GaussianNB MultinomialNB BernoulliNB"),
    "neural_network": words("MLPClassifier MLPRegressor"),
}  # fmt: skip
# What takes several targets for each row; anything else takes one.
_SEVERAL: Final = (
    "LinearRegression", "Ridge", "Lasso", "ElasticNet", "RandomForestClassifier", "RandomForestRegressor",
    "ExtraTreesClassifier", "ExtraTreesRegressor", "KNeighborsClassifier", "KNeighborsRegressor",
    "DecisionTreeClassifier", "DecisionTreeRegressor", "MLPClassifier", "MLPRegressor",
)  # fmt: skip
_LIKELY: Final = (
    "LogisticRegression", "RandomForestClassifier", "GradientBoostingClassifier", "ExtraTreesClassifier",
    "KNeighborsClassifier", "DecisionTreeClassifier", "GaussianNB", "MultinomialNB", "BernoulliNB", "MLPClassifier",
)  # fmt: skip
_WEIGHING: Final = ("LinearRegression", "Ridge", "Lasso", "ElasticNet", "SGDRegressor", "LinearSVR")
_WEIGHING_CLASSES: Final = ("LogisticRegression", "SGDClassifier", "LinearSVC")


def known(owner: Value, key: str) -> Value:
    """What an estimator remembers."""
    return owner.slots.get(key, UNKNOWN) if isinstance(owner, Instance) else UNKNOWN


def learn(name: str, owner: Value, X: Value, machine: Machine) -> None:
    """Remember the table that an estimator learns from.  Raises Mismatch SHP101."""
    check_table(name, X)
    machine.put(owner, FITTED, measured(X).axis(1))
    machine.put(owner, ROWS, measured(X).axis(0))


def _check_targets(name: str, y: Value) -> None:
    """Raises Mismatch SHP101 where targets are on no axis, or on more than an estimator takes."""
    shape = measured(y)
    if not isinstance(y, Tensor) or shape.open:
        return
    rank = len(shape.dims)
    several = name in _SEVERAL or (rank == 2 and equal(shape.dims[1], 1) is not False)
    if rank not in (1, 2) or (rank == 2 and not several):
        raise Mismatch(
            "SHP101",
            "{name} learns one target for each row, gets {shape}",
            operand=culprit(y),
            help="labels in one-hot rows: .argmax(axis=1)" if rank == 2 else None,
            name=name,
            shape=shape,
        )


def _one_target(owner: Value, X: Value) -> bool:
    target = known(owner, _TARGET)
    return isinstance(target, Shape) and target.rank == 1 and measured(X).rank == 2


def _estimator(name: str, full: str) -> None:
    def made(*args, layer, **kwargs):
        return None

    def fit(self, X, y, *args, machine, **kwargs):
        learn(name, self, X, machine)
        _check_targets(name, y)
        if isinstance(X, Tensor) and isinstance(y, Tensor):
            check_rows((X, y))
        machine.put(self, _TARGET, measured(y))
        return self

    def predict(self, X, *args, **kwargs):
        check_table(name, X)
        check_seen(name, self, X, stretched=False)
        return array(Shape((measured(X).axis(0),)) if _one_target(self, X) else UNKNOWN_SHAPE, None)

    def score(self, X, y, *args, **kwargs):
        check_table(name, X)
        check_seen(name, self, X, stretched=False)
        if isinstance(X, Tensor) and isinstance(y, Tensor):
            check_rows((X, y))
        return SomeNumber()

    made.__doc__ = f"""Learns from a table (samples, features).

    >>> {name}()
    '{name}'
    """
    fit.__doc__ = f"""Learn from a table and what belongs to each of its rows.

    >>> {name}().fit([8], [8])
    SHP101 {name} expects two axes (samples features), gets (8,)
    >>> {name}().fit([8, 3], [7])
    SHP804 8 rows stand beside 7
    >>> {name}().fit([8, 3], [8, 2, 2])
    SHP101 {name} learns one target for each row
    """
    predict.__doc__ = f"""Say what belongs to each row of another table.

    >>> {name}().fit([8, 3], ints[8]).predict([8, 4])
    SHP201 {name} has seen 3 features, gets 4
    """
    score.__doc__ = f"""Say how well it does on another table.

    >>> {name}().fit([8, 3], np.arange(8)).score([8, 3], np.arange(8))
    None
    >>> {name}().fit([8, 3], np.arange(8)).score([8, 3], ints[7])
    SHP804
    >>> {name}().fit([8, 3], ints[8]).score([8, 4], ints[8])
    SHP201 {name} has seen 3 features, gets 4
    """
    kind(full)(made)
    for body in (fit, predict, score):
        op(f"{full}.{body.__name__}")(body)
    if name in _LIKELY:
        _likelihoods(name, full)
    if name in _WEIGHING + _WEIGHING_CLASSES:
        _weights(name, full)
    if "Forest" in name or "Tree" in name or "Boosting" in name:
        _importances(name, full)


def _likelihoods(name: str, full: str) -> None:
    def predict_proba(self, X):
        check_table(name, X)
        check_seen(name, self, X, stretched=False)
        return array(Shape((measured(X).axis(0), UNKNOWN))) if _one_target(self, X) else UNKNOWN

    predict_proba.__doc__ = f"""Say how likely each class is for each row; how many there are depends on the data.

    >>> {name}().fit([8, 3], np.arange(8)).predict_proba([5, 3])
    (5, None)
    >>> {name}().fit([8, 3], np.arange(8)).predict_proba([5, 4])
    SHP201
    """
    op(f"{full}.predict_proba")(predict_proba)


def _weights(name: str, full: str) -> None:
    def weights(self):
        target = known(self, _TARGET)
        columns = size_of(self, FITTED)
        if name in _WEIGHING_CLASSES:
            return array(Shape((UNKNOWN, columns)))
        return array(Shape((columns,))) if isinstance(target, Shape) and target.rank == 1 else UNKNOWN

    classes = name in _WEIGHING_CLASSES
    weights.__doc__ = f"""The weight of each column{", for each class" if classes else ""}.

    >>> {name}().fit([8, 3], np.arange(8)).coef_
    {"(None, 3)" if classes else "(3,)"}
    """
    prop(f"{full}.coef_")(weights)


def _importances(name: str, full: str) -> None:
    def importances(self):
        return array(Shape((size_of(self, FITTED),)))

    importances.__doc__ = f"""How much each column counts.

    >>> {name}().fit([8, 3], np.arange(8)).feature_importances_
    (3,)
    """
    prop(f"{full}.feature_importances_")(importances)


def size_of(owner: Value, key: str) -> Size:
    """A number that an estimator remembers."""
    return size_in(known(owner, key))


for _module, _names in _PREDICTING.items():
    for _name in _names:
        _estimator(_name, f"sklearn.{_module}.{_name}")
