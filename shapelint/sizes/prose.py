"""Shapes as people write them beside code: `(B, T, C)`, `[batch, 3, H/2]`, `B x T x C`, `shape: (N, 10) -> (N,)`.

Most comments are no shapes, and many look like one: values `[1, 2, 3]`, columns `(x, y, w, h)`, asides `(optional)`.
So every word has to be one that sizes are called by.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from shapelint.sizes.grammar import GrammarError, Pattern, parse, parse_whole

_WORDS: Final = """
    b bs bsz batch batches batch_size batchsize n samples num_samples s seq sequence seq_len seqlen src tgt src_len
    tgt_len len length t time times timesteps steps frames l c ch chan channel channels in_channels out_channels h
    height w width depth rows cols columns d dim dims d_model d_k d_v d_ff d_head e emb embed embedding embed_dim
    embedding_dim emb_dim f feat feats feature features in_features out_features hidden hidden_size hid hid_dim h_dim
    z_dim latent latent_dim units k classes labels v vocab vocab_size nh hs nhead n_head n_heads heads head head_dim hd
    g groups p patch patches tokens q queries keys points nodes edges anchors boxes m layers directions mels freq
"""
_SIZES: Final = frozenset(_WORDS.split())
_SIZE: Final = re.compile(
    r"[A-Z](?:in|out|enc|dec|max|src|tgt|[a-z])?\d?|[A-Z]{1,2}\d?|(?:num|n|max|len|N|T|C|H|W|B|L|D|S)_\w+"
    r"|\w+_(?:size|dim|len|length|channels|features|count|heads|num|in|out|SIZE|DIM|LEN)"
)
_BATCH: Final = frozenset({"b", "n", "bs", "bsz", "batch", "batches", "batch_size", "batchsize", "num_samples"})
_ANY: Final = frozenset({"none", "?", "_", "-1", "..."})
# What names the order of axes and no sizes, since it is written the same before and after a convolution.
_ORDERS: Final = "NCHW BCHW NHWC BHWC CHW HWC NCL BCL NLC NCT BCT NCDHW BCDHW NDHWC BCTHW NCTHW BTCHW NTCHW HW CDHW"
_LAYOUTS: Final = frozenset(_ORDERS.split())
_SAYS_SO: Final = re.compile(
    r"(?:(?:output |input |out |new )?(?:shape|size|dims?)\s*(?:is\b|[:=])\s*|torch\.Size(?=\())", re.I
)
_ARROW: Final = re.compile(r"\s*(?:->|=>|→|⇒)\s*")
_BRACKETS: Final = re.compile(r"\(\s*(\[?.*?\]?)\s*\)|\[\s*(.*?)\s*\]")
_TIMES: Final = re.compile(r"\s+[x×]\s+|\s*×\s*")
_MOST: Final = 100  # characters of a comment that is a shape
_WORD: Final = re.compile(r"[^\W\d]\w*")


@lru_cache(maxsize=4096)
def written(text: str, spaced: bool = False) -> Pattern | None:
    """The shape that a text plainly is, None for every other text; of `(A) -> (B)` the last.

    spaced: words without brackets or commas are believed as well, `batch seq dim`.

    >>> print(written("(B, T, n_heads * d_k)"), "|", written("shape: [N, 3, H/2, W/2]"), "|", written("B x T -> B x 1"))
    B T n_heads*d_k | N 3 H//2 W//2 | B 1
    >>> [written(text) for text in ("(optional)", "[1, 2, 3]", "(x, y, w, h)", "(see paper)", "a model")]
    [None, None, None, None, None]
    """
    if len(text) > _MOST:
        return None
    text = text.strip()
    said = _SAYS_SO.match(text)
    text = text[said.end() :] if said else text
    *before, last = _ARROW.split(text.strip())
    if not all(part == "" or _axes(part, sure=True) for part in _operands(before)):
        return None
    if said and not re.search(r"[([,×]| x ", last):  # `# shape: 3` may be anything
        return None
    last = last.rstrip(".;")
    words = _axes(last, sure=said is not None or bool(before))
    if words is None and spaced and len(last.split()) > 1 and all(map(_is_size, last.split())):
        words = last.split()
    if words is None:
        return None
    try:
        return parse_whole(" ".join(words))
    except GrammarError:
        return None


def sample(pattern: Pattern) -> bool:
    """Whether a shape does not begin with a batch, so that it may be that of one sample."""
    return not pattern.axes or pattern.axes[0].text.lower() not in _BATCH


def layout(pattern: Pattern) -> bool:
    """Whether the names tell the order of the axes only.

    >>> layout(written("(B, C, H, W)")), layout(written("(B, T, C)"))
    (True, False)
    """
    return "".join(axis.text for axis in pattern.axes).upper() in _LAYOUTS


def _operands(parts: list[str]) -> list[str]:
    """The shapes on the left of an arrow: `(B, T, d) @ (d, e)`, `(B, T), (B,)`."""
    return [operand for part in parts for operand in re.split(r"(?<=[)\]])\s*(?:[x@*+,&×]|and)\s*(?=[(\[])", part)]


def _axes(text: str, *, sure: bool) -> list[str] | None:
    """The words for the axes; sure: the text is said to be a shape, so that numbers alone are believed."""
    bracket = _BRACKETS.fullmatch(text)
    if bracket:
        inner = next(group for group in bracket.groups() if group is not None)
        inner = inner[1:-1] if inner.startswith("[") and inner.endswith("]") else inner
        parts = _split(inner)
        sure = sure or (text.startswith("(") and len(parts) > 1)
    elif "," not in text and len(_TIMES.split(text)) > 1:
        parts = _TIMES.split(text)
    elif sure and "," in text:
        parts = _split(text)
    else:
        parts = text.split()
        if len(parts) < 2 or not all(_single(part) for part in parts):
            return None
    words = [re.sub(r"\s+", "", part).replace("//", "/").replace("/", "//") for part in parts]
    if not all(map(_is_size, words)) or not (sure or any(map(_names, words))):
        return None
    lonely = bracket and len(words) == 1 and not inner.rstrip().endswith(",")
    if lonely and not (sure or (len(words[0]) == 1 and words[0].isupper())):
        return None
    return ["_" if word.lower() in _ANY - {"..."} else word for word in words]


def _split(text: str) -> list[str]:
    parts = text.split(",")
    return parts[:-1] if parts[-1].strip() == "" else parts


def _single(word: str) -> bool:
    """Whether a word may stand for an axis without brackets or commas: `B T C`, `*batch 3`, but no prose."""
    return (
        word.startswith(("*", "...")) or word.isdecimal() or (len(word) == 1 and word not in "aAI" and _is_size(word))
    )


def _is_size(word: str) -> bool:
    if word.lower() in _ANY:
        return True
    names = _WORD.findall(word)
    known = all(name.lower() in _SIZES or _SIZE.fullmatch(name) for name in names)
    return known and bool(names or re.search(r"\d", word)) and _parses(word)


def _parses(word: str) -> bool:
    try:
        return len(parse(word).axes) == 1
    except GrammarError:
        return False


def _names(word: str) -> bool:
    return word.lower() in _ANY or _WORD.search(word) is not None
