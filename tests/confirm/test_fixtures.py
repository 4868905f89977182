"""Every finding of the fixtures is put to the framework that it is about: none is refuted, nearly all are confirmed."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import pytest

from shapelint.api import check_file
from shapelint.confirm.session import Session
from shapelint.findings.finding import Finding

FIXTURES = Path(__file__).parents[2] / "fixtures"
FILES = sorted(path for folder in ("rows", "ordinary") for path in (FIXTURES / folder).glob("*_faulty.py"))

# What no run can show here, and why: words of the reason.
PYTHON = "Python itself refuses"
NO_TENSORFLOW = "TensorFlow is not installed"
NOT_RUN = {
    "keras_multi_input_faulty.py": "how the model was put together is not known",
    "row05_unpack_faulty.py": PYTHON,
    "row06_kdot_permute_legacy_faulty.py": "it has no keras.backend.dot",
    "row06_kdot_transpose_legacy_faulty.py": "it has no keras.backend.dot",
    "row06_ops_dot_faulty.py": "by itself the call gives (3, 8, 10)",  # on PyTorch; TensorFlow multiplies all by all
    "row07_dual_encoder_tf_faulty.py": NO_TENSORFLOW,
    "row15_reshape_factor_legacy_faulty.py": NO_TENSORFLOW,
    "row15_reshape_undivided_legacy_faulty.py": NO_TENSORFLOW,
    "row18_weights_unpack_faulty.py": PYTHON,
    "row21_masked_weights_legacy_faulty.py": NO_TENSORFLOW,
    "row22_nolearn_legacy_faulty.py": "how the NeuralNet was made is not known",
    "row26_concatenate_indexed_faulty.py": PYTHON,
    "row26_conv1d_eager_tf_faulty.py": NO_TENSORFLOW,
    "row26_conv1d_filter_legacy_faulty.py": NO_TENSORFLOW,
    "row26_conv1d_filter_tf_faulty.py": NO_TENSORFLOW,
    "row27_batch_sum_tf_faulty.py": NO_TENSORFLOW,
    "row27_fit_rank_faulty.py": "Lambda",  # its function is the program's own
}

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "keras"))
    or importlib.util.find_spec("tensorflow") is not None,
    reason="the list of what is not run holds for PyTorch and Keras without TensorFlow",
)


@pytest.fixture(scope="module")
def found() -> Mapping[str, list[Finding]]:
    with Session("cpu") as session:
        return {path.name: list(session.confirmed(check_file(path, witnesses=True))) for path in FILES}


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_it_is_confirmed_or_there_is_a_reason(name: str, found: Mapping[str, list[Finding]]) -> None:
    verdicts = [finding.verdict for finding in found[name] if finding.verdict is not None]
    assert len(verdicts) == len(found[name]) > 0
    states = {verdict.state for verdict in verdicts}
    if name in NOT_RUN:
        assert states == {"not run"}
        assert all(NOT_RUN[name] in verdict.text for verdict in verdicts), verdicts
    else:
        assert states == {"confirmed"}, [verdict.line for verdict in verdicts]


def test_a_witness_costs_no_finding_and_no_help(found: Mapping[str, list[Finding]]) -> None:
    for path in FILES:
        plain = [(finding.code, finding.place.line, finding.help) for finding in check_file(path)]
        assert plain == [(finding.code, finding.place.line, finding.help) for finding in found[path.name]]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("row09_class_axis_faulty.py", "torch 2.13.0 on cpu: Expected target size [128, 44], got [128, 100]"),
        ("row15_reshape_ops_faulty.py", "3 samples become 12: (3, 784) gives (12, 14, 14, 1)"),
        ("row20_rank_one_target_faulty.py", "(100, 1) against (100,): the result is (100, 100)"),
        ("row07_dual_encoder_faulty.py", "3 samples meet each other: (3, 256) gives (3, 3)"),
        ("row17_alexnet_faulty.py", "mat1 and mat2 shapes cannot be multiplied (2x43264 and 9216x"),
    ],
)
def test_the_words_of_a_verdict(name: str, words: str, found: Mapping[str, list[Finding]]) -> None:
    assert words in found[name][0].line


def test_a_loss_as_written_stands_beside_the_loss_as_meant(found: Mapping[str, list[Finding]]) -> None:
    (finding,) = found["siamese_faulty.py"]
    assert finding.verdict is not None
    assert finding.verdict.text.startswith("(6, 1) against (6,): the loss is taken over (6, 6), 0.")
    assert finding.verdict.text.endswith(" as meant")
