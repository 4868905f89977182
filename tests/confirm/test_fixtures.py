"""Every finding of the fixtures is put to the framework that it is about: none is refuted, nearly all are confirmed."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shapelint.api import check_file, check_source
from shapelint.confirm.session import Session
from shapelint.findings import catalogue
from shapelint.findings.finding import Finding

FIXTURES = Path(__file__).parents[2] / "fixtures"
FILES = sorted(path for folder in ("rows", "ordinary") for path in (FIXTURES / folder).glob("*_faulty.py"))

# What no run can show here, and why: words of the reason.
NOT_RUN = {
    "keras_multi_input_faulty.py": "how the model was put together is not known",
    "row06_ops_dot_faulty.py": "by itself the call gives (3, 8, 10)",  # on PyTorch; TensorFlow multiplies all by all
    "row22_nolearn_legacy_faulty.py": "how the NeuralNet was made is not known",
    "row27_fit_rank_faulty.py": "Lambda",  # its function is the program's own
}
# What names no framework that is installed here is confirmed all the same.
BY_REFERENCE = {
    "row06_kdot_permute_legacy_faulty.py", "row06_kdot_transpose_legacy_faulty.py", "row07_dual_encoder_tf_faulty.py",
    "row15_reshape_factor_legacy_faulty.py", "row15_reshape_undivided_legacy_faulty.py",
    "row21_masked_weights_legacy_faulty.py", "row26_conv1d_eager_tf_faulty.py", "row26_conv1d_filter_legacy_faulty.py",
    "row26_conv1d_filter_tf_faulty.py", "row27_batch_sum_tf_faulty.py",
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "keras"))
    or importlib.util.find_spec("tensorflow") is not None,
    reason="the list of what is not run holds for PyTorch and Keras without TensorFlow",
)


WORDS = {
    "row09_class_axis_faulty.py": "torch 2.13.0 on cpu: Expected target size [128, 44], got [128, 100]",
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
    verdicts = [finding.verdict for finding in found if finding.verdict is not None]
    if not verdicts or len(verdicts) != len(found):
        yield "no verdict"
    wanted = "not run" if name in NOT_RUN else "confirmed"
    for verdict in verdicts:
        if verdict.state != wanted or NOT_RUN.get(name, "") not in verdict.text:
            yield f"not {wanted} as expected: {verdict.line}"
        if ("reference" in verdict.world) != (name in BY_REFERENCE):
            yield f"asked of the wrong world: {verdict.line}"
    if WORDS.get(name, "") not in "".join(verdict.line for verdict in verdicts):
        yield "other words"


def test_the_programs_on_the_pages_of_the_codes_are_confirmed() -> None:
    told: dict[str, list[str]] = {}
    with Session("cpu") as session:
        for page in map(catalogue.page, sorted(catalogue.CATALOGUE)):
            for program in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
                for finding in session.confirmed(check_source(program, witnesses=True)):
                    if finding.verdict is not None:
                        told.setdefault(finding.verdict.state, []).append(finding.line)
    assert len(told.pop("confirmed")) > 40
    assert told == {}


def test_without_any_framework_the_reference_kernels_confirm() -> None:
    told: dict[str, list[str]] = {"confirmed": [], "not run": []}
    with Session("numpy") as session:
        for path in FILES:
            for finding in session.confirmed(check_file(path, witnesses=True)):
                assert finding.verdict is not None
                told[finding.verdict.state].append(f"{path.name}: {finding.verdict.text}")
    assert len(told["confirmed"]) >= 63, told["not run"]
    # What is not run is a Keras model, or has a reason of its own; a kernel takes one call that PyTorch refuses.
    taken = [line for line in told["not run"] if "the reference kernel takes it" in line]
    assert [line.partition(":")[0] for line in taken] == ["row23_group_norm_groups_faulty.py"]
