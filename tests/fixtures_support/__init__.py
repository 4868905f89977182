"""Reads the marks of the fixtures and runs the fixtures against the real frameworks."""
