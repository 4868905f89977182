"""TensorFlow: what its functions and tensors do to shapes, in the spelling of 2 and that of 1."""
