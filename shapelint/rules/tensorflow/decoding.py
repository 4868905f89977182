"""Images read from files."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import size_in
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, Value
from shapelint.sizes import Shape


@op(("tf.io.read_file", "tf.read_file"))
def read_file(filename, name=None):
    """The bytes of a file.

    >>> symbol = [B]
    >>> tf.io.read_file("image.png")
    ()
    """
    return tensor(Shape(()), None)


def _decoded(channels: Value) -> Value:
    count = size_in(channels)
    known = isinstance(count, int) and count > 0
    return tensor(Shape((UNKNOWN, UNKNOWN, count if known else UNKNOWN)), "int")


_DECODED: Final = """Make an image of the bytes of a file.

    >>> bytes = tf.io.encode_jpeg(tf.zeros((8, 6, 3), "uint8"))
    >>> tf.image.{}(bytes{})
    (None, None, 3)
    """
_DECODERS: Final = (
    ("decode_jpeg", "contents, channels=0, ratio=1, fancy_upscaling=True, try_recover_truncated=False, "
                    "acceptable_fraction=1, dct_method='', name=None", ""),
    ("decode_png", "contents, channels=0, dtype='uint8', name=None", ""),
    ("decode_bmp", "contents, channels=0, name=None", ""),
    ("decode_and_crop_jpeg", "contents, crop_window, channels=0, ratio=1, fancy_upscaling=True, "
                             "try_recover_truncated=False, acceptable_fraction=1, dct_method='', name=None",
     "(0, 0, 4, 5), "),
)  # fmt: skip
for _name, _parameters, _window in _DECODERS:
    _what = "tf.io.encode_png" if _name == "decode_png" else "tf.io.encode_jpeg"
    _doc = _DECODED.format(_name, f", {_window}channels=3").replace("tf.io.encode_jpeg", _what)
    if _name == "decode_bmp":
        _doc = """Make an image of the bytes of a file.

    >>> symbol = [B]
    >>> tf.image.decode_bmp(tf.constant("bytes"), channels=3)
    (None, None, 3)
    """
    declare((f"tf.image.{_name}", f"tf.io.{_name}"), _parameters, lambda channels: _decoded(channels), _doc)


@op(("tf.image.decode_image", "tf.io.decode_image"))
def decode_image(contents, channels=None, dtype="uint8", name=None, expand_animations=True):
    """Make an image, or the images of an animation, of the bytes of a file.

    >>> bytes = tf.io.encode_jpeg(tf.zeros((8, 6, 3), "uint8"))
    >>> tf.image.decode_image(bytes, channels=3, expand_animations=False)
    (None, None, 3)
    >>> tf.image.decode_image(bytes, channels=3)
    (..., 3)
    """
    single = _decoded(channels)
    return single if expand_animations is False else tensor(Shape(single.shape.dims[-1:], True), "int")


@op(("tf.image.decode_gif", "tf.io.decode_gif"))
def decode_gif(contents, name=None):
    """Make the images of an animation of the bytes of a file.

    >>> symbol = [B]
    >>> tf.image.decode_gif(tf.constant("bytes"))
    (None, None, None, 3)
    """
    return tensor(Shape((UNKNOWN, UNKNOWN, UNKNOWN, 3)), "int")
