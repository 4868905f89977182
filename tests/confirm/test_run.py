"""`shapelint run`: one call in every world at hand."""

from __future__ import annotations

import pytest

from shapelint.cli import main
from shapelint.confirm import session
from shapelint.confirm.spoken import NotUnderstoodError, read_call


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[list[str]]:
    assert main(["run", *arguments]) == 0
    lines = capsys.readouterr().out.splitlines()
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]


def test_all_worlds_say_the_same_of_a_layer(capsys: pytest.CaptureFixture[str]) -> None:
    torch = pytest.importorskip("torch")
    rows = shown(capsys, "torch.nn.GRU(96, 96)", "1000 8 96", "--device", "cpu")
    version = torch.__version__.partition("+")[0]
    assert [row[0] for row in rows[:2]] == ["our rule", f"torch {version} on cpu"]
    assert {row[1] for row in rows[:3]} == {"(1000, 8, 96), (1, 8, 96)"}
    assert ["weight_ih_l0", *["(288, 96)"] * 3] in rows
    assert rows[-1] == ["in all", *["55,872"] * 3]


def test_keras_names_its_parameters_as_our_rule_does(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("keras")
    rows = shown(capsys, "keras.layers.Dense(3, activation='relu')", "2 5")
    assert ["kernel", *["(5, 3)"] * 3] in rows
    assert rows[-1] == ["in all", "18", "18", "18"]


def test_a_function_takes_its_tensors_first(capsys: pytest.CaptureFixture[str]) -> None:
    rows = shown(capsys, "torch.flatten(1)", "2 3 4", "--device", "numpy")
    assert [row[1] for row in rows] == ["(2, 12)", "(2, 12)"]


@pytest.mark.parametrize(
    ("call", "shapes", "result"),
    [
        ("torch.cat(1)", ("2 3", "2 4"), "(2, 7)"),  # tensors in a list
        ("np.concatenate(axis=1)", ("2 3", "2 4"), "(2, 7)"),
        ("keras.layers.Concatenate()", ("2 3", "2 4"), "(2, 7)"),
        ("np.einsum('ij,jk->ik')", ("2 3", "3 4"), "(2, 4)"),  # an equation before them
        ("F.linear", ("2 3", "4 3"), "(2, 4)"),  # what one imports for short
        ("torch.nn.Linear(3, 4, dtype=torch.float32)", ("2 3",), "(2, 4)"),
    ],
)
def test_calls_are_read_as_people_write_them(
    call: str, shapes: tuple[str, ...], result: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = shown(capsys, call, *shapes, "--device", "numpy")
    assert {row[1] for row in rows[:2]} == {result}


@pytest.mark.parametrize(
    ("call", "shape", "count"),
    [
        ("nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))", "5 3", "26"),
        ("layers.Bidirectional(layers.LSTM(4))", "2 5 3", "256"),
        ("keras.Sequential([layers.Dense(3)])", "2 4", "15"),
        ("layers.MultiHeadAttention(2, 4)", "2 5 8", "288"),
    ],
)
def test_what_consists_of_layers_is_read_and_counted(
    call: str, shape: str, count: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("keras")
    shapes = (shape, shape) if "Attention" in call else (shape,)
    rows = shown(capsys, call, *shapes, "--device", "cpu")
    assert rows[0][1] == rows[1][1]
    assert set(rows[-1][1:]) == {count}
    assert all("-" not in row for row in rows)


def test_a_layer_that_is_not_called_has_its_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    rows = shown(capsys, "torch.nn.Linear(3, 4)", "--device", "numpy")
    assert {row[1] for row in rows[:2]} == {"made; a shape behind it calls it"}
    assert rows[-1][:2] == ["in all", "16"]


def test_a_library_that_is_missing_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session.importlib.util, "find_spec", lambda name: None)
    rows = shown(capsys, "torch.relu", "2 3")
    assert rows == [["our rule", "(2, 3)"], ["torch", "not run: it is not installed"]]


def test_a_name_that_is_nearly_right_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "torch.nn.Liner(3, 4)", "2 3"]) == 2
    assert "did you mean torch.nn.Linear" in capsys.readouterr().err


def test_a_refusal_is_told_in_each_world(capsys: pytest.CaptureFixture[str]) -> None:
    rows = shown(capsys, "torch.nn.Linear(3, 4)", "2 5", "--device", "numpy")
    assert rows[0][1] == "refused: SHP201 Linear expects 3 features, gets 5"
    assert rows[1][1] == "refused: (2, 5) times the weights: 5 columns meet 3 rows"
    assert rows[-1] == ["in all", "16", "-"]


@pytest.mark.parametrize(
    "call",
    [
        "os.system('true')",
        "torch.load('x')",
        "__import__('os').system('true')",
        "torch.nn.Linear(3, open('x'))",
        "torch.nn.Linear(*range(2))",
        "torch.nn.Linear(**{'in_features': 3})",
        "torch.nn.Linear(3, lambda: 4)",
        "(lambda: 3)()",
        "torch.nn.Linear(3, 4)(x)",
        "torch",
        "torch.nn.Linear(",
        "x = 3",
        "[" * 10_000,
    ],
)
def test_what_is_no_plain_call_is_not_read(call: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotUnderstoodError):
        read_call(call, [])
    assert main(["run", "--", call]) == 2
    assert capsys.readouterr().err.startswith("shapelint: ")


def test_texts_and_sizes_have_their_limits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "torch.nn.Conv1d(3, 4, 2, padding_mode='/etc/passwd')", "2 3 9"]) == 2
    assert "no known word" in capsys.readouterr().err
    assert main(["run", "torch.relu", "9 x"]) == 2
    assert "is no shape" in capsys.readouterr().err
    rows = shown(capsys, "torch.relu", "90000 90000", "--device", "numpy")
    assert rows == [["our rule", "(90000, 90000)"], [rows[1][0], "not run: not allowed: the arrays are too large"]]
