"""What a world's answer means for a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from shapelint.confirm.measure import ROUNDING, orders
from shapelint.confirm.play import fails_with
from shapelint.findings.catalogue import CATALOGUE
from shapelint.findings.report import show
from shapelint.findings.witness import Array, Row, Term, Verdict, Witness

Answer = Mapping[str, Any]
_PRODUCT: Final = re.compile(
    r"gufunc signature \(n\?,k\),\(k,m\?\)->\(n\?,m\?\) \(size (?P<right>\d+) is different from (?P<left>\d+)\)"
)


def verdict(code: str, witness: Witness, answer: Answer, world: str) -> Verdict:
    """Confirmed, refuted, or not run: refuted only where our rules say of this very call that it cannot be right."""
    if "failed" in answer:
        return Verdict("not run", str(answer["failed"]), world)
    if "raised" in answer:
        return _raised(code, witness, answer, world)
    silent = CATALOGUE[code].severity != "error"
    told = _told(code, witness, answer) if silent else None
    if told is not None:
        return Verdict("confirmed", told, world)
    if fails_with(witness, code):
        return Verdict("refuted", f"it gives {_shown(answer['gave'])}", world)
    return Verdict("not run", f"by itself the call gives {_shown(answer['gave'])}, where it does not show", world)


def of_orders(witness: Witness, answer: Answer, world: str) -> Verdict:
    """Confirmed where both orders give the same but for rounding, refuted where they do not."""
    if "failed" in answer or "raised" in answer:
        return Verdict("not run", str(answer.get("failed") or answer["raised"]), world)
    difference, written, other = answer["difference"], answer["written"], answer["other"]
    ratio = written / other if other else float("inf")
    sizes = show(orders(witness)[2].numbers)
    told = (
        f"on {sizes} the two orders differ by at most {difference:.2g}, beside numbers of up to {answer['largest']:.2g}"
    )
    taken = f"{_time(written)} as written, {_time(other)} pooled first, ratio {ratio:.1f}"
    numbers = (("difference", difference), ("seconds", written), ("seconds_pooled_first", other), ("ratio", ratio))
    same = difference <= ROUNDING * max(answer["largest"], 1e-30)
    return Verdict("confirmed" if same else "refuted", f"{told}; {taken}", world, numbers)


def _time(seconds: float) -> str:
    """In milliseconds.

    >>> _time(0.01234), _time(0.0000456), _time(2)
    ('12.3 ms', '0.0456 ms', '2000 ms')
    """
    milliseconds = seconds * 1000
    return f"{milliseconds:.0f} ms" if milliseconds >= 100 else f"{milliseconds:.3g} ms"


def refusal(witness: Witness, answer: Answer) -> str:
    """The world's own words; NumPy's about a product of matrices name letters, and get the sizes instead.

    >>> from shapelint.findings.witness import Step
    >>> told = "matmul: … with gufunc signature (n?,k),(k,m?)->(n?,m?) (size 4 is different from 3)"
    >>> refusal(Witness((Step("use", "numpy.matmul", (Array((2, 3)), Array((4, 5)))),)), {"raised": told})
    '(2, 3) times (4, 5): 3 columns meet 4 rows'
    """
    text = str(answer["raised"]) or str(answer["type"])
    product = _PRODUCT.search(text)
    if product is None:
        return text
    sides = [show(array.numbers) for array in _arrays(witness)[:2]]
    factors = " times ".join(sides if len(sides) == 2 else [*sides, "the weights"])
    return f"{factors}: {product['left']} columns meet {product['right']} rows"


def _raised(code: str, witness: Witness, answer: Answer, world: str) -> Verdict:
    text = refusal(witness, answer)
    if answer["step"] != len(witness.steps) - 1:
        return Verdict("not run", f"what it needs cannot be made: {text}", world)
    if answer["type"] == "TypeError" and not code.startswith("SHP7") and "argument" in text:
        return Verdict("not run", f"this version takes other arguments: {text}", world)
    return Verdict("confirmed", text, world)


# --- silent mistakes, in numbers -------------------------------------------------------------------------------------


def _told(code: str, witness: Witness, answer: Answer) -> str | None:
    return _TELL.get(code, _gives)(witness, answer)


def _arrays(witness: Witness) -> list[Array]:
    found: list[Array] = []
    queue: list[Term] = list(witness.steps[-1].terms())
    while queue:
        term = queue.pop(0)
        if isinstance(term, Array):
            found.append(term)
        elif isinstance(term, Row):
            queue = [*term.items, *queue]
    return found


def _broadcasts(witness: Witness, answer: Answer) -> str | None:
    """Two sides that are stretched against each other."""
    sides = [array.numbers for array in _arrays(witness)][:2]
    if witness.rule.startswith("keras.Model."):
        return f"it trains without a word{_loss(answer)}"
    if len(sides) < 2 or sides[0] == sides[1]:
        return None
    both = _stretched(*sides)
    if both is None:
        return None
    done = "the loss is taken over" if answer.get("value") is not None else "the result is"
    return f"{show(sides[0])} against {show(sides[1])}: {done} {show(both)}{_loss(answer)}"


def _loss(answer: Answer) -> str:
    value = answer.get("value")
    return f", {value:.4g} as written" if isinstance(value, float) else ""


def _stretched(left: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[int, ...] | None:
    rank = max(len(left), len(right))
    pairs = zip((1,) * (rank - len(left)) + left, (1,) * (rank - len(right)) + right, strict=True)
    sizes = [(one, other) for one, other in pairs]
    if any(one != other and 1 not in (one, other) for one, other in sizes):
        return None
    return tuple(other if one == 1 else one for one, other in sizes)


def _samples(witness: Witness, answer: Answer) -> str | None:
    """The number of samples before and after."""
    before, after = _arrays(witness), answer["gave"]
    if not before or not isinstance(after, list) or not before[0].numbers:
        return None
    count = before[0].numbers[0]
    if after and after[0] == count and after.count(count) == 1:
        return None
    what = f"{count} samples become {after[0]}" if after and after[0] != count else f"{count} samples meet each other"
    return f"{what}: {show(before[0].numbers)} gives {_shown(after)}"


def _gives(witness: Witness, answer: Answer) -> str | None:
    return f"it runs without a word and gives {_shown(answer['gave'])}{_loss(answer)}"


def _shown(value: Any) -> str:
    return show(tuple(value)) if isinstance(value, list) and all(type(each) is int for each in value) else str(value)


_TELL: Final[dict[str, Callable[[Witness, Answer], str | None]]] = {
    "SHP104": _samples,
    "SHP105": _samples,
    "SHP106": _samples,
    "SHP305": _broadcasts,
    "SHP402": _broadcasts,
}
