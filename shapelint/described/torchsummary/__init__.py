"""What is told of a model is told of a run of it, with two of whatever it takes."""

from .torchsummary import summary
