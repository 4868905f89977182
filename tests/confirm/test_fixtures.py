"""Every finding of the fixtures is put to the framework that it is about: none is refuted, nearly all are confirmed."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shapelint.api import check_file, check_source
from shapelint.confirm.kernels.stage import covered
from shapelint.confirm.session import Session
from shapelint.findings import catalogue
from shapelint.findings.finding import Finding
from shapelint.findings.witness import Witness

FIXTURES = Path(__file__).parents[2] / "fixtures"
FILES = sorted(FIXTURES.rglob("*_faulty.py"))

# What no run can show, and why: words of the reason.  Everything else has to be confirmed.
_NAMED = "the data is not known"  # names of the program's own in dicts, which no run is given
NOT_RUN = {
    "row22_nolearn_legacy_faulty.py": "how the NeuralNet was made is not known",  # a library that nobody can install
    "keras_named_inputs_faulty.py": _NAMED,
    "keras_named_outputs_loss_faulty.py": _NAMED,
    "keras_named_outputs_metrics_faulty.py": _NAMED,
    "keras_named_outputs_target_faulty.py": _NAMED,
    "keras2_batch_dot_transposed_faulty.py": "it has no keras.backend.transpose",
    "keras2_embedding_length_faulty.py": "by itself the call gives History",  # Keras 3 ignores the length
    "keras_video_conv2d_faulty.py": "no sizes were found",  # a run is not told which Keras a file is for
    "tf1_loss_sizes_faulty.py": "by itself the call gives ()",  # only a graph refuses
    "tf_nested_losses_faulty.py": "how the CategoricalCrossentropy was made is not known",
}
NOT_SHOWN = ("SHP710",)  # a code that no run can show: a method that is not called
LIBRARIES = {"torch": "torch", "einops": "torch", "keras": "keras", "qkeras": "keras", "tf": "tensorflow"}
INSTALLED = {name for name in ("torch", "keras", "tensorflow") if importlib.util.find_spec(name) is not None}

pytestmark = pytest.mark.skipif("keras" not in INSTALLED, reason="Keras is not installed")

WORDS = {
    "row09_class_axis_faulty.py": "Expected target size [128, 44], got [128, 100]",
    "row15_reshape_ops_faulty.py": "3 samples become 12: (3, 784) gives (12, 14, 14, 1)",
    "row20_rank_one_target_faulty.py": "(100, 1) against (100,): the result is (100, 100)",
    "row07_dual_encoder_faulty.py": "3 samples meet each other: (3, 256) gives (3, 3)",
    "row17_alexnet_faulty.py": "mat1 and mat2 shapes cannot be multiplied (2x43264 and 9216x",
    "siamese_faulty.py": "(6, 1) against (6,): the loss is taken over (6, 6), 0.1085 as written, 0.197 as meant",
}


def test_every_finding_is_confirmed_or_there_is_a_reason() -> None:
    """One test, so that each framework is started once."""
    problems = []
    with Session("cpu") as session:
        for path in FILES:
            found = list(session.confirmed(check_file(path, witnesses=True)))
            problems += [f"{path.name}: {problem}" for problem in _problems(path.name, found)]
            plain = [(finding.code, finding.place.line, finding.help) for finding in check_file(path)]
            if plain != [(finding.code, finding.place.line, finding.help) for finding in found]:
                problems.append(f"{path.name}: with witnesses other findings, or a fix that does not pass")
    assert problems == []


def _problems(name: str, found: list[Finding]) -> Iterator[str]:
    """What is not as it should be: who was asked, what came of it, and in which words."""
    for finding in found:
        verdict = finding.verdict
        if verdict is None:
            yield "no verdict"
        elif verdict.state == "not run":
            if _is_foreseen(name, verdict.text):
                continue
            if finding.code not in NOT_SHOWN and _at_hand(finding):
                yield f"not confirmed: {verdict.line}"
        elif verdict.state != "confirmed":
            yield f"not confirmed: {verdict.line}"
        elif finding.edits and not verdict.fixed and "reference" not in verdict.world:
            yield f"the fix was not run: {finding.line}"
        elif "reference" in verdict.world and _installed(finding) and "_legacy" not in name:  # what Keras 3 lacks
            yield f"not confirmed by the framework itself: {verdict.line}"
    told = "".join(finding.verdict.line for finding in found if finding.verdict is not None)
    if WORDS.get(name, "") not in told and "reference" not in told:
        yield f"other words: {told}"


def _is_foreseen(name: str, text: str) -> bool:
    return name in NOT_RUN and NOT_RUN[name] in text


def _at_hand(finding: Finding) -> bool:
    """Whether there is a framework or a kernel to be asked; a call that could not be written down is no excuse."""
    return not isinstance(finding.witness, Witness) or _installed(finding) or covered(finding.witness)


def _installed(finding: Finding) -> bool:
    """Whether the library of what does not fit is at hand; NumPy is its own."""
    assert isinstance(finding.witness, Witness)
    root = finding.witness.rule.partition(".")[0]
    return root == "numpy" or LIBRARIES.get(root) in INSTALLED


@pytest.mark.skipif("torch" not in INSTALLED, reason="PyTorch is not installed")
def test_the_programs_on_the_pages_of_the_codes_are_confirmed() -> None:
    told: dict[str, list[str]] = {}
    with Session("cpu") as session:
        for page in map(catalogue.page, sorted(catalogue.CATALOGUE)):
            for program in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
                for finding in session.confirmed(check_source(program, witnesses=True)):
                    if finding.verdict is not None and finding.code not in NOT_SHOWN and _at_hand(finding):
                        told.setdefault(finding.verdict.state, []).append(finding.line)
    assert len(told.pop("confirmed")) > 40
    assert told == {}


def test_without_any_framework_the_reference_kernels_confirm() -> None:
    """Wherever there is a kernel for each call that takes part."""
    confirmed, problems = 0, []
    with Session("numpy") as session:
        for path in FILES:
            for finding in session.confirmed(check_file(path, witnesses=True)):
                assert finding.verdict is not None
                confirmed += finding.verdict.state == "confirmed"
                foreseen = _is_foreseen(path.name, finding.verdict.text)
                if finding.verdict.state != "confirmed" and _kernels(finding) and not foreseen:
                    problems.append(f"{path.name}: {finding.verdict.line}")
    assert problems == []
    assert confirmed >= 105


def _kernels(finding: Finding) -> bool:
    return isinstance(finding.witness, Witness) and covered(finding.witness)
