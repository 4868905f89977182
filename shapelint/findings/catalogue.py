"""Every code, once: its number, its name, what it says in a line, and how sure it is to break a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "advice"]

INTERNAL_ERROR = "SHP900"
UNREADABLE_FILE = "SHP902"
FAILURES = frozenset({INTERNAL_ERROR, UNREADABLE_FILE})  # the file could not be checked: exit code 2


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """One way in which shapes go wrong.

    name: kebab-case, reads after "allow …".  severity: an error raises on every run that reaches the line, a warning
    runs and does what nobody means, advice is neither and off by default.
    """

    code: str
    name: str
    summary: str
    severity: Severity


_ERRORS = {
    "SHP101 wrong-rank": "a layer or function gets a tensor with the wrong number of axes",
    "SHP201 wrong-features": "an axis has another size than the layer's own sizes fix",
    "SHP202 indivisible-groups": "channels or features do not divide into the groups or heads",
    "SHP203 shared-layer-rebuilt": "a layer that took its size from one input is called on an input of another size",
    "SHP204 undefined-size": "a layer makes weights for a size that was declared as None",
    "SHP301 broadcast-mismatch": "two shapes do not broadcast against each other",
    "SHP302 contraction-mismatch": "the axes that a matrix product or einsum sums over differ in size",
    "SHP303 concat-mismatch": "tensors that are joined differ on an axis other than the joined one",
    "SHP304 stack-mismatch": "tensors that are stacked differ in shape",
    "SHP306 dot-axes": "the axes that a Dot layer contracts differ in size, or one is the batch",
    "SHP401 class-axis": "a classification loss gets its classes on the wrong axis, or a target that does not fit them",
    "SHP403 target-shape": "the two sides of a loss cannot fit",
    "SHP501 reshape-size": "a reshape changes the number of elements",
    "SHP502 axis-out-of-range": "an axis is named that the tensor does not have",
    "SHP503 window-larger-than-input": "a kernel or pool is larger than the axis that it slides over",
    "SHP504 bad-permutation": "a permutation does not name every axis exactly once",
    "SHP505 unpack-count": "a shape or a row of tensors is unpacked into the wrong number of names",
    "SHP506 index-out-of-range": "an index lies outside its axis, or there are more indices than axes",
    "SHP507 view-needs-copy": "a view joins axes that do not follow each other in memory",
    "SHP601 wrong-state": "the initial state of a recurrent layer has the wrong shape",
    "SHP602 gates-not-split": "a recurrent layer's stacked gate weights are used as if they were a single gate",
    "SHP603 attention-sizes": "query, key and value do not fit together",
    "SHP701 dtype-for-shape": "a second size stands where the dtype is expected",
    "SHP702 shape-not-tuple": "a number stands where a shape is expected",
    "SHP703 layer-indexed": "a layer is indexed with its inputs instead of called on them",
    "SHP704 index-object-called": "an object that is to be indexed is called",
    "SHP706 wrong-arguments": "a call leaves out, repeats or invents an argument that decides about shapes",
    "SHP707 impossible-size": "a size, a count, a kernel, a stride or a padding is smaller or larger than it can be",
    "SHP708 tuple-for-tensor": "a tuple or list stands where a tensor is expected",
    "SHP709 tensor-for-number": "a tensor of several values stands where one number is expected",
    "SHP710 method-not-called": "a method of a tensor stands where what it gives is meant",
    "SHP711 failing-assertion": "an assertion about shapes is false whenever it is reached",
    "SHP713 wrong-weights": "arrays that are to stand for a layer's weights differ from them in number or shape",
    "SHP801 data-rank": "data lacks the batch axis or the channel axis that the model expects",
    "SHP802 data-shape": "data has other sizes than the model's input",
    "SHP803 target-against-output": "the targets do not fit the model's output",
    "SHP804 sample-counts": "inputs and targets hold different numbers of samples",
    "SHP900 internal-error": "shapelint itself failed on the file; please report it",
    "SHP902 unreadable-file": "the file could not be read or parsed",
}
_WARNINGS = {
    "SHP102 batch-in-input-shape": "an input shape counts the samples, which are not part of it",
    "SHP104 batch-axis-mixed": "samples of one batch are combined with each other, or the batch leaves the first axis",
    "SHP105 batch-axis-reduced": "a reduction runs over the batch axis",
    "SHP106 sample-count-changed": "a reshape changes the number of samples",
    "SHP305 silent-broadcast": "a prediction and its target broadcast to more values than either has",
    "SHP402 loss-broadcast": "a loss broadcasts its two sides against each other",
    "SHP404 other-class-axis": "a loss takes the classes from another axis than the softmax or the labels before it",
    "SHP405 single-class": "a classification loss scores one class alone, and is always 0",
    "SHP508 nothing-left": "a window is larger than the axis that it slides over, and the result is empty",
    "SHP705 weights-index": "an index into a layer's weights picks a row of the kernel and not a filter",
    "SHP712 annotated-shape": "a tensor has another shape than an annotation says",
    "SHP805 fixed-batch": "the model fixes its batch size and gets another one",
}
_ADVICE = {
    "SHP901 pool-before-linear": "pooling before a linear layer gives the same result with less work",
    "SHP903 shape-comment": "a comment says another shape than the tensor beside it has",
}


def _rows() -> Iterator[CodeInfo]:
    tables: tuple[tuple[Severity, Mapping[str, str]], ...] = (
        ("error", _ERRORS),
        ("warning", _WARNINGS),
        ("advice", _ADVICE),
    )
    for severity, table in tables:
        for key, summary in table.items():
            code, _, name = key.partition(" ")
            yield CodeInfo(code, name, summary, severity)


CATALOGUE: Mapping[str, CodeInfo] = MappingProxyType(
    {info.code: info for info in sorted(_rows(), key=lambda info: info.code)}
)

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "SHP1": "rank and batch",
        "SHP2": "features, channels, divisibility",
        "SHP3": "merging, broadcasting, contraction",
        "SHP4": "loss and labels",
        "SHP5": "reshape, axes, spatial sizes",
        "SHP6": "recurrent and attention",
        "SHP7": "arrays, weights and calls",
        "SHP8": "model against data",
        "SHP9": "advice, and files that could not be checked",
    }
)


def page(code: str) -> str:
    """The page of a code, in Markdown.  Raises KeyError for a code that does not exist."""
    info = CATALOGUE[code]
    return (resources.files("shapelint.findings") / "pages" / f"{info.code}.md").read_text(encoding="utf-8")


def find(word: str) -> CodeInfo | None:
    """The code that a person means by `shp201`, `SHP201` or `wrong-features`."""
    wanted = word.strip().lower()
    for info in CATALOGUE.values():
        if wanted in (info.code.lower(), info.name):
            return info
    return None
