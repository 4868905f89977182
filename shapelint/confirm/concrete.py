"""From symbols to numbers: the smallest sizes with which a witness still fails as the finding says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any, Final

from shapelint.confirm.fixes import passes
from shapelint.confirm.play import accepts, fails_with, failure, refuses
from shapelint.confirm.wire import NotAllowedError, cleaned, elements
from shapelint.findings.catalogue import CATALOGUE
from shapelint.findings.edits import mapped
from shapelint.findings.witness import ANYTHING, Anything, Array, Bounds, Cut, Row, Step, Term, Unfit, Witness
from shapelint.rules.binding import Args, BadCall, bind_rule
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import find
from shapelint.rules.weights import layer_weights
from shapelint.sizes import Dim, Symbol, substitute

# Sizes that symbols are tried with, in the order of the symbols; the last one goes on for the rest.
_TRIALS: Final = (
    (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37),
    (4,),
    (8, 16, 24, 32, 40, 48, 56, 64),
    (2,),
    (1,),
    (64,),
)
_LOST: Final = ("SHP203", "SHP703")  # what the engine sees, and no rule by itself
_MOST_PREFIX: Final = 2  # axes tried before those of a shape whose rank is not known
_LARGE: Final = 1 << 20  # numbers in all arrays and parameters, above which sizes are made smaller
_MOST_LARGE: Final = 1 << 22
_SMALL: Final = 8
_FOR_EACH: Final = 64  # numbers that a layer may hold for each that its largest argument counts
_BY_A_MODEL: Final = 64  # numbers that a model works out for each that it is given
_COUNTS: Final = frozenset({"batch_size", "epochs"})  # no sizes: what they say of an array is not said of its axes


def concrete(witness: Witness, code: str) -> Witness | Unfit:
    """The witness with numbers alone, as small as need be."""
    try:
        tried = [cleaned(trial) for trial in _candidates(_without_unknowns(witness))]
    except NotAllowedError as reason:
        return Unfit(f"the call holds {reason}")
    if CATALOGUE[code].severity == "advice":
        return _to_be_measured(tried)
    found = next((trial for trial in tried if fails_with(trial, code)), None) or _next_best(tried, code)
    if found is None:
        return Unfit("no sizes were found with which it fails")
    small = _smaller(found, code) if _cost(found) > _LARGE else found
    return Unfit("it takes arrays too large to be tried") if _cost(small) > _MOST_LARGE else small


def _to_be_measured(tried: list[Witness]) -> Witness | Unfit:
    """The first that our rules accept, in its own sizes if they are not too large: they decide what is saved."""
    found = next(filter(accepts, tried), None)
    if found is None:
        return Unfit("no sizes were found with which it runs")
    numbers = sorted({number for step in found.steps for term in _walk(step) for number in _numbers(term)})
    while _cost(found) > _MOST_LARGE and numbers:
        number = numbers.pop()
        smaller = (_exchanged(found, number, size) for size in (64, 16, _SMALL, 2) if size < number)
        found = next(filter(accepts, smaller), found)
    return Unfit("it takes arrays too large to be tried") if _cost(found) > _MOST_LARGE else found


def _next_best(tried: list[Witness], code: str) -> Witness | None:
    """A witness of which our rules by themselves do not say it: what they knew of the batch or the gates is lost.

    An error must be one all the same, unless everything but the batch is known; a silent mistake must run.
    """
    if not tried or CATALOGUE[code].severity != "error" or len(tried) == 1:
        return tried[0] if tried else None
    return next((trial for trial in tried if refuses(trial)), None) or (tried[0] if code in _LOST else None)


def _candidates(witness: Witness) -> Iterator[Witness]:
    symbols = _symbols(witness)
    arrays = [term for step in witness.steps for term in _walk(step)]
    unknown = any(isinstance(each, Array) and (each.open or None in each.sizes) for each in arrays)
    if not symbols and not unknown:
        yield witness
        return
    known = {bound.symbol: bound for bound in witness.bounds}
    prefixes = range(_MOST_PREFIX + 1) if any(isinstance(each, Array) and each.open for each in arrays) else (0,)
    for prefix in prefixes:
        for trial in _TRIALS:
            sizes = _Sizes(trial)
            values = {symbol: sizes.within(known.get(symbol)) for symbol in symbols}
            yield from _put_in(witness, values, sizes, prefix)


class _Sizes:
    """Numbers to be taken one after the other."""

    def __init__(self, trial: tuple[int, ...]) -> None:
        self.trial = trial
        self.at = count()

    def next(self) -> int:
        """The next number."""
        return self.trial[min(next(self.at), len(self.trial) - 1)]

    def within(self, bounds: Bounds | None) -> int:
        """The next number that a symbol can be."""
        size = self.next()
        if bounds is None:
            return size
        size = -(-max(size, bounds.low or 0) // bounds.multiple_of) * bounds.multiple_of
        return size if bounds.high is None else min(size, bounds.high)


def _put_in(witness: Witness, values: Mapping[Symbol, int], sizes: _Sizes, prefix: int) -> Iterator[Witness]:
    """The witness with these sizes, where all come out as numbers that can be sizes."""

    def number(size: Any) -> int:
        found = sizes.next() if size is None else substitute(size, values)
        if not isinstance(found, int):
            raise ValueError(size)
        return found

    def replaced(term: Term) -> Term:
        if isinstance(term, Dim):
            return number(term)
        if isinstance(term, Row):
            return replace(term, items=tuple(map(replaced, term.items)))
        if isinstance(term, Cut):
            return Cut(replaced(term.lower), replaced(term.upper), replaced(term.step))
        if isinstance(term, Array):
            before = tuple(sizes.next() for _ in range(prefix)) if term.open else ()
            shape = (*before, *map(number, term.sizes))
            if min(shape, default=0) < 0:
                raise ValueError(shape)
            content = term.content
            if isinstance(content, tuple):
                content = tuple(map(number, content))
            elif isinstance(content, Dim):
                content = number(content)
            strides = None if term.strides is None or term.open else tuple(map(number, term.strides))
            return replace(term, sizes=shape, open=False, content=content, strides=strides)
        return term

    try:
        yield replace(_changed(witness, replaced), bounds=())
    except ValueError:
        return


def _changed(witness: Witness, change: Callable[[Term], Term]) -> Witness:
    steps = tuple(_mapped(step, change) for step in witness.steps)
    try:
        edits = mapped(witness.edits, change)
    except ValueError:  # a size that no step has
        edits = ()
    return replace(witness, steps=steps, edits=edits)


def _mapped(step: Step, change: Callable[[Term], Term]) -> Step:
    keywords = tuple(
        (name, value if name in _COUNTS and type(value) is int else change(value)) for name, value in step.keywords
    )
    return replace(step, args=tuple(map(change, step.args)), keywords=keywords)


def _without_unknowns(witness: Witness) -> Witness:
    """What nobody knows may be anything, a small number too."""

    def known(term: Term) -> Term:
        if term is ANYTHING or isinstance(term, Anything):
            return 2
        if isinstance(term, Row):
            return replace(term, items=tuple(map(known, term.items)))
        if isinstance(term, Cut):
            return Cut(*(None if end is ANYTHING else end for end in (term.lower, term.upper, term.step)))
        return term

    return _changed(witness, known)


def _symbols(witness: Witness) -> list[Symbol]:
    found: dict[Symbol, None] = {}
    for step in witness.steps:
        for term in _walk(step):
            for size in _held(term):
                if isinstance(size, Dim):
                    found.update(dict.fromkeys(sorted(size.symbols(), key=lambda symbol: symbol.key)))
    return list(found)


def _held(term: Term) -> tuple[Any, ...]:
    """The sizes in a value that is no row."""
    if not isinstance(term, Array):
        return (term,)
    content = term.content if isinstance(term.content, tuple) else (term.content,)
    return (*term.sizes, *content, *(term.strides or ()))


def _walk(step: Step) -> Iterator[Term]:
    """Every value in a step, those in rows and slices included."""
    queue = list(step.terms())
    while queue:
        term = queue.pop(0)
        yield term
        if isinstance(term, Row):
            queue.extend(term.items)
        elif isinstance(term, Cut):
            queue.extend((term.lower, term.upper, term.step))


# --- smaller ---------------------------------------------------------------------------------------------------------


def _smaller(witness: Witness, code: str) -> Witness:
    """The witness with its largest numbers made small, first those of which the finding does not speak.

    A fix that passes goes on to pass.
    """
    told, mended = failure(witness, code), passes(witness, code)
    for brief in (told.brief if told is not None else None, None):
        numbers = {number for step in witness.steps for term in _walk(step) for number in _numbers(term)}
        for number in sorted(numbers, reverse=True):
            if number > _SMALL and _cost(witness) > _LARGE:
                witness = _with_smaller(witness, number, code, brief, mended)
    return witness


def _with_smaller(witness: Witness, number: int, code: str, brief: str | None, mended: bool) -> Witness:
    for size in (2, 3, _SMALL, 16, 64):
        trial = _exchanged(witness, number, size)
        found = failure(trial, code) if size < number else None
        if found is not None and brief in (None, found.brief) and (passes(trial, code) or not mended):
            return trial
    return witness


def _numbers(term: Term) -> tuple[int, ...]:
    if isinstance(term, Array):
        return tuple(size for size in term.sizes if isinstance(size, int))
    return (term,) if type(term) is int else ()


def _exchanged(witness: Witness, number: int, size: int) -> Witness:
    def exchange(term: Term) -> Term:
        if type(term) is int:
            return size if term == number else term
        if isinstance(term, Array):
            return replace(
                term, sizes=tuple(size if each == number else each for each in term.sizes), content=None, strides=None
            )
        return replace(term, items=tuple(map(exchange, term.items))) if isinstance(term, Row) else term

    return _changed(witness, exchange)


def _cost(witness: Witness) -> int:
    """Numbers in the arrays, and in the parameters of the layers as far as our rules know them."""
    each = _BY_A_MODEL if witness.rule.startswith("keras.Model.") else 1
    return each * elements(witness) + sum(map(_parameters, witness.steps))


def _parameters(step: Step) -> int:
    rule = find(step.rule)
    if step.form != "use" or rule is None or rule.kind != "layer":
        return 0
    try:
        made = bind_rule(rule, Args(step.args, dict(step.keywords)))
        shapes = [weight.shape for weight in layer_weights(rule, made, {}).values()]
    except (BadCall, Mismatch, TypeError, ValueError, AttributeError, KeyError):
        return 0
    counts = (shape.numel() for shape in shapes if not shape.open)
    # What our rules do not count, hundreds of thousands of layers say, is large all the same.
    largest = max((number for term in step.terms() for number in _numbers(term)), default=0)
    return max(sum(found for found in counts if isinstance(found, int)), largest * _FOR_EACH)
