"""Models that are put into files, and made of them again."""

from __future__ import annotations

from shapelint.rules.form import kind, op

_CHECKPOINT = "keras.callbacks.ModelCheckpoint"
PATH = "#filepath"  # slot of a checkpoint: where the model is put; None for its weights alone


@kind(_CHECKPOINT, bases=("keras.callbacks.Callback",))
def model_checkpoint(
    filepath,
    monitor="val_loss",
    verbose=0,
    save_best_only=False,
    save_weights_only=False,
    mode="auto",
    save_freq="epoch",
    initial_value_threshold=None,
    *,
    layer,
    machine,
):
    """Put the model into a file while it is trained.

    >>> keras.callbacks.ModelCheckpoint.__name__
    'ModelCheckpoint'
    """
    machine.put(layer, PATH, filepath if save_weights_only is False else None)


@op("keras.Model.save")
def save(self, filepath, overwrite=True, zipped=None, *, machine, **kwargs):
    """Put the model into a file.

    >>> keras.Model.save.__name__
    'save'
    """
    machine.keep(filepath, self)


@op("keras.models.save_model")
def save_model(model, filepath, overwrite=True, zipped=None, *, machine, **kwargs):
    """Put a model into a file.

    >>> keras.models.save_model.__name__
    'save_model'
    """
    machine.keep(filepath, model)


@op("keras.models.load_model")
def load_model(filepath, custom_objects=None, compile=True, safe_mode=True, *, machine):
    """Make the model that the program has put into a file.

    >>> keras.models.load_model.__name__
    'load_model'
    """
    return machine.kept(filepath)
