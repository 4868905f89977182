"""Tables of pandas on their way into arrays; the sizes were seen in pandas 3.1."""

from __future__ import annotations

import pytest

from tests.engine.programs import Sizes, codes, shapes

TABLE = """
import numpy as np
import pandas as pd
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
df = pd.DataFrame({"a": np.arange(8), "b": np.arange(8), "c": list("xyxyxyxy")})
df["d"] = df["a"] * 2
df["a"] = df["a"].astype("float32")
read = pd.read_csv("data.csv")
"""


@pytest.mark.parametrize(
    ("expression", "sizes"),
    [
        ("df[['a', 'b', 'd']].values", (8, 3)),
        ("df['c'].map({'x': 0, 'y': 1}).values", (8,)),
        ("df.drop(columns=['c']).to_numpy()", (8, 3)),
        ("df.drop('c', axis=1).iloc[2:6, :-1].values", (4, 2)),
        ("df.iloc[:, 0].values", (8,)),
        ("df.iloc[0].values", (4,)),
        ("np.array(df)", (8, 4)),
        ("np.asarray(df.pop('d'))", (8,)),
        ("df[df['a'] > 3].values", (None, 4)),
        ("pd.concat([df, df]).values", (16, 4)),
        ("pd.get_dummies(df['c']).values", (8, None)),
        ("StandardScaler().fit_transform(df[['a', 'b']])", (8, 2)),
        ("LabelEncoder().fit_transform(df['c'])", (8,)),
        ("train_test_split(df, df['a'], test_size=0.25)[0].values", (6, 4)),
        ("train_test_split(df, df['a'], test_size=0.25)[3].values", (2,)),
        ("np.column_stack([df[c] for c in ('a', 'b')])", (8, 2)),
        ("np.array([test for train, test in KFold(4).split(df)])", (4, 2)),
        ("np.zeros(df.shape)", (8, 4)),
        ("read.iloc[:, 1:5].values", (None, None)),
        ("read[['a', 'b']].dropna().values", (None, 2)),
        ("read.drop('a', axis=1).values", (None, None)),
        ("((read - read.mean()) / read.std()).values", (None, None)),
    ],
)
def test_sizes(expression: str, sizes: Sizes) -> None:
    (found,) = shapes(TABLE + f"x = {expression}\n")["x"]
    assert found == sizes


def test_a_table_that_is_changed() -> None:
    text = TABLE + "df.drop('c', axis=1, inplace=True)\ndf['e'] = 1\nx = df.values\n"
    assert shapes(text)["x"] == [(8, 4)]
    text = TABLE + "df.insert(0, 'e', 1)\ndel df['c'], df['d']\nx = df.values\n"
    assert shapes(text)["x"] == [(8, 3)]
    text = TABLE + "df.loc[9] = 0\nx = df.values\n"
    assert shapes(text)["x"] == [(None, 4)]
    text = TABLE + "df.loc[df['a'] > 1, 'e'] = 0\ndf.loc[::2, 'a'] = 1\nx = df.values\n"
    assert shapes(text)["x"] == [(8, 5)]
    text = TABLE + "empty = pd.DataFrame({'a': []})\nempty['a'] = [1, 2, 3]\nx = empty.values\n"
    assert shapes(text)["x"] == [(3, 1)]
    text = TABLE + "read['e'] = 1\nread.dropna(inplace=True)\nx = read.values\n"
    assert shapes(text)["x"] == [(None, None)]


MODEL = """
import keras
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
"""


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("model.fit(df[['a', 'b']], df['d'])", []),
        ("model.fit(df[['a', 'b', 'd']], df['d'])", ["SHP802"]),
        ("model.fit(df[['a', 'b']], df['d'][:5])", ["SHP804"]),
        ("model.predict(df.drop('c', axis=1))", ["SHP802"]),
        ("model.fit(read[['a', 'b']], read['d'])", []),
        ("model.fit(read, read['d'])", []),
        ("StandardScaler().fit_transform(df['a'])", ["SHP101"]),
    ],
)
def test_tables_for_a_model(line: str, found: list[str]) -> None:
    assert codes(TABLE + MODEL + line + "\n") == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("df['e'] = np.zeros(8)", []),
        ("df['e'] = np.zeros(7)", ["SHP804"]),
        ("df['e'] = [0] * 8", []),
        ("df['e'] = [0, 1]", ["SHP804"]),
        ("df['e'] = np.zeros((8, 2))", ["SHP101"]),
        ("df['e'] = pd.Series([1, 2])", []),
        ("df[['a', 'b']] = [0, 1]", []),
        ("df[df['a'] > 3] = 0", []),
        ("pd.DataFrame()['e'] = np.zeros(7)", []),
        ("read['e'] = np.zeros(7)", []),
        ("df.insert(9, 'e', 0)", ["SHP506"]),
        ("df.insert(4, 'e', 0)", []),
    ],
)
def test_columns_that_are_set(line: str, found: list[str]) -> None:
    assert codes(TABLE + line + "\n") == found
