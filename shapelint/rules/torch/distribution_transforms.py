"""torch.distributions.transforms: maps of samples, most of them element by element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shapelint.rules.form import Rule, kind, op, prop
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least, require_equal
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import is_int
from shapelint.rules.torch.distributions import row_of_sizes
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, product

_BASE: Final = "torch.distributions.transforms.Transform"
STEP: Final = "#step"  # slot: what a transform does to shapes


_SCALAR: Final = Shape(())


@dataclass(frozen=True, slots=True)
class Step:
    """What a transform does to shapes.

    before, after: how many of the last axes are one event; here, there: the sizes of that event, where they are fixed;
    stretch: what the elements broadcast with; longer: how much longer an event becomes; needs: how many axes there have
    to be.
    """

    before: int = 0
    after: int = 0
    here: tuple[Size, ...] | None = None
    there: tuple[Size, ...] | None = None
    stretch: Shape = _SCALAR
    longer: int = 0
    needs: int = 0

    @property
    def inverse(self) -> Step:
        """The other way round."""
        return Step(self.after, self.before, self.there, self.here, self.stretch, -self.longer, self.needs)

    def shape(self, shape: Shape) -> Shape:
        """The shape of what comes out.

        Raises Mismatch SHP101, SHP301 or SHP501.
        """
        if not shape.open and len(shape.dims) < self.needs:
            raise Mismatch("SHP101", "the transform needs {count} axes, gets {found}", count=self.needs, found=shape)
        if self.here is not None and self.there is not None:
            return _reshaped(shape, self.here, self.there)
        if self.longer:
            return shape.replace(-1, shape.axis(-1) + self.longer)
        return broadcasted(shape, self.stretch, what="a transform") if self.stretch != _SCALAR else shape


def _reshaped(shape: Shape, here: tuple[Size, ...], there: tuple[Size, ...]) -> Shape:
    if shape.open:
        return Shape(there, open=True)
    batch = shape.dims[: len(shape.dims) - len(here)]
    require_equal(
        "SHP501",
        "{found} holds {left} elements, the transform makes {right} of them",
        shape.numel(),
        product((*batch, *there)),
        found=shape,
    )
    return Shape((*batch, *there))


def _names(name: str) -> tuple[str, str]:
    return f"torch.distributions.transforms.{name}", f"torch.distributions.{name}"


def steps_of(transform: Value, machine: Machine) -> tuple[Step, ...] | None:
    """What a transform, or each of a row of them, does to shapes; None where that is not known."""
    if isinstance(transform, Instance):
        known = transform.slots.get(STEP) if isinstance(transform.cls, Rule) else None
        return known if isinstance(known, tuple) else None
    found: list[Step] = []
    for part in items_of(transform) or (None,):
        steps = steps_of(part, machine) if part is not None else None
        if steps is None:
            return () if items_of(transform) == () else None
        found.extend(steps)
    return tuple(found)


def domain(steps: tuple[Step, ...]) -> int:
    """How many of the last axes are one event before all steps."""
    count = steps[-1].after if steps else 0
    for step in reversed(steps):
        count = max(count + step.before - step.after, step.before)
    return count


def codomain(steps: tuple[Step, ...]) -> int:
    """How many of the last axes are one event behind all steps."""
    return domain(inverted(steps))


def inverted(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """All steps backwards."""
    return tuple(step.inverse for step in reversed(steps))


def through(steps: tuple[Step, ...], shape: Shape) -> Shape:
    """The shape behind all steps."""
    for step in steps:
        shape = step.shape(shape)
    return shape


@kind(_names("Transform"))
def transform(cache_size=0, *, layer, machine):
    """What transforms derive from.

    >>> torch.distributions.transforms.Transform(cache_size=1)
    "Transform"
    """


def _elementwise(name: str, does: str) -> None:
    def body(cache_size=0, *, layer, machine):
        machine.put(layer, STEP, (Step(),))

    body.__doc__ = f"""{does}, element by element.

    >>> torch.distributions.transforms.{name}()([2, 3])
    (2, 3)
    >>> torch.distributions.transforms.{name}(cache_size=1).inv([2, 3])
    (2, 3)
    """
    kind(_names(name), bases=(_BASE,))(body)


for _name, _does in (
    ("ExpTransform", "The exponential"),
    ("AbsTransform", "The absolute value"),
    ("SigmoidTransform", "The sigmoid"),
    ("TanhTransform", "The hyperbolic tangent"),
    ("SoftplusTransform", "The softplus"),
):
    _elementwise(_name, _does)


@kind(_names("AffineTransform"), bases=(_BASE,))
def affine(loc, scale, event_dim=0, cache_size=0, *, layer, machine):
    """Multiply and add; numbers that are tensors stretch with the samples.

    >>> torch.distributions.transforms.AffineTransform(0.0, 2.0)([2, 3])
    (2, 3)
    >>> torch.distributions.transforms.AffineTransform([3], [2, 1]).inv([2, 3])
    (2, 3)
    >>> torch.distributions.transforms.AffineTransform([4], 1.0)([2, 3])
    SHP301
    """
    stretch = broadcasted(loc, scale, what="a transform")
    machine.put(layer, STEP, (Step(event_dim, event_dim, stretch=stretch),) if is_int(event_dim) else None)


@kind(_names("PowerTransform"), bases=(_BASE,))
def power(exponent, cache_size=0, *, layer, machine):
    """Raise to a power.

    >>> torch.distributions.transforms.PowerTransform(2.0)([2, 3])
    (2, 3)
    >>> torch.distributions.transforms.PowerTransform([3])([2, 1])
    (2, 3)
    """
    machine.put(layer, STEP, (Step(stretch=shape_of(exponent)),))


def _rows(name: str, does: str, step: Step, gives: str, back: str) -> None:
    def body(cache_size=0, *, layer, machine):
        machine.put(layer, STEP, (step,))

    body.__doc__ = f"""{does}.

    >>> torch.distributions.transforms.{name}()([4, 3, 3])
    {gives}
    >>> torch.distributions.transforms.{name}().inv([4, 3, 3])
    {back}
    """
    kind(_names(name), bases=(_BASE,))(body)


_rows("SoftmaxTransform", "The softmax of the last axis", Step(1, 1), "(4, 3, 3)", "(4, 3, 3)")
_rows(
    "StickBreakingTransform",
    "Rows as chances of one class more",
    Step(1, 1, longer=1, needs=1),
    "(4, 3, 4)",
    "(4, 3, 2)",
)


@kind(_names("ReshapeTransform"), bases=(_BASE,))
def reshape(in_shape, out_shape, cache_size=0, *, layer, machine):
    """Give events another shape.

    >>> torch.distributions.transforms.ReshapeTransform((6,), (2, 3))([4, 6])
    (4, 2, 3)
    >>> torch.distributions.transforms.ReshapeTransform((6,), (2, 3)).inv([4, 2, 3])
    (4, 6)
    >>> torch.distributions.transforms.ReshapeTransform((6,), (2, 4))
    SHP501
    """
    before, after = row_of_sizes("in_shape", in_shape), row_of_sizes("out_shape", out_shape)
    if before is None or after is None:
        return
    require_equal("SHP501", "events of {left} elements become events of {right}", product(before), product(after))
    machine.put(layer, STEP, (Step(len(before), len(after), before, after),))


@kind(_names("ComposeTransform"), bases=(_BASE,))
def compose(parts, cache_size=0, *, layer, machine):
    """One transform behind the other.

    >>> exp = torch.distributions.transforms.ExpTransform()
    >>> torch.distributions.transforms.ComposeTransform((exp, exp))([2, 3])
    (2, 3)
    """
    machine.put(layer, STEP, steps_of(parts, machine))


@kind(_names("IndependentTransform"), bases=(_BASE,))
def independent(base_transform, reinterpreted_batch_ndims, cache_size=0, *, layer, machine):
    """A transform whose last axes of the batch are one event.

    >>> exp = torch.distributions.transforms.ExpTransform()
    >>> torch.distributions.transforms.IndependentTransform(exp, 1)([2, 3])
    (2, 3)
    >>> torch.distributions.transforms.IndependentTransform(exp, 1)([])
    SHP101
    """
    steps, count = steps_of(base_transform, machine), reinterpreted_batch_ndims
    require_at_least(0, "reinterpreted_batch_ndims", count)
    if steps is not None and is_int(count):
        outside = Step(domain(steps) + count, domain(steps) + count, needs=domain(steps) + count)
        machine.put(layer, STEP, (outside, *steps))


@op(f"{_BASE}.__call__")
def call(self, x, *, machine):
    """Map samples.

    >>> torch.distributions.transforms.ExpTransform()([2, 3])
    (2, 3)
    """
    own = machine.user_method(self, "_call")
    if own is not None:
        return machine.call(own, (x,))
    steps = steps_of(self, machine)
    return Tensor(UNKNOWN_SHAPE if steps is None else through(steps, shape_of(x)), "torch", "float")


@prop(f"{_BASE}.inv")
def inv(self, *, machine):
    """The other way round.

    >>> torch.distributions.transforms.ExpTransform().inv([2, 3])
    (2, 3)
    """
    steps = steps_of(self, machine)
    return UNKNOWN if steps is None else machine.make(_BASE, {STEP: inverted(steps)})


@op(f"{_BASE}.log_abs_det_jacobian")
def log_abs_det_jacobian(self, x, y, *, machine):
    """Give how much volumes grow, one number for each event.

    >>> torch.distributions.transforms.TanhTransform().log_abs_det_jacobian([2, 3], [2, 3])
    (2, 3)
    >>> torch.distributions.transforms.ExpTransform().log_abs_det_jacobian([3], [3])
    (3,)
    """
    own = machine.user_method(self, "log_abs_det_jacobian")
    if own is not None:
        return machine.call(own, (x, y))
    steps, shape = steps_of(self, machine), shape_of(x)
    if steps is None or any(step.stretch != _SCALAR or step.longer for step in steps):
        return Tensor(UNKNOWN_SHAPE, "torch", "float")
    count = domain(steps)
    return Tensor(Shape(shape.dims[: max(len(shape.dims) - count, 0)], shape.open), "torch", "float")
