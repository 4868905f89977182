"""Networks that Keras has ready-made: what they begin and end with; the layers between are not told apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.apply import BUILT
from shapelint.rules.form import Rule, op
from shapelint.rules.keras.declared import batched, sample_sizes
from shapelint.rules.keras.editions import edition
from shapelint.rules.keras.functional import INPUTS, OUTPUTS
from shapelint.rules.keras.graph import Unseen
from shapelint.rules.keras.inputs import DECLARED, begin
from shapelint.rules.keras.ordering import IMAGE_DATA_FORMAT
from shapelint.rules.keras.sequential import LAYERS
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured, size_in
from shapelint.rules.values import UNKNOWN, Flow, Tensor, Value
from shapelint.sizes import Shape, Size


def _halved(size: Size) -> Size:
    """Five halves; versions differ in what becomes of an odd one."""
    return size // 32 if isinstance(size, int) and size % 32 == 0 else UNKNOWN


def _pooled(size: Size) -> Size:
    return size // 32 if isinstance(size, int) else UNKNOWN


def _inception(size: Size) -> Size:
    if not isinstance(size, int):
        return UNKNOWN
    for kernel, stride in ((3, 2), (3, 1), (3, 2), (3, 1), (3, 2), (3, 2), (3, 2)):
        size = (size - kernel) // stride + 1
    return size if size > 0 else UNKNOWN


def _xception(size: Size) -> Size:
    if not isinstance(size, int):
        return UNKNOWN
    size = (size - 3) // 2 + 1 - 2
    for _ in range(4):
        size = (size + 1) // 2
    return size if size > 0 else UNKNOWN


# Network -> the channels that it ends with, what becomes of height and width, the picture it is made for, its modules.
_NETWORKS: Final[dict[str, tuple[int, Callable[[Size], Size], int, tuple[str, ...]]]] = {
    "VGG16": (512, _pooled, 224, ("vgg16",)),
    "VGG19": (512, _pooled, 224, ("vgg19",)),
    "ResNet50": (2048, _halved, 224, ("resnet", "resnet50")),
    "ResNet101": (2048, _halved, 224, ("resnet",)),
    "ResNet152": (2048, _halved, 224, ("resnet",)),
    "ResNet50V2": (2048, _halved, 224, ("resnet_v2",)),
    "ResNet101V2": (2048, _halved, 224, ("resnet_v2",)),
    "ResNet152V2": (2048, _halved, 224, ("resnet_v2",)),
    "DenseNet121": (1024, _halved, 224, ("densenet",)),
    "DenseNet169": (1664, _halved, 224, ("densenet",)),
    "DenseNet201": (1920, _halved, 224, ("densenet",)),
    "InceptionV3": (2048, _inception, 299, ("inception_v3",)),
    "InceptionResNetV2": (1536, _inception, 299, ("inception_resnet_v2",)),
    "Xception": (2048, _xception, 299, ("xception",)),
    "EfficientNetB0": (1280, _halved, 224, ("efficientnet",)),
    "EfficientNetB1": (1280, _halved, 240, ("efficientnet",)),
    "EfficientNetB2": (1408, _halved, 260, ("efficientnet",)),
    "EfficientNetB3": (1536, _halved, 300, ("efficientnet",)),
    "EfficientNetB4": (1792, _halved, 380, ("efficientnet",)),
    "EfficientNetB5": (2048, _halved, 456, ("efficientnet",)),
    "EfficientNetB6": (2304, _halved, 528, ("efficientnet",)),
    "EfficientNetB7": (2560, _halved, 600, ("efficientnet",)),
    "MobileNet": (1024, _halved, 224, ("mobilenet",)),
    "MobileNetV2": (1280, _halved, 224, ("mobilenet_v2",)),
}
_MODULES: Final = sorted({each for *_, modules in _NETWORKS.values() for each in modules})
_TEXT: Final = """Make the network, with the head that tells classes apart or without it.

    >>> keras.applications.{name}(weights=None, include_top=False, input_shape=(96, 128, 3)).output_shape
    {maps}
    """
_FRONT: Final = (
    "include_top=True, weights='imagenet', input_tensor=None, input_shape=None, pooling=None, classes=1000, "
)
_SIGNATURES: Final = {
    "MobileNet": "input_shape=None, alpha=1.0, depth_multiplier=1, dropout=0.001, include_top=True, "
    "weights='imagenet', input_tensor=None, pooling=None, classes=1000, classifier_activation='softmax', name=None",
    "MobileNetV2": "input_shape=None, alpha=1.0, include_top=True, weights='imagenet', input_tensor=None, "
    "pooling=None, classes=1000, classifier_activation='softmax', name=None",
}


def _made(name: str, given: dict[str, Value], machine: Machine) -> Value:
    channels, shrunk, usual, _ = _NETWORKS[name]
    begins = _begun(given["input_tensor"], given["input_shape"], given["include_top"], usual, machine)
    dims = begins.shape.dims
    if begins.shape.open or len(dims) != 4 or machine.settings.slots.get(IMAGE_DATA_FORMAT) == "channels_first":
        return UNKNOWN
    height, width = map(shrunk, dims[1:3])
    if name == "ResNet50" and edition(machine) == 2:
        height = width = UNKNOWN  # early versions of Keras 2 average the maps
    last: Size = channels if given.get("alpha", 1.0) == 1.0 else UNKNOWN
    ends = _ended(given, Shape((dims[0], height, width, last)))
    flow = Flow(name, ends, machine.site, (begins.flow,) if begins.flow is not None else (), maker=Unseen())
    result = Tensor(ends, "keras", "float", flow=flow)
    label = given["name"] if isinstance(given["name"], str) else UNKNOWN
    return machine.make("keras.Functional", {INPUTS: begins, OUTPUTS: result, BUILT: {}, LAYERS: None, "name": label})


def _begun(input_tensor: Value, input_shape: Value, top: Value, usual: int, machine: Machine) -> Tensor:
    if isinstance(input_tensor, Tensor):
        return input_tensor
    sizes = sample_sizes(input_shape) if input_shape is not None else None
    if input_shape is None and input_tensor is None and isinstance(top, bool):
        sizes = (usual, usual, 3) if top else sample_sizes((None, None, 3))
    shape = batched(sizes)
    layer = machine.make("keras.layers.InputLayer", {DECLARED: shape, "name": UNKNOWN})
    return begin(layer, shape, None, machine)


def _ended(given: dict[str, Value], maps: Shape) -> Shape:
    """The classes, the maps, or what is pooled of them."""
    top, pooling = given["include_top"], given["pooling"]
    if top is True or (isinstance(top, int) and top == 1):
        return Shape((maps.dims[0], size_in(given["classes"])))
    if top is not False and top != 0:
        return Shape((), open=True)
    if pooling is None:
        return maps
    return Shape((maps.dims[0], maps.dims[-1])) if pooling in ("avg", "max") else Shape((), open=True)


def _declare(name: str) -> Rule:
    channels, shrunk, _, modules = _NETWORKS[name]
    label = {"InceptionV3": "inception_v3", "InceptionResNetV2": "inception_resnet_v2"}.get(name, name.lower())
    parameters = _SIGNATURES.get(name, f"{_FRONT}classifier_activation='softmax', name={label!r}")
    scope: dict[str, Callable[..., Value]] = {"made": _made}
    names = ", ".join(f"{part.split('=')[0]!r}: {part.split('=')[0]}" for part in parameters.split(", "))
    text = f"def body({parameters}, *, machine, **kwargs): return made({name!r}, {{{names}}}, machine)"
    exec(text, scope)  # our own declarations only, never a checked program's text
    scope["body"].__doc__ = _TEXT.format(name=name, maps=(None, shrunk(96), shrunk(128), channels))
    places = ("keras.applications", *(f"keras.applications.{module}" for module in modules))
    return op(tuple(f"{place}.{name}" for place in places))(scope["body"])


for _name in _NETWORKS:
    _declare(_name)


def _scaled(x: Value) -> Value:
    family = x.family if isinstance(x, Tensor) else "numpy"
    return tensor(measured(x), "float") if family != "numpy" else Tensor(measured(x), "numpy", number_kind(x))


_SCALED: Final = """Scale pictures as a network wants them.

    >>> @([2, 8, 8, 3])
    (2, 8, 8, 3)
    """
declare(
    tuple(f"keras.applications.{module}.preprocess_input" for module in _MODULES),
    "x, data_format=None",
    lambda x: _scaled(x),
    _SCALED,
)
declare(
    "keras.applications.imagenet_utils.preprocess_input",
    "x, data_format=None, mode='caffe'",
    lambda x: _scaled(x),
    _SCALED,
)
