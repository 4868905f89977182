"""Attributes, indices, calls, and the parameters that calls meet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import libcst as cst

from shapelint.source.lower.annotations import annotation
from shapelint.source.lower.table import EXPRESSIONS, Numbering, expression
from shapelint.source.program import Arg, Attr, Call, Expr, Item, Lambda, Param, Seq, Slice, Star


@expression(cst.Attribute)
def attribute(node: cst.Attribute, seen: Numbering) -> Expr:
    """`value.name`"""
    at = len(seen)
    seen.append(node)
    value = node.value
    return Attr(at, EXPRESSIONS[type(value)](value, seen), node.attr.value)


@expression(cst.Call)
def call(node: cst.Call, seen: Numbering) -> Expr:
    """A call."""
    at = len(seen)
    seen.append(node)
    func = node.func
    return Call(at, EXPRESSIONS[type(func)](func, seen), arguments(node.args, seen))


def arguments(nodes: Iterable[cst.Arg], seen: Numbering) -> tuple[Arg, ...]:
    """The arguments of a call or the bases of a class, as they stand."""
    args = []
    for node in nodes:
        at = len(seen)
        seen.append(node)
        value, keyword = node.value, node.keyword
        args.append(
            Arg(at, EXPRESSIONS[type(value)](value, seen), None if keyword is None else keyword.value, node.star)
        )
    return tuple(args)


@expression(cst.Subscript)
def subscript(node: cst.Subscript, seen: Numbering) -> Expr:
    """`value[index]`; several indices, or one with a comma behind it, are a tuple."""
    at = len(seen)
    seen.append(node)
    value, elements = node.value, node.slice
    lowered = EXPRESSIONS[type(value)](value, seen)
    first = elements[0]
    if len(elements) == 1 and not isinstance(first.comma, cst.Comma) and getattr(first.slice, "star", None) is None:
        return Item(at, lowered, EXPRESSIONS[type(first.slice)](first.slice, seen))
    tuple_at = len(seen)
    seen.append(elements)
    indices = tuple([EXPRESSIONS[type(element.slice)](element.slice, seen) for element in elements])
    return Item(at, lowered, Seq(tuple_at, "tuple", indices))


@expression(cst.Index)
def index(node: cst.Index, seen: Numbering) -> Expr:
    """One index, `*rest` included."""
    value = node.value
    if not node.star:
        return EXPRESSIONS[type(value)](value, seen)
    at = len(seen)
    seen.append(node)
    return Star(at, EXPRESSIONS[type(value)](value, seen))


@expression(cst.Slice)
def slice_(node: cst.Slice, seen: Numbering) -> Expr:
    """`lower:upper:step`"""
    at = len(seen)
    seen.append(node)
    lower, upper, step = node.lower, node.upper, node.step
    return Slice(
        at,
        None if lower is None else EXPRESSIONS[type(lower)](lower, seen),
        None if upper is None else EXPRESSIONS[type(upper)](upper, seen),
        None if step is None else EXPRESSIONS[type(step)](step, seen),
    )


@expression(cst.Lambda)
def lambda_(node: cst.Lambda, seen: Numbering) -> Expr:
    """A lambda; a `yield` in it is not one of the function around it."""
    at = len(seen)
    seen.append(node)
    params = parameters(node.params, seen)
    yields = seen.yields
    body = node.body
    lowered = EXPRESSIONS[type(body)](body, seen)
    seen.yields = yields
    return Lambda(at, params, lowered)


def parameters(node: cst.Parameters, seen: Numbering) -> tuple[Param, ...]:
    """The parameters of a function in their order; the bare `*` and `/` only tell their kinds."""
    params = [_parameter(param, "positional", seen) for param in node.posonly_params]
    params += [_parameter(param, "plain", seen) for param in node.params]
    if isinstance(node.star_arg, cst.Param):
        params.append(_parameter(node.star_arg, "star", seen))
    params += [_parameter(param, "keyword", seen) for param in node.kwonly_params]
    if node.star_kwarg is not None:
        params.append(_parameter(node.star_kwarg, "double_star", seen))
    return tuple(params)


_Kind = Literal["positional", "plain", "star", "keyword", "double_star"]


def _parameter(node: cst.Param, kind: _Kind, seen: Numbering) -> Param:
    """One parameter."""
    at = len(seen)
    seen.append(node)
    default = node.default
    return Param(
        at,
        node.name.value,
        kind,
        None if default is None else EXPRESSIONS[type(default)](default, seen),
        annotation(node.annotation, seen),
        _note(node),
    )


def _note(node: cst.Param) -> str | None:
    """The comment behind a parameter that has a line of its own."""
    behind = node.comma.whitespace_after if isinstance(node.comma, cst.Comma) else node.whitespace_after_param
    comment = behind.first_line.comment if isinstance(behind, cst.ParenthesizedWhitespace) else None
    return None if comment is None else comment.value
