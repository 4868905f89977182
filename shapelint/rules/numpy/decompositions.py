"""scikit-learn's clusters, and what puts fewer columns in the place of those of a table."""

from __future__ import annotations

from shapelint.rules.form import Rule, kind, op, prop
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.estimators import COUNT, ROWS, known, learn, size_of
from shapelint.rules.numpy.scaling import FITTED, check_seen, check_table
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.values import Instance, Tensor, Value
from shapelint.sizes import Shape, Size, equal, less, minimum


@kind("sklearn.cluster.KMeans")
def k_means(n_clusters=8, *, layer, machine, **kwargs):
    """Finds so many clusters of rows.

    >>> KMeans(3).fit([8, 2]).cluster_centers_
    (3, 2)
    >>> KMeans(0).fit([8, 2])
    SHP707
    """
    require_at_least(1, "n_clusters", n_clusters)
    machine.put(layer, COUNT, size_in(n_clusters))


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
    learn("KMeans", self, X, machine)
    count, rows = known(self, COUNT), measured(X).axis(0)
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
    return array(Shape((size_of(self, ROWS),)), "int")


@prop("sklearn.cluster.KMeans.cluster_centers_")
def cluster_centers(self):
    """The middle of each cluster.

    >>> KMeans(3).fit([8, 2]).cluster_centers_
    (3, 2)
    """
    return array(Shape((size_of(self, COUNT), size_of(self, FITTED))))


def _components(name: str, default: int | None) -> None:
    """An estimator that puts so many columns in the place of those of a table."""
    full = f"sklearn.decomposition.{name}"

    def made(n_components=default, *args, layer, machine, **kwargs):
        require_at_least(0 if name == "PCA" else 1, "n_components", n_components)
        machine.put(layer, COUNT, n_components)

    def fit(self, X, y=None, *, machine):
        learn(name, self, X, machine)
        _check_count(name, known(self, COUNT), X)
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
        return array(Shape((measured(X).axis(0), size_of(self, FITTED))))

    def components(self):
        return array(Shape((_kept(self), size_of(self, FITTED))))

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
    """How many directions there are; without a number as many as rows or columns.

    PCA refuses a table that has not so many rows; TruncatedSVD goes on with fewer.
    """
    count, rows = known(owner, COUNT), size_of(owner, ROWS)
    if count is None:
        return minimum(rows, size_of(owner, FITTED))
    return size_in(count) if _is_pca(owner) else minimum(rows, size_in(count))


def _is_pca(owner: Value) -> bool:
    return isinstance(owner, Instance) and isinstance(owner.cls, Rule) and owner.cls.short == "PCA"


def _check_count(name: str, count: Value, X: Value) -> None:
    """Raises Mismatch SHP707 where a table certainly has fewer rows or columns than there are to be directions."""
    shape = measured(X)
    sizes = shape.dims if name == "PCA" else shape.dims[1:]
    if shape.rank == 2 and any(less(size, size_in(count)) is True for size in sizes):
        raise Mismatch("SHP707", "{count} components of {shape}", operand=culprit(X), count=count, shape=shape)


_components("PCA", None)
_components("TruncatedSVD", 2)
