"""What a world's answer means for a finding."""

from __future__ import annotations

import re
from typing import Final

from shapelint.confirm.measure import ROUNDING, orders
from shapelint.confirm.play import fails_with
from shapelint.confirm.silent import WRITTEN, Answer, Run, arrays_of, nothing_left, shown, told
from shapelint.findings.catalogue import CATALOGUE
from shapelint.findings.report import show
from shapelint.findings.witness import Verdict, Witness

_PRODUCT: Final = re.compile(
    r"gufunc signature \(n\?,k\),\(k,m\?\)->\(n\?,m\?\) \(size (?P<right>\d+) is different from (?P<left>\d+)\)"
)


def verdict(run: Run, world: str) -> Verdict:
    """Confirmed, refuted, or not run: refuted only where our rules say of this very call that it cannot be right."""
    code, witness, answer = run.finding.code, run.witness, run.answer
    if "failed" in answer:
        return Verdict("not run", str(answer["failed"]), world)
    if "raised" in answer:
        return _raised(code, witness, answer, world)
    silent = CATALOGUE[code].severity != "error" or code in WRITTEN
    shows = told(run) if silent else None
    if shows is not None:
        return Verdict("confirmed", shows, world)
    empty = nothing_left(run)
    if empty is not None and code not in WRITTEN:  # some accept a window that is too large
        return Verdict("confirmed", empty, world)
    if fails_with(witness, code):
        return Verdict("refuted", f"it gives {shown(answer['gave'])}", world)
    return Verdict("not run", f"by itself the call gives {shown(answer['gave'])}, where it does not show", world)


def of_orders(run: Run, world: str) -> Verdict:
    """Confirmed where both orders give the same but for rounding, refuted where they do not."""
    witness, answer = run.witness, run.answer
    if "failed" in answer or "raised" in answer:
        return Verdict("not run", str(answer.get("failed") or answer["raised"]), world)
    difference, written, other = answer["difference"], answer["written"], answer["other"]
    ratio = written / other if other else float("inf")
    sizes = show(orders(witness)[2].numbers)
    differ = (
        f"on {sizes} the two orders differ by at most {difference:.2g}, beside numbers of up to {answer['largest']:.2g}"
    )
    taken = f"{_time(written)} as written, {_time(other)} pooled first, ratio {ratio:.1f}"
    numbers = (("difference", difference), ("seconds", written), ("seconds_pooled_first", other), ("ratio", ratio))
    same = difference <= ROUNDING * max(answer["largest"], 1e-30)
    return Verdict("confirmed" if same else "refuted", f"{differ}; {taken}", world, numbers)


def _time(seconds: float) -> str:
    """In milliseconds.

    >>> _time(0.01234), _time(0.0000456), _time(2)
    ('12.3 ms', '0.0456 ms', '2000 ms')
    """
    milliseconds = seconds * 1000
    return f"{milliseconds:.0f} ms" if milliseconds >= 100 else f"{milliseconds:.3g} ms"


def refusal(witness: Witness, answer: Answer) -> str:
    """The world's own words; NumPy's about a product of matrices name letters, and get the sizes instead.

    >>> from shapelint.findings.witness import Array, Step
    >>> told = "matmul: … with gufunc signature (n?,k),(k,m?)->(n?,m?) (size 4 is different from 3)"
    >>> refusal(Witness((Step("use", "numpy.matmul", (Array((2, 3)), Array((4, 5)))),)), {"raised": told})
    '(2, 3) times (4, 5): 3 columns meet 4 rows'
    """
    text = str(answer["raised"]) or str(answer["type"])
    product = _PRODUCT.search(text)
    if product is None:
        return text
    sides = [show(array.numbers) for array in arrays_of(witness)[:2]]
    factors = " times ".join(sides if len(sides) == 2 else [*sides, "the weights"])
    return f"{factors}: {product['left']} columns meet {product['right']} rows"


def _raised(code: str, witness: Witness, answer: Answer, world: str) -> Verdict:
    text = refusal(witness, answer)
    if answer["step"] != len(witness.steps) - 1 or code in WRITTEN:
        return Verdict("not run", f"what it needs cannot be made: {text}", world)
    if answer["type"] == "TypeError" and not code.startswith("SHP7") and "argument" in text:
        return Verdict("not run", f"this version takes other arguments: {text}", world)
    return Verdict("confirmed", text, world)
