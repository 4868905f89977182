"""scikit-learn's estimators: what they learn from tables, and what they say of other tables."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.learning import FITTED, check_rows, check_seen, check_table
from shapelint.rules.shared.families import words
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value
from shapelint.sizes import Shape, Size, equal, less, minimum

_TARGET: Final = "#target"
_ROWS: Final = "#rows"
_COUNT: Final = "#count"
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


def _known(owner: Value, key: str) -> Value:
    return owner.slots.get(key, UNKNOWN) if isinstance(owner, Instance) else UNKNOWN


def _learn(name: str, owner: Value, X: Value, machine: Machine) -> None:
    """Remember the table that an estimator learns from.  Raises Mismatch SHP101."""
    check_table(name, X)
    machine.put(owner, FITTED, measured(X).axis(1))
    machine.put(owner, _ROWS, measured(X).axis(0))


def _estimator(name: str, full: str) -> None:
    def made(*args, layer, **kwargs):
        return None

    def fit(self, X, y, *args, machine, **kwargs):
        _learn(name, self, X, machine)
        if isinstance(X, Tensor) and isinstance(y, Tensor):
            check_rows((X, y))
        machine.put(self, _TARGET, measured(y))
        return self

    def predict(self, X, *args, **kwargs):
        check_table(name, X)
        check_seen(name, self, X, stretched=False)
        target = _known(self, _TARGET)
        known = isinstance(target, Shape) and target.rank == 1 and measured(X).rank == 2
        return array(Shape((measured(X).axis(0),)) if known else UNKNOWN_SHAPE, None)

    made.__doc__ = f"""Learns from a table (samples, features).

    >>> {name}()
    '{name}'
    """
    fit.__doc__ = f"""Learn from a table and what belongs to each of its rows.

    >>> {name}().fit([8], [8])
    SHP101 {name} expects two axes (samples features), gets (8,)
    >>> {name}().fit([8, 3], [7])
    SHP804 8 rows stand beside 7
    """
    predict.__doc__ = f"""Say what belongs to each row of another table.

    >>> {name}().fit([8, 3], ints[8]).predict([8, 4])
    SHP201 {name} has seen 3 features, gets 4
    """
    kind(full)(made)
    op(f"{full}.fit")(fit)
    op(f"{full}.predict")(predict)


for _module, _names in _PREDICTING.items():
    for _name in _names:
        _estimator(_name, f"sklearn.{_module}.{_name}")


@kind("sklearn.cluster.KMeans")
def k_means(n_clusters=8, *, layer, machine, **kwargs):
    """Finds so many clusters of rows.

    >>> KMeans(3).fit([8, 2]).cluster_centers_
    (3, 2)
    """
    machine.put(layer, _COUNT, size_in(n_clusters))


@op("sklearn.cluster.KMeans.fit")
def k_means_fitted(self, X, y=None, sample_weight=None, *, machine):
    """Find the clusters.

    >>> KMeans(3).fit([8, 2]).labels_
    (8,)
    >>> KMeans(3).fit([8])
    SHP101
    >>> KMeans(9).fit([8, 2])
    SHP707 9 clusters of 8 samples
    """
    _learn("KMeans", self, X, machine)
    count, rows = _known(self, _COUNT), measured(X).axis(0)
    if less(rows, count) is True:
        raise Mismatch("SHP707", "{count} clusters of {rows} samples", operand=culprit(X), count=count, rows=rows)
    return self


@op("sklearn.cluster.KMeans.fit_predict")
def k_means_fitted_and_predicted(self, X, y=None, sample_weight=None, *, machine):
    """Find the clusters, and give that of each row.

    >>> KMeans(3).fit_predict([8, 2])
    (8,)
    """
    k_means_fitted.body(self, X, machine=machine)
    return array(Shape((measured(X).axis(0),)), "int")


@op("sklearn.cluster.KMeans.predict")
def k_means_predicted(self, X, sample_weight=None):
    """The cluster of each row.

    >>> KMeans(3).fit([8, 2]).predict([5, 2])
    (5,)
    >>> KMeans(3).fit([8, 2]).predict([5, 4])
    SHP201
    """
    check_table("KMeans", X)
    check_seen("KMeans", self, X, stretched=False)
    return array(Shape((measured(X).axis(0),)), "int")


@prop("sklearn.cluster.KMeans.labels_")
def labels(self):
    """The cluster of each row that was learnt from.

    >>> KMeans(3).fit([8, 2]).labels_
    (8,)
    """
    return array(Shape((_size(self, _ROWS),)), "int")


@prop("sklearn.cluster.KMeans.cluster_centers_")
def cluster_centers(self):
    """The middle of each cluster.

    >>> KMeans(3).fit([8, 2]).cluster_centers_
    (3, 2)
    """
    return array(Shape((_size(self, _COUNT), _size(self, FITTED))))


def _size(owner: Value, key: str) -> Size:
    return size_in(_known(owner, key))


def _components(name: str, default: int | None) -> None:
    """An estimator that puts so many columns in the place of those of a table."""
    full = f"sklearn.decomposition.{name}"

    def made(n_components=default, *args, layer, machine, **kwargs):
        machine.put(layer, _COUNT, n_components)

    def fit(self, X, y=None, *, machine):
        _learn(name, self, X, machine)
        _check_count(name, _known(self, _COUNT), X)
        return self

    def transform(self, X):
        check_table(name, X)
        check_seen(name, self, X, stretched=False)
        return array(Shape((measured(X).axis(0), _kept(self))))

    def fit_transform(self, X, y=None, *, machine):
        fit(self, X, machine=machine)
        return transform(self, X)

    def inverse_transform(self, X):
        check_table(name, X)
        found, kept = measured(X).axis(1), _kept(self)
        if isinstance(X, Tensor) and equal(found, kept) is False:
            raise Mismatch("SHP201", "{name} gives {kept} columns, gets {found} back", operand=culprit(X), name=name,
                           kept=kept, found=found)  # fmt: skip
        return array(Shape((measured(X).axis(0), _size(self, FITTED))))

    def components(self):
        return array(Shape((_kept(self), _size(self, FITTED))))

    def explained(self):
        return array(Shape((_kept(self),)))

    made.__doc__ = f"""Finds the directions in which rows differ most.

    >>> {name}(2).fit_transform([8, 3])
    (8, 2)
    """
    fit.__doc__ = f"""Find the directions.

    >>> {name}(2).fit([8, 3]).transform([5, 3])
    (5, 2)
    >>> {name}(4).fit([8, 3])
    SHP707 4 components of (8, 3)
    >>> {name}(2).fit([8])
    SHP101
    """
    transform.__doc__ = f"""Give how far each row goes in these directions.

    >>> {name}(2).fit([8, 3]).transform([5, 3])
    (5, 2)
    >>> {name}(2).fit([8, 3]).transform([5, 4])
    SHP201
    """
    fit_transform.__doc__ = f"""Find the directions, and give how far each row goes in them.

    >>> {name}(2).fit_transform([8, 3])
    (8, 2)
    """
    inverse_transform.__doc__ = f"""Give the columns back.

    >>> {name}(2).fit([8, 3]).inverse_transform([5, 2])
    (5, 3)
    >>> {name}(2).fit([8, 3]).inverse_transform([5, 3])
    SHP201
    """
    components.__doc__ = f"""The directions.

    >>> {name}(2).fit([8, 3]).components_
    (2, 3)
    """
    explained.__doc__ = f"""How much of the differences each direction explains.

    >>> {name}(2).fit([8, 3]).explained_variance_ratio_
    (2,)
    """
    kind(full)(made)
    for body in (fit, transform, fit_transform, inverse_transform):
        op(f"{full}.{body.__name__}")(body)
    prop(f"{full}.components_")(components)
    prop((f"{full}.explained_variance_ratio_", f"{full}.explained_variance_", f"{full}.singular_values_"))(explained)


def _kept(owner: Value) -> Size:
    """How many directions there are; without a number as many as rows or columns."""
    count, rows = _known(owner, _COUNT), _size(owner, _ROWS)
    if count is None:
        return minimum(rows, _size(owner, FITTED))
    return UNKNOWN if less(rows, size_in(count)) is True else size_in(count)


def _check_count(name: str, count: Value, X: Value) -> None:
    """Raises Mismatch SHP707 where a table certainly has fewer rows or columns than there are to be directions."""
    shape = measured(X)
    sizes = shape.dims if name == "PCA" else shape.dims[1:]
    if shape.rank == 2 and any(less(size, size_in(count)) is True for size in sizes):
        raise Mismatch("SHP707", "{count} components of {shape}", operand=culprit(X), count=count, shape=shape)


_components("PCA", None)
_components("TruncatedSVD", 2)
