"""scikit-learn's encoder of classes, and the sparse matrices that it gives unless told otherwise."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.scaling import FITTED, check_seen, check_table
from shapelint.rules.shared.edits import one_column
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import SHAPED, UNKNOWN, Instance, Tensor, Value
from shapelint.sizes import Shape

_SPARSE: Final = "scipy.sparse.csr_matrix"


@kind("sklearn.preprocessing.OneHotEncoder")
def one_hot_encoder(*args, layer, machine, sparse_output=True, **kwargs):
    """Turns every class of a column into a column of its own; how many there are depends on the data.

    >>> OneHotEncoder(sparse_output=False).fit_transform([5, 1])
    (5, None)
    >>> OneHotEncoder().fit_transform([5, 1]).toarray()
    (5, None)
    >>> OneHotEncoder().fit_transform([5])
    SHP101 OneHotEncoder expects two axes (samples features), gets (5,)
    """
    sparse = kwargs.get("sparse", sparse_output)
    machine.put(layer, _SPARSE, sparse if isinstance(sparse, bool) and not args else None)


@op(("sklearn.preprocessing.OneHotEncoder.fit_transform", "sklearn.preprocessing.OneHotEncoder.transform"))
def encoded(self, X, y=None, *, machine):
    """A row of ones and noughts for every sample.

    >>> older = [B]
    >>> OneHotEncoder(sparse=False).fit([8, 2]).transform([5, 2])
    (5, None)
    """
    shape = Shape((_rows(X), UNKNOWN))
    sparse = _held(self, _SPARSE)
    if not isinstance(sparse, bool):
        return UNKNOWN
    return machine.make(_SPARSE, {SHAPED: shape}) if sparse else array(shape)


@op("sklearn.preprocessing.OneHotEncoder.fit")
def encoder_fitted(self, X, y=None):
    """Learn the classes.

    >>> OneHotEncoder().fit([5])
    SHP101
    """
    _rows(X)
    return self


def _held(owner: Value, key: str) -> Value:
    """What an object holds; UNKNOWN where it is not known to be one."""
    return owner.slots.get(key, UNKNOWN) if isinstance(owner, Instance) else UNKNOWN


def _rows(X: Value) -> Value:
    """How many samples there are.  Raises Mismatch SHP101 where `X` certainly is no table."""
    shape = measured(X)
    if isinstance(X, Tensor) and shape.rank not in (None, 2):
        raise Mismatch(
            "SHP101",
            "OneHotEncoder expects two axes (samples features), gets {shape}",
            operand=culprit(X),
            help=one_column(X) if shape.rank == 1 else None,
            shape=str(shape),
        )
    return shape.axis(0) if shape.rank else UNKNOWN


@kind(_SPARSE)
def sparse_matrix(*args, layer, **kwargs):
    """A matrix that keeps what is not zero.

    >>> OneHotEncoder().fit_transform([5, 1]).toarray()
    (5, None)
    """


@op((f"{_SPARSE}.toarray", f"{_SPARSE}.todense"))
def dense(self, order=None, out=None):
    """The matrix as an array.

    >>> OneHotEncoder().fit_transform([5, 1]).toarray()
    (5, None)
    """
    sizes = _held(self, SHAPED)
    return array(sizes) if isinstance(sizes, Shape) else UNKNOWN


@prop(f"{_SPARSE}.shape")
def sizes(self):
    """The sizes of the matrix.

    >>> OneHotEncoder().fit_transform([5, 1]).shape[0]
    5
    """
    found = _held(self, SHAPED)
    return found.dims if isinstance(found, Shape) else UNKNOWN


@kind("sklearn.preprocessing.LabelBinarizer")
def label_binarizer(*args, layer, machine, sparse_output=False, **kwargs):
    """Turns labels into rows of ones and noughts; how many columns there are depends on the data.

    >>> LabelBinarizer().fit_transform(np.arange(5))
    (5, None)
    """
    machine.put(layer, _SPARSE, sparse_output if not args else None)


_BINARIZER: Final = "sklearn.preprocessing.LabelBinarizer"


@op((f"{_BINARIZER}.fit_transform", f"{_BINARIZER}.transform"))
def binarized(self, y):
    """A row for every label.

    >>> LabelBinarizer().fit(np.arange(5)).transform(np.arange(5))
    (5, None)
    """
    rows = measured(y).axis(0) if measured(y).dims else UNKNOWN
    return array(Shape((rows, UNKNOWN)), "int") if _held(self, _SPARSE) is False else UNKNOWN


@op(f"{_BINARIZER}.fit")
def binarizer_fitted(self, y):
    """Learn the labels.

    >>> LabelBinarizer().fit(np.arange(5)).transform(np.arange(3))
    (3, None)
    """
    return self


@kind("sklearn.impute.SimpleImputer")
def simple_imputer(*args, layer, **kwargs):
    """Fills in what is missing; a column of which all is missing is left out.

    >>> SimpleImputer().fit_transform([5, 3])
    (5, None)
    """


@op("sklearn.impute.SimpleImputer.transform")
def imputed(self, X):
    """Fill in what is missing.

    >>> SimpleImputer().fit([5, 3]).transform([4, 3])
    (4, None)
    >>> SimpleImputer().fit([5, 3]).transform([4, 2])
    SHP201
    """
    check_table("SimpleImputer", X)
    check_seen("SimpleImputer", self, X, stretched=False)
    return array(Shape((measured(X).axis(0), UNKNOWN)))


@op("sklearn.impute.SimpleImputer.fit_transform")
def learnt_and_imputed(self, X, y=None, *, machine):
    """Learn what to fill in, and do it.

    >>> SimpleImputer().fit_transform([5, 3])
    (5, None)
    >>> SimpleImputer().fit([5, 2]).fit_transform([5, 3])
    (5, None)
    >>> SimpleImputer().fit_transform([5])
    SHP101
    """
    imputer_fitted.body(self, X, machine=machine)
    return array(Shape((measured(X).axis(0), UNKNOWN)))


@op("sklearn.impute.SimpleImputer.fit")
def imputer_fitted(self, X, y=None, *, machine):
    """Learn what to fill in.

    >>> SimpleImputer().fit([5])
    SHP101
    """
    check_table("SimpleImputer", X)
    machine.put(self, FITTED, measured(X).axis(1))
    return self
