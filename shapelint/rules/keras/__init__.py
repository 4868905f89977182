"""Declarations for Keras, in its first, second and third version, and what is built on it."""
