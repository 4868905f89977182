"""Recurrent layers, step by step and gate by gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np

from shapelint.confirm.kernels.activations import sigmoid
from shapelint.confirm.kernels.registry import Array, Weights, layer

State = tuple[Array, ...]
Cell = Callable[[Array, Array, State], State]


def simple(inner: Array, recurrent: Array, state: State) -> State:
    """A plain step: (N, hidden) of the input and of the state."""
    return (np.tanh(inner + recurrent),)


def lstm(inner: Array, recurrent: Array, state: State) -> State:
    """Input, forget, cell and output gate, (N, 4 * hidden)."""
    entry, forget, cell, exit = np.split(inner + recurrent, 4, axis=-1)
    kept = sigmoid(forget) * state[1] + sigmoid(entry) * np.tanh(cell)
    return sigmoid(exit) * np.tanh(kept), kept


def gru(inner: Array, recurrent: Array, state: State) -> State:
    """Reset, update and new gate, (N, 3 * hidden), in the order of PyTorch."""
    (reset, update, new), (reset2, update2, new2) = (np.split(each, 3, axis=-1) for each in (inner, recurrent))
    chosen = sigmoid(update + update2)
    fresh = np.tanh(new + sigmoid(reset + reset2) * new2)
    return ((1 - chosen) * fresh + chosen * state[0],)


_CELLS: Final[dict[str, tuple[Cell, int, int]]] = {"RNN": (simple, 1, 1), "GRU": (gru, 3, 1), "LSTM": (lstm, 4, 2)}


def _scan(x: Array, cell: Cell, state: State, weights: tuple[Array, Array, Array, Array]) -> tuple[Array, State]:
    """(L, N, features) to the states after each step (L, N, hidden), and the last one."""
    into, within, bias_in, bias_within = weights
    outputs = []
    for step in x:
        state = cell(step @ into.T + bias_in, state[0] @ within.T + bias_within, state)
        outputs.append(state[0])
    return np.stack(outputs), state


def _recurrent(kind: str, weights: Weights, made: Mapping[str, Any], x: Array, given: Any) -> Any:
    cell, gates, states = _CELLS[kind]
    if made.get("proj_size") or made.get("nonlinearity", "tanh") != "tanh":
        raise NotImplementedError("projections and other nonlinearities have no reference kernel")
    hidden, ways = made["hidden_size"], 2 if made["bidirectional"] else 1
    if x.ndim == 2:
        raise NotImplementedError("inputs without a batch have no reference kernel")
    steps = np.swapaxes(x, 0, 1) if made["batch_first"] else x
    begin = _given_states(given, states, (made["num_layers"] * ways, steps.shape[1], hidden))
    last: list[State] = []
    for level in range(made["num_layers"]):
        size = made["input_size"] if level == 0 else hidden * ways
        sides = []
        for way in range(ways):
            suffix = f"_l{level}{'_reverse' if way else ''}"
            shape = gates * hidden
            bias = [weights(f"bias_{end}{suffix}", shape) if made["bias"] else np.zeros(shape) for end in ("ih", "hh")]
            own = weights(f"weight_ih{suffix}", shape, size), weights(f"weight_hh{suffix}", shape, hidden), *bias
            state = tuple(each[level * ways + way] for each in begin)
            output, state = _scan(steps[::-1] if way else steps, cell, state, own)
            sides.append(output[::-1] if way else output)
            last.append(state)
        steps = np.concatenate(sides, axis=-1)
    ends = tuple(np.stack(each) for each in zip(*last, strict=True))
    return np.swapaxes(steps, 0, 1) if made["batch_first"] else steps, ends if states == 2 else ends[0]


def _given_states(given: Any, count: int, shape: tuple[int, ...]) -> State:
    if given is None:
        return tuple(np.zeros(shape, np.float32) for _ in range(count))
    states = tuple(given) if isinstance(given, list | tuple) else (given,)
    for state in states:
        if state.shape != shape:
            raise ValueError(f"an initial state of shape {shape} is wanted, got {state.shape}")
    return states


@layer("torch.nn.RNN")
def torch_rnn(weights: Weights, made: Mapping[str, Any], x: Array, hx: Any = None) -> Any:
    """(L, N, features) to (L, N, ways * hidden) and the last states."""
    return _recurrent("RNN", weights, made, x, hx)


@layer("torch.nn.GRU")
def torch_gru(weights: Weights, made: Mapping[str, Any], x: Array, hx: Any = None) -> Any:
    """(L, N, features) to (L, N, ways * hidden) and the last states."""
    return _recurrent("GRU", weights, made, x, hx)


@layer("torch.nn.LSTM")
def torch_lstm(weights: Weights, made: Mapping[str, Any], x: Array, hx: Any = None) -> Any:
    """(L, N, features) to (L, N, ways * hidden), the last states and cells."""
    return _recurrent("LSTM", weights, made, x, hx)


def _torch_cell(weights: Weights, made: Mapping[str, Any], x: Array, given: Any = None, *, kind: str) -> Any:
    """One step: (N?, features) to the next state, or states."""
    cell, gates, states = _CELLS[kind]
    if made.get("nonlinearity", "tanh") != "tanh":
        raise NotImplementedError("other nonlinearities have no reference kernel")
    hidden, width = made["hidden_size"], gates * made["hidden_size"]
    state = _given_states(given, states, (*x.shape[:-1], hidden))
    into, within = weights("weight_ih", width, made["input_size"]), weights("weight_hh", width, hidden)
    bias = [weights(f"bias_{end}", width) if made["bias"] else np.zeros(width) for end in ("ih", "hh")]
    found = cell(x @ into.T + bias[0], state[0] @ within.T + bias[1], state)
    return found if states > 1 else found[0]


for _kind in _CELLS:
    layer(f"torch.nn.{_kind}Cell")(partial(_torch_cell, kind=_kind))


Step = Callable[[Array, State], State]


def _keras(made: Mapping[str, Any], x: Array, count: int, step: Step, given: Any) -> Any:
    """(N, steps, features): the state after the last step, or after each, and what else is asked for."""
    usual = made["activation"] == "tanh" and made.get("recurrent_activation", "sigmoid") == "sigmoid"
    if not usual:
        raise NotImplementedError("other activations have no reference kernel")
    state = _given_states(given, count, (x.shape[0], made["units"]))
    outputs = []
    for now in np.swapaxes(x, 0, 1)[:: -1 if made["go_backwards"] else 1]:
        state = step(now, state)
        outputs.append(state[0])
    result = np.stack(outputs, axis=1) if made["return_sequences"] else outputs[-1]
    return (result, *state) if made["return_state"] else result


def _parameters(weights: Weights, made: Mapping[str, Any], x: Array, gates: int, rows: int = 1) -> tuple[Array, ...]:
    """The kernel, the recurrent kernel, and `rows` of biases, each for all gates."""
    if x.ndim != 3:
        raise ValueError(f"an input of 3 axes (batch, steps, features) is wanted, got {x.shape}")
    if made["stateful"]:
        weights.keep(len(x))
    width = gates * made["units"]
    kernel, recurrent = weights("kernel", x.shape[-1], width), weights("recurrent_kernel", made["units"], width)
    if not made["use_bias"]:
        return kernel, recurrent, np.zeros((rows, width), np.float32)
    bias = weights("bias", width) if rows == 1 else weights("bias", rows, width)
    return kernel, recurrent, bias.reshape(rows, width)


def _as_torch(
    cell: Cell, gates: int, count: int, weights: Weights, made: Mapping[str, Any], x: Array, given: Any
) -> Any:
    kernel, recurrent, bias = _parameters(weights, made, x, gates)
    return _keras(made, x, count, lambda now, state: cell(now @ kernel + bias[0], state[0] @ recurrent, state), given)


@layer("keras.layers.SimpleRNN")
def keras_rnn(weights: Weights, made: Mapping[str, Any], x: Array, initial_state: Any = None) -> Any:
    """(N, steps, features) to (N, units), or (N, steps, units)."""
    return _as_torch(simple, 1, 1, weights, made, x, initial_state)


@layer("keras.layers.LSTM")
def keras_lstm(weights: Weights, made: Mapping[str, Any], x: Array, initial_state: Any = None) -> Any:
    """(N, steps, features) to (N, units), or (N, steps, units)."""
    return _as_torch(lstm, 4, 2, weights, made, x, initial_state)


@layer("keras.layers.GRU")
def keras_gru(weights: Weights, made: Mapping[str, Any], x: Array, initial_state: Any = None) -> Any:
    """(N, steps, features) to (N, units), or (N, steps, units): update, reset and new gate, in this order.

    With `reset_after` the state is multiplied first and reset then, and has a bias of its own.
    """
    after = made["reset_after"]
    kernel, recurrent, bias = _parameters(weights, made, x, 3, 2 if after else 1)
    within = recurrent[:, : 2 * made["units"]], recurrent[:, 2 * made["units"] :]
    own = bias[-1] if after else np.zeros_like(bias[0])
    own_gates, own_new = own[: 2 * made["units"]], own[2 * made["units"] :]

    def step(now: Array, state: State) -> State:
        (old,) = state
        update, reset, new = np.split(now @ kernel + bias[0], 3, axis=-1)
        update2, reset2 = np.split(old @ within[0] + own_gates, 2, axis=-1)
        kept, chosen = sigmoid(reset + reset2), sigmoid(update + update2)
        past = kept * (old @ within[1] + own_new) if after else (kept * old) @ within[1]
        return (chosen * old + (1 - chosen) * np.tanh(new + past),)

    return _keras(made, x, 1, step, initial_state)
