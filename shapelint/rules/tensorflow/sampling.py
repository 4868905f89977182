"""Candidates drawn for a loss over many classes, embeddings of sparse ids, and the decoding of CTC's scores."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import Value
from shapelint.sizes import Shape, equal

_DRAWN: Final = """Draw classes, and say how often the true ones and these are expected.

    >>> @(tf.ones((5, 1), "int64"), 1, 4, False, 20)
    ((4,), (5, 1), (4,))
    >>> @(tf.ones((5,), "int64"), 1, 4, False, 20)
    SHP101
    >>> @(tf.ones((5, 2), "int64"), 1, 4, False, 20)
    SHP301
    """


def _drawn(true_classes: Value, num_true: Value, num_sampled: Value) -> Value:
    """Raises Mismatch SHP101, or SHP301 where there are other than `num_true` classes for each sample."""
    shape, count = check_rank(true_classes, "a sampler of candidates", 2, 2, "batch num_true"), size_in(num_true)
    if equal(shape.axis(1), count) is False:
        raise Mismatch("SHP301", "{count} true classes for each sample, gets {shape}", operand=culprit(true_classes),
                       count=count, shape=shape)  # fmt: skip
    some = Shape((size_in(num_sampled),))
    return tensor(some, "int"), tensor(shape), tensor(some)


for _names in (
    ("tf.random.log_uniform_candidate_sampler", "tf.nn.log_uniform_candidate_sampler"),
    ("tf.random.uniform_candidate_sampler", "tf.nn.uniform_candidate_sampler"),
    ("tf.random.learned_unigram_candidate_sampler", "tf.nn.learned_unigram_candidate_sampler"),
):
    declare(
        _names,
        "true_classes, num_true, num_sampled, unique, range_max, seed=None, name=None",
        lambda true_classes, num_true, num_sampled: _drawn(true_classes, num_true, num_sampled),
        _DRAWN,
        call=_names[0],
        least={"num_sampled": 1, "num_true": 1, "range_max": 1},
    )


@op("tf.nn.scale_regularization_loss", dtype="float")
def scale_regularization_loss(regularization_loss):
    """Share a loss among the replicas of a model.

    >>> scale_regularization_loss([])
    ()
    """
    return Shape(())
