"""What a module and all below it keep: parameters and buffers by their full names."""

from __future__ import annotations

from dataclasses import replace

from shapelint.rules.machine import Machine
from shapelint.rules.torch.module_tree import Member, may_be_shared, members
from shapelint.rules.values import Instance, Value


def kept(module: Instance, machine: Machine, prefix: str = "", *, recurse: bool = True) -> list[Member] | None:
    """Parameters and buffers in order, what stands under two names twice; None where they are not all known."""
    own = members(module, machine)
    if own is None:
        return None
    found: list[Member] = []
    for member in own:
        if member.role != "module":
            if recurse or "." not in member.name:
                found.append(replace(member, name=prefix + member.name))
        elif recurse:
            inner = kept(member.value, machine, f"{prefix}{member.name}.")
            if inner is None:
                return None
            found.extend(inner)
    return found


def state(module: Instance, machine: Machine, prefix: str = "") -> dict[str, Value] | None:
    """What `state_dict` gives; None where it is not known."""
    found = kept(module, machine, prefix)
    return None if found is None else {member.name: member.value for member in found if member.saved}


def listed(
    module: Instance, machine: Machine, role: str, prefix: str = "", *, recurse: bool = True, once: bool = True
) -> list[tuple[str, Value]] | None:
    """Parameters or buffers with their names; None where they are not all known.

    once: whether one that stands under several names counts once.
    """
    front = f"{prefix}." if prefix else ""
    if not once:
        found = kept(module, machine, front, recurse=recurse)
        return None if found is None else [(member.name, member.value) for member in found if member.role == role]
    found = _walked(module, machine, [], front, recurse=recurse)
    if found is None or any(may_be_shared(member.value) for member in found):
        return None
    seen: list[Value] = []
    pairs = []
    for member in found:
        if member.role == role and not any(member.value is other for other in seen):
            seen.append(member.value)
            pairs.append((member.name, member.value))
    return pairs


def _walked(
    module: Instance, machine: Machine, seen: list[Instance], prefix: str, *, recurse: bool
) -> list[Member] | None:
    """Parameters and buffers of the module and of those below it, no module twice."""
    if any(module is other for other in seen):
        return []
    seen.append(module)
    own = members(module, machine)
    if own is None:
        return None
    found: list[Member] = []
    for member in own:
        if member.role != "module":
            if recurse or "." not in member.name:
                found.append(replace(member, name=prefix + member.name))
        elif recurse:
            inner = _walked(member.value, machine, seen, f"{prefix}{member.name}.", recurse=True)
            if inner is None:
                return None
            found.extend(inner)
    return found
