"""scikit-learn's steps in a row."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.values import UNKNOWN, Instance, Value, items_of

_PIPELINE: Final = "sklearn.pipeline.Pipeline"
_STEPS: Final = "#steps"  # the objects, None where they are not known


@kind(_PIPELINE)
def pipeline(steps, *, transform_input=None, memory=None, verbose=False, layer, machine):
    """Steps in a row, each with a name.

    >>> Pipeline([("scale", StandardScaler()), ("less", PCA(2))]).fit_transform([8, 3])
    (8, 2)
    """
    pairs = [items_of(each) for each in items_of(steps) or ()]
    known = pairs and all(pair is not None and len(pair) == 2 for pair in pairs)
    machine.put(layer, _STEPS, tuple(pair[1] for pair in pairs if pair) if known else None)


@op("sklearn.pipeline.make_pipeline")
def make_pipeline(*steps, memory=None, transform_input=None, verbose=False, machine):
    """Put steps in a row.

    >>> make_pipeline(StandardScaler(), PCA(2)).fit_transform([8, 3])
    (8, 2)
    """
    return machine.make(_PIPELINE, {_STEPS: steps if isinstance(steps, tuple) else None})


def _steps(self: Value) -> tuple[Value, ...]:
    """The steps; none where one of them is not known."""
    steps = self.slots.get(_STEPS) if isinstance(self, Instance) else None
    real = [each for each in steps if each is not None and each != "passthrough"] if isinstance(steps, tuple) else []
    return tuple(real) if all(isinstance(each, Instance) for each in real) else ()


def _fitted(self: Value, X: Value, y: Value, machine: Machine) -> tuple[Value, Value]:
    """The last step, and what those before it make of the table that they learn from."""
    *before, last = _steps(self)
    for step in before:
        X = machine.call(machine.get(step, "fit_transform"), (X,))
    return last, X


def _passed(self: Value, X: Value, machine: Machine) -> tuple[Value, Value]:
    *before, last = _steps(self)
    for step in before:
        X = machine.call(machine.get(step, "transform"), (X,))
    return last, X


@op(f"{_PIPELINE}.fit")
def fit(self, X, y=None, *, machine, **params):
    """Let every step learn from what the one before it gives.

    >>> make_pipeline(StandardScaler(), LinearRegression()).fit([8, 3], [8]).predict([5, 3])
    (5,)
    >>> make_pipeline(StandardScaler(), LinearRegression()).fit([8, 3], [7])
    SHP804
    """
    if _steps(self):
        last, passed = _fitted(self, X, y, machine)
        machine.call(machine.get(last, "fit"), (passed,) if y is None else (passed, y))
    return self


@op(f"{_PIPELINE}.fit_transform")
def fit_transform(self, X, y=None, *, machine, **params):
    """Let every step learn, and give what the last one gives.

    >>> make_pipeline(StandardScaler(), PCA(2)).fit_transform([8, 3])
    (8, 2)
    >>> make_pipeline(StandardScaler(), PCA(2)).fit_transform([8])
    SHP101
    """
    if not _steps(self):
        return UNKNOWN
    last, passed = _fitted(self, X, y, machine)
    return machine.call(machine.get(last, "fit_transform"), (passed,))


def _through(name: str, example: str) -> None:
    def body(self, X, *, machine, **params):
        if not _steps(self):
            return UNKNOWN
        last, passed = _passed(self, X, machine)
        return machine.call(machine.get(last, name), (passed,))

    body.__doc__ = f"""Put a table through all steps.

    {example}
    """
    op(f"{_PIPELINE}.{name}")(body)


_through(
    "transform",
    """>>> make_pipeline(StandardScaler(), PCA(2)).fit([8, 3]).transform([5, 3])
    (5, 2)""",
)
_through(
    "predict",
    """>>> make_pipeline(StandardScaler(), LinearRegression()).fit([8, 3], [8]).predict([5, 4])
    SHP201""",
)
_through(
    "predict_proba",
    """>>> make_pipeline(StandardScaler(), LogisticRegression()).fit([8, 3], np.arange(8)).predict_proba([5, 3])
    (5, None)""",
)
