"""Defaults that `slim.arg_scope` sets: of what the program shows; what a caller may have set nobody knows.

What they are is run in `fixtures/ordinary/tf1_scopes.py`.
"""

from __future__ import annotations

from tests.engine.programs import codes, shapes

HEAD = "import tensorflow.compat.v1 as tf\nimport tf_slim as slim\nx = tf.zeros([4, 9, 9, 3])\n"


def last(program: str) -> object:
    """What is known of `y` in the end."""
    return shapes(HEAD + program)["y"][-1]


def test_a_function_nobody_calls_may_be_called_in_any_scope() -> None:
    body = "    z = slim.conv2d(x, 8, 3)\n    y = slim.conv2d(z, 8, 3, stride=2, padding='SAME')\n"
    assert last(f"def f(x):\n{body}f(x)\n") == (4, 5, 5, 8)
    assert last(f"def f():\n    x = tf.zeros([4, 9, 9, 3])\n{body}") == (4, None, None, None)
    inner = "".join(f"    {line}\n" for line in body.splitlines())
    given = "padding='VALID', stride=2, rate=1, data_format='NHWC'"
    scope = f"    with slim.arg_scope([slim.conv2d], {given}):\n"
    assert codes(f"{HEAD}def f():\n    x = tf.zeros([4, 2, 2, 3])\n{scope}{inner}") == ["SHP503"]


def test_one_of_two_scopes_is_none_that_is_known() -> None:
    scopes = "import sys\nif len(sys.argv) > 1:\n    s = slim.arg_scope([slim.conv2d], padding='VALID')\n"
    scopes += "else:\n    s = slim.arg_scope([slim.conv2d], stride=2)\n"
    assert last(f"{scopes}with s:\n    y = slim.conv2d(x, 8, 3)\n") == (4, None, None, None)
    assert last(f"{scopes}with slim.arg_scope(s):\n    y = slim.conv2d(x, 8, 3)\n") == (4, None, None, None)


def test_what_a_scope_is_made_of_may_be_unknown() -> None:
    assert last("with slim.arg_scope(layers(), stride=2):\n    y = slim.conv2d(x, 8, 3)\n") == (4, None, None, None)
    assert last("with slim.arg_scope([slim.conv2d], **o()):\n    y = slim.conv2d(x, 8, 3)\n") == (4, None, None, None)
    assert last("with slim.arg_scope([slim.conv2d], stride=2):\n    pass\ny = slim.conv2d(x, 8, 3)\n") == (4, 9, 9, 8)


def test_a_call_that_is_remembered_is_run_again_in_another_scope() -> None:
    program = "def f(x):\n    return slim.conv2d(x, 8, 3)\nz = f(x)\n"
    assert last(f"{program}with slim.arg_scope([slim.conv2d], stride=2):\n    y = f(x)\n") == (4, 5, 5, 8)
