"""Pictures: how wide and high they are, and in which bands their pixels are stored."""

import builtins
import io
import struct

FLIP_LEFT_RIGHT, FLIP_TOP_BOTTOM, ROTATE_90, ROTATE_180, ROTATE_270, TRANSPOSE, TRANSVERSE = range(7)


class Transpose:
    FLIP_LEFT_RIGHT = 0
    FLIP_TOP_BOTTOM = 1
    ROTATE_90 = 2
    ROTATE_180 = 3
    ROTATE_270 = 4
    TRANSPOSE = 5
    TRANSVERSE = 6


_BANDS = {
    **{mode: (mode,) for mode in ("1", "L", "P", "I", "F")},
    **dict.fromkeys(("I;16", "I;16B", "I;16L"), ("I",)),
    **{mode: tuple(mode) for mode in ("LA", "PA", "La", "RGB", "LAB", "HSV", "RGBA", "RGBa", "RGBX", "CMYK")},
    "YCbCr": ("Y", "Cb", "Cr"),
}


def _stored(fp):
    """What stands in a file."""
    return struct.unpack("3I", builtins.open(fp, "rb").read(12))


def _unsaid():
    return _stored("a picture")[0]


class Image:
    def __init__(self, mode, size, bands=None):
        """bands: how many there are, where they are known and the mode is not."""
        self.mode = mode
        self.size = size
        self._bands = bands or (len(_BANDS[mode]) if mode in _BANDS else _unsaid())

    def __getattr__(self, name):
        return _unsaid()

    @property
    def width(self):
        return self.size[0]

    @property
    def height(self):
        return self.size[1]

    def getbands(self):
        if self.mode in _BANDS:
            return _BANDS[self.mode]
        return tuple(str(band) for band in range(self._bands))

    def _of_size(self, width, height):
        return Image(self.mode, (width, height), self._bands)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def __array__(self, dtype=None, copy=None):
        import numpy as np

        bands = () if self._bands == 1 else (self._bands,)
        kinds = {"1": bool, "I": np.int32, "F": np.float32, **dict.fromkeys(("I;16", "I;16B", "I;16L"), np.uint16)}
        kind = kinds.get(self.mode, np.uint8) if self.mode in _BANDS else _unsaid()
        return np.empty((self.size[1], self.size[0], *bands), kind)

    def copy(self):
        return self._of_size(*self.size)

    def convert(self, mode=None, matrix=None, dither=None, palette=0, colors=256):
        if mode is None:
            return Image(_unsaid(), self.size) if self.mode == "P" else self.copy()
        return Image(mode, self.size)

    def resize(self, size, resample=None, box=None, reducing_gap=None):
        width, height = size
        return self._of_size(width, height)

    def reduce(self, factor, box=None):
        return self._of_size(_unsaid(), _unsaid())

    def crop(self, box=None):
        if box is None:
            return self.copy()
        left, top, right, bottom = [round(edge) for edge in box]
        return self._of_size(abs(right - left), abs(bottom - top))

    def rotate(self, angle, resample=None, expand=False, center=None, translate=None, fillcolor=None):
        if not expand or (angle % 180 == 0 and center is None):
            return self.copy()
        return self._of_size(_unsaid(), _unsaid())

    def transpose(self, method):
        width, height = self.size
        if method in (ROTATE_90, ROTATE_270, TRANSPOSE, TRANSVERSE):
            width, height = height, width
        return self._of_size(width, height)

    def transform(self, size, method, data=None, resample=None, fill=1, fillcolor=None):
        return self._of_size(*size)

    def thumbnail(self, size, resample=None, reducing_gap=2.0):
        """The picture itself becomes smaller, and keeps what it is like."""
        self.size = (_unsaid(), _unsaid())

    def filter(self, filter):
        return self.copy()

    def effect_spread(self, distance):
        return self.copy()

    def point(self, lut, mode=None):
        return self.copy() if mode is None else Image(mode, self.size)

    def quantize(self, colors=256, method=None, kmeans=0, palette=None, dither=None):
        return Image("P", self.size)

    def getchannel(self, channel):
        return Image("L", self.size)

    def split(self):
        if self._bands == 1:
            return (self.copy(),)
        return tuple(Image("L", self.size) for _ in range(self._bands))

    def putalpha(self, alpha):
        self.mode = self._bands = _unsaid()

    def paste(self, im, box=None, mask=None):
        return None

    def putpixel(self, xy, value):
        return None

    def save(self, fp, format=None, **params):
        return None

    def show(self, title=None):
        return None

    def close(self):
        return None


def open(fp, mode="r", formats=None):
    kind, width, height = _stored(fp)
    return Image(kind, (width, height))


def new(mode, size, color=0):
    return Image(mode, tuple(size))


def fromarray(obj, mode=None):
    height, width, *bands = obj.shape
    if mode is not None:
        return Image(mode, (width, height))
    several = {2: "LA", 3: "RGB", 4: "RGBA"}
    return Image(several.get(bands[0], _unsaid()) if bands else _unsaid(), (width, height), bands[0] if bands else 1)


def frombytes(mode, size, data, decoder_name="raw", *args):
    return Image(mode, tuple(size))


def frombuffer(mode, size, data, decoder_name="raw", *args):
    return Image(mode, tuple(size))


def merge(mode, bands):
    return Image(mode, bands[0].size)


def blend(im1, im2, alpha):
    return im1.copy()


def alpha_composite(im1, im2):
    return im1.copy()


def composite(image1, image2, mask):
    return image2.copy()
