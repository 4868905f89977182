"""Refusals that a rule need not foresee: they do not speak of shapes, or other versions accept the call."""

from __future__ import annotations

import re
from typing import Final

_NUMPY: Final = {
    "the values of the data, or of a parameter of a distribution": r"""
        high\ <=?\ | low\ >=?\ high | \b[np]\ [<>]
        | must\ be\ (?:greater\ than\ 0|a\ positive\ integer)\ unless | [Pp]robabilities\ do\ not\ sum
        | (?:lam|scale|sigma|df|a|b|nsample|ngood|nbad|kappa|mean|shape|left|mode)\ ?(?:[<>]|==)\ | ngood\ \+\ nbad
        | [Ss]ingular\ matrix | Geometric\ sequence | buffer\ (?:size|is) | iterator\ too
        | (?:compress|extract):\ .*out\ of\ bounds | invalid\ entry\ in | out\ of\ bounds\ for\ array\ with\ size
        | zero\ entries | must\ be\ nonnegative | nonnegative\ integers""",
    "more axes than a function is made for, which it may take all the same": r"""
        polydiv:\ | insert:\ .*(?:could\ not|out\ of\ bounds)""",
    "arguments about which elements count, or how": r"""
        so\ to\ use\ a\ where\ mask | ddof\ and\ correction | Invalid\ norm\ order | edge_order""",
    "only this version refuses: others make a copy, or take a number for an array": r"""
        Unable\ to\ avoid\ copy | AxisError:\ axis: | maximum\ number\ of\ dimension
        | nd(?:min|max)\ must | setting\ an\ array\ element\ with\ a\ sequence\.$""",
    "a file that cannot be mapped": r"memmap:\ .*Invalid\ argument",
    "an array without axes, which our shapes do not tell from the number that a reduction gives": r"""
        non-broadcastable\ output\ operand\ with\ shape\ \(\)\ """,
}
_KERAS: Final = {
    "nobody knows how many losses a layer has": r"Layer\.losses:\ IndexError",
    "a metric asked before it got anything": r"metrics\.AUC:\ .*has\ no\ attribute\ 'true_positives'",
    "arguments that say nothing of a shape": r"""
        Invalid\ reduction | must\ be\ an\ odd\ number
        | has\ no\ attribute\ 'outputs' | while_loop:\ .*more\ than\ one\ value\ is\ ambiguous
        | not\ understood | `unroll`\ must\ be | `order`\ must\ be | requires\ order<=1
        | nanprod:\ .*Dimension\ out\ of\ range | ctc_loss:\ .*(?:label\ range|size\ at\ least)
        | argument\ should\ be\ a\ number | Padding\ is\ invalid | synchronized=True | lengths\ to\ have\ value
        | q\ values\ must\ be\ in\ the\ range | expected\ sequence\ of\ length | InputSpec:\ .*Negative\ dimensions""",
    "only this version refuses: Keras 1 takes four sides, Keras 2 more axes before a window, or labels alone": r"""
        Kernel\ shape\ must\ have\ the\ same\ length\ as\ input | `padding`\ should\ have\ two\ elements
        | [sS]parse_?[cC]ategorical_?[cC]rossentropy:\ .*\ up\ until\ the\ last\ dimension
        | keras\.Model:\ .*incompatible\ with\ the\ layer:\ expected\ shape | Model\.call:\ .*Invalid\ input\ shape""",
    "PyTorch's backend refuses; TensorFlow's, NumPy's or JAX's took what was asked of it": r"""
        cross:\ .*(?:dimension|axisa|size\ of\ tensor) | in_top_k:\ .*(?:selected\ index|too\ many|size\ of\ tensor)
        | istft:\ .*sequence_stride | adaptive_\w+_pool:\ .*tuple\ of\ 1\ int | batch_normalization:\ .*is\ invalid
        | (?:layer|rms)_normalization:\ .*normalized_shape | correlate:\ .*(?:expand|out\ of\ range)
        | does\ not\ support\ an\ `axis`\ argument
        | (?:lin|log|geom)space:\ .*(?:size\ of\ tensor\ a|0-dimensional\ start) | Expected\ 0D\ or\ 1D\ tensor
        | 1D\ tensors\ expected | torch\.vsplit\ requires | maximum\ size\ for\ tensor\ at\ dimension | stft\(torch
        | `sequence_stride`\ must\ equal\ or\ greater | q\ must\ be\ a\ scalar\ or\ 1D
        | must\ be\ one\ `x`\ value | slice_update:\ .*The\ expanded\ size | dot:\ .*size\ of\ tensor\ a
        | vstack:\ .*Sizes\ of\ tensors | argpartition:\ .*index\ k
        | keras\.random\.shuffle: | layer_normalization:\ .*appears\ multiple
        | arange:\ .*bound\ inconsistent | stft:\ .*Padding\ size | roll:\ .*must\ align
        | affine_transform:\ .*is\ invalid | elastic_transform:\ .*(?:out\ of\ bounds|size)
        | average:\ .*size\ of\ tensor | Index\ tensor\ must\ have\ the\ same\ number
        | cannot\ reshape\ tensor\ of\ 0\ elements""",
    "the values of indices: JAX's backend goes on with what lies outside": r"""
        (?:take|take_along_axis|scatter|scatter_update):\ .*(?:out\ of\ bounds|out\ of\ range|out\ of\ DATA\ bounds)
        | unravel_index:\ .*(?:negative\ values|ZeroDivision)""",
    "the bytes of a number, which nobody here counts": r"view:\ .*cannot\ be\ 0",
    "several systems of equations at once, which PyTorch's backend alone takes": r"lstsq:\ .*size\ of\ tensor",
    "axes given twice, or by numbers that there are not, which JAX's backend alone looks at, or alone does not": r"""
        scale_and_translate:\ .*(?:size\ of\ tensor|contracted|bound\ inconsistent)""",
}
_TENSORFLOW: Final = {
    "the values of the data, or of arguments that say nothing of a shape": r"""
        is\ not\ invertible
        | seed\ must\ have\ shape | segment_ids\[ | Requires\ start\ [<>]=\ limit | num_(?:lower|upper)\ must
        | `channels`\ must\ be | EncodeJpeg | crop_size\ must\ have\ four | is\ ambiguous | to\ be\ true
        | buffer_size\ must | ratio\ must\ be | JPEG\ does\ not | Uncompress\ failed | EncodePng
        | `contents`\ must\ be\ scalar | range\ is\ too\ small | indices\[[\d,]+\]\ = | is\ out\ of\ range\ \[0,\ 0\)
        | image_size\ must\ contain | output\ dimensions\ must\ be\ positive | has\ no\ attribute\ 'lower'
        | must\ be\ a\ 1D\ tensor\ when | I\)DCT\ are\ supported | Type-I\ DCT\ requires
        | Cannot\ specify\ both | larger\ than\ the\ Nyquist | Some\ cells\ return\ tuples
        | specified\ for\ empty\ output | is\ duplicated\ in\ the\ input
        | broadcast_dynamic_shape:\ .*\[[\d,]*- | jpeg\ encoding\ range
        | min_jpeg_quality
        | Invalid\ Reduction | Error\ converting\ shape\ to\ a\ TensorShape:\ Dimension | Dimension\ -\d+\ must\ be""",
    "TensorFlow 2 has another function of that name, or takes more axes": r"""
        tf\.losses\.mean_squared_error:\ .*are\ incompatible | separable_conv\dd:\ .*Shape\ must\ be\ rank\ 4""",
    "values that make no sparse or ragged tensor": r"""
        WhereOp | non-rectangular | do\ not\ form\ a\ valid\ RaggedTensor | Invalid\ value\ in\ tensor\ used\ for\ shape
        | rank\ at\ least\ [34] | from_tensor:\ .*(?:ragged_rank|incompatible|not\ both) | Expected\ nrows
        | inhomogeneous | retain:\ .*not\ compatible""",
    "only a graph refuses": r"""fused_batch_norm:\ .*Shape\ must\ be\ rank\ [45]""",
    "what this version or this device cannot do": r"""
        UnimplementedError | `ksize`\ cannot\ be\ zero | `padding`\ must\ be\ one
        | has\ no\ attribute\ 'Tensor' | axis\ must\ be\ -1
        | does\ not\ yet\ support | only\ supports\ equal | Number\ of\ channels\ in\ filter
        | a\ is\ not\ a\ matrix | Length\ for\ attr | should\ be\ of\ length""",
}
_TORCH: Final = {
    "settings of an optimizer, which say nothing of a shape": r"""
        ^torch\.optim\..*(?:Invalid\ [a-z_]+\ value | Nesterov\ momentum)""",
}
_SKLEARN: Final = {
    "the values of the data, or of arguments that say nothing of a shape": r"""
        [Nn]umber\ of\ (?:classes|informative) | contains?\ (?:only\ )?(?:one|1)\ class | at\ least\ 2\ classes
        | needs\ samples\ of | minimum\ of\ 2\ is\ required | n_neighbors | Found\ unknown\ categories
        | Negative\ values | least\ populated\ class | members\ in\ each\ class | should\ be\ (?:a\ )?positive
        | Samplewise\ metrics | continuous | mix\ of\ (?:binary|multiclass)\ and | multiclass-multioutput
        | y_true\ and\ y_prob | y_true\ contains\ only\ one\ label | Only\ one\ class\ is\ present
        | Target\ is\ multilabel-indicator | At\ least\ one\ label | train\ set\ will\ be\ empty | y\ has\ 0\ samples
        | multi_class\ must\ be | cross_val_predict:\ .*is\ required\ by
        | Found\ array\ with\ 0\ sample | degree\ to\ zero | Setting\ degree | neg_label=
        | label_binarize:\ .*mismatch\ with""",
    "an estimator that no fold fits: older versions give a score of nothing": r"cross_val_score:\ .*\ fits\ failed",
    "Python's own": r"'tuple'\ object\ has\ no\ attribute",
    "older versions do not look, or have other defaults": r"""
        Normalizer\b.*is\ expecting\ \d+\ features | cross_val_\w+:\ .*n_splits=5\ .*n_samples=[34]\.""",
}
_PANDAS: Final = {
    "names of columns, rows and files that there are not": r"""
        KeyError | UndefinedVariableError | FileNotFoundError | No\ axis\ named
        | window\ must\ be | If\ using\ all\ scalar\ values | must\ have\ equal\ len | already\ exists""",
    "older versions take an axis beside the columns": r"Cannot\ specify\ both\ 'axis'\ and",
}
_TABLES: Final = {
    "sklearn": _SKLEARN,
    "pandas": _PANDAS,
    "numpy": _NUMPY,
    "keras": _KERAS,
    "tf": _TENSORFLOW,
    "torch": _TORCH,
}
_PATTERNS: Final = {
    library: re.compile("|".join(f"(?:{pattern})" for pattern in table.values()), re.VERBOSE | re.DOTALL)
    for library, table in _TABLES.items()
}


def is_excused(name: str, message: str) -> bool:
    """Whether a rule of that name need not foresee the refusal."""
    pattern = _PATTERNS.get(name.partition(".")[0])
    return pattern is not None and pattern.search(f"{name}: {message}") is not None
