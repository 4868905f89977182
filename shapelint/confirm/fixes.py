"""The fix that a finding suggests, put into its witness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shapelint.confirm.play import accepts, fails_with
from shapelint.findings.edits import Action, Apply, Brackets, Change, Edit, Give, Instead
from shapelint.findings.witness import Array, Public, Ref, Row, Step, Term, Witness
from shapelint.rules.registry import find


class NotEditableError(ValueError):
    """An edit that does not go with the call."""


def fixed(witness: Witness) -> Iterator[Witness]:
    """The witness with each of the suggested fixes; those that cannot be put into it are left out.

    >>> from shapelint.findings.witness import Array
    >>> bad = Step("use", "torch.cat", (Array((2, 3), name="x", edited=True),))
    >>> (better,) = fixed(Witness((bad,), edits=((Apply("torch.Tensor.transpose", (0, 1)),),)))
    >>> [step.rule for step in better.steps]
    ['torch.Tensor.transpose', 'torch.cat']
    """
    for edit in witness.edits:
        try:
            yield _edited(witness, edit)
        except NotEditableError:
            continue


def passes(witness: Witness, code: str) -> bool:
    """Whether our rules have nothing against any of the fixes, and do not find the code in them again."""
    return all(accepts(trial) and not fails_with(trial, code) for trial in fixed(witness))


def _edited(witness: Witness, edit: Edit) -> Witness:
    draft = _Draft(list(witness.steps))
    for action in edit:
        draft.act(action)
    return replace(witness, steps=tuple(draft.steps), edits=())


@dataclass(slots=True)
class _Draft:
    """The steps while they are edited; the last one is the call."""

    steps: list[Step]
    operand: Ref | None = None  # what an operation that was put in gives

    def act(self, action: Action) -> None:
        """Put one action into the call."""
        if isinstance(action, Apply):
            self._apply(action)
        elif isinstance(action, Change):
            self._change(action)
        elif isinstance(action, Instead):
            self.steps[-1] = replace(self.steps[-1], rule=action.rule, form="use")
        elif isinstance(action, Brackets):
            self.steps[-1] = _bracketed(self.steps[-1], action)
        else:
            self._give(action)

    def _apply(self, action: Apply) -> None:
        operand = self.operand or self._array()
        call = self.steps.pop()
        self.steps += _steps(action, operand, len(self.steps))
        self.operand = Ref(len(self.steps) - 1)
        self.steps.append(_with(call, operand, self.operand))

    def _give(self, action: Give) -> None:
        operand = self._array()
        sizes = tuple(size for size in action.sizes if isinstance(size, int))
        if len(sizes) < len(action.sizes):
            raise NotEditableError("a size that is no number")
        self.steps[-1] = _with(self.steps[-1], operand, replace(operand, sizes=sizes, content=None, strides=None))

    def _array(self) -> Array:
        """The operand that the edit is about.  Raises NotEditableError where it is not certain which one."""
        found = [term for term in _walked(self.steps[-1].terms()) if isinstance(term, Array) and term.edited]
        if len(found) != 1:
            raise NotEditableError("no such operand")
        return found[0]

    def _change(self, action: Change) -> None:
        for at in self._places():
            changed = _changed(self.steps[at], action)
            if changed is not None:
                self.steps[at] = changed
                return
        raise NotEditableError(action.argument)

    def _places(self) -> Iterator[int]:
        """The call, and where the layers are made that it calls or is given."""
        yield len(self.steps) - 1
        yield from (term.step for term in self.steps[-1].args if isinstance(term, Ref))


def _bracketed(call: Step, action: Brackets) -> Step:
    if action.which == "round":
        return replace(call, form="call")
    return Step("index", call.rule, (Public(call.rule), Row("tuple", call.args)))


def _steps(action: Apply, operand: Term, before: int) -> list[Step]:
    """The operation, where so many steps stand before it.  Raises NotEditableError for what has no rule."""
    if action.rule == "tuple.__getitem__":
        return [Step("index", "torch.Tensor.__iter__", (operand, *action.args))]
    rule = find(action.rule)
    if rule is None:
        raise NotEditableError(action.rule)
    if rule.kind == "layer":
        return [Step("use", action.rule, action.args), Step("call", action.rule, (Ref(before), operand))]
    return [Step("read" if rule.kind == "property" else "use", action.rule, (operand, *action.args))]


def _changed(step: Step, action: Change) -> Step | None:
    """The step with another argument; None where it takes none of that name."""
    rule = find(step.rule)
    if rule is None or step.form not in ("use", "call"):
        return None
    params = rule.call_params if step.form == "call" else rule.params
    names = [param.name for param in params]
    declared = any(name == action.argument for name, _ in step.keywords)  # what every layer takes besides its own
    if action.argument not in names and not declared:
        return None
    layer, args = (step.args[:1], step.args[1:]) if step.form == "call" else ((), step.args)
    at = names.index(action.argument) if action.argument in names else len(names)
    star = next((n for n, param in enumerate(params) if param.kind == "star"), None)
    others = tuple(pair for pair in step.keywords if rule.aliases.get(pair[0], pair[0]) != action.argument)
    if at == star:
        items = action.value.items if isinstance(action.value, Row) else (action.value,)
        return replace(step, args=(*layer, *args[:at], *items), keywords=others)
    if at < len(args) and (star is None or at < star):
        return replace(step, args=(*layer, *args[:at], action.value, *args[at + 1 :]))
    # What a row of arguments said, `reshape(2, 3)`, is now said by name.
    return replace(step, args=(*layer, *args[:star]), keywords=(*others, (action.argument, action.value)))


def _with(step: Step, old: Term, new: Term) -> Step:
    """The step with one value in place of another, in rows too."""

    def exchange(term: Term) -> Term:
        if term is old:
            return new
        return replace(term, items=tuple(map(exchange, term.items))) if isinstance(term, Row) else term

    keywords = tuple((name, exchange(value)) for name, value in step.keywords)
    return replace(step, args=tuple(map(exchange, step.args)), keywords=keywords)


def _walked(terms: Iterator[Term]) -> Iterator[Term]:
    for term in terms:
        yield term
        if isinstance(term, Row):
            yield from _walked(iter(term.items))
