"""A list of models: what is entered stays what it is."""


def register_model(fn):
    return fn
