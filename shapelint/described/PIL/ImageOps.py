"""What is done to whole pictures."""

from .Image import Image, _unsaid


def exif_transpose(image, *, in_place=False):
    """What a camera has noted of how it was held hangs on the file."""
    return image._of_size(_unsaid(), _unsaid())


def grayscale(image):
    return image.convert("L")


def fit(image, size, method=None, bleed=0.0, centering=(0.5, 0.5)):
    return image.resize(size)


def pad(image, size, method=None, color=None, centering=(0.5, 0.5)):
    return image.resize(size)


def expand(image, border=0, fill=0):
    if isinstance(border, tuple):
        left, top, right, bottom = border if len(border) == 4 else (*border, *border)
    else:
        left, top, right, bottom = border, border, border, border
    return image._of_size(image.width + left + right, image.height + top + bottom)


def mirror(image):
    return image.copy()


def flip(image):
    return image.copy()


def _recoloured(image):
    """A picture with a palette may have lost it."""
    return Image(_unsaid(), image.size) if image.mode == "P" else image.copy()


def autocontrast(image, cutoff=0, ignore=None, mask=None, preserve_tone=False):
    return _recoloured(image)


def equalize(image, mask=None):
    return _recoloured(image)


def invert(image):
    return _recoloured(image)


def posterize(image, bits):
    return _recoloured(image)


def solarize(image, threshold=128):
    return _recoloured(image)
