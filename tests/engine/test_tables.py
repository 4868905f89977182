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


MORE = """
import numpy as np
from sklearn.model_selection import train_test_split as split
import pandas as pd
df = pd.DataFrame({"x": np.arange(8.0), "y": np.arange(8), "c": list("abababab")})
num = pd.DataFrame(np.arange(24.0).reshape(8, 3), columns=["p", "q", "r"])
idx = pd.date_range("2020-01-01", periods=8)
ts = pd.Series(np.arange(8.0), index=idx)
chance = np.random.rand() > 0.5
"""


@pytest.mark.parametrize(
    ("lines", "sizes"),
    [
        ("df.columns = ['a', 'b', 'k']\nx = df.drop('a', axis=1).values", (8, 2)),
        ("df.columns = [c.upper() for c in df.columns]\nx = df.drop('X', axis=1).values", (8, 2)),
        ("df.columns = df.columns.str.upper()\nx = df.drop('X', axis=1).values", (8, 2)),
        ("df.columns = names_of_a_file()\nx = df.drop('x', axis=1).values", (8, 2)),
        ("df.rename(columns={'x': 'a'}, inplace=True)\nx = df.drop('a', axis=1).values", (8, 2)),
        ("df.rename(lambda c: c * 2, axis=1, inplace=True)\nx = df.drop('xx', axis=1).values", (8, 2)),
        ("df.query('y > 3', inplace=True)\nx = df.values", (None, 3)),
        ("df.eval('z = x + y', inplace=True)\nx = df.values", (8, None)),
        ("df.eval(some_text(), inplace=True)\nx = df.values", (None, None)),
        ("df.drop('x', axis=1, inplace=some_truth())\nx = df.values", (None, None)),
        ("df.reset_index(inplace=True)\nx = df.values", (8, None)),
        ("df.insert(1, 'z', df.pop('x'))\nx = df.iloc[:, :1].drop('y', axis=1).values", (8, 0)),
        ("for c in list(df.columns)[:2]: df.drop(c, axis=1, inplace=True)\nx = df.values", (8, 1)),
        ("df[some_name()] = 1\nx = df.values", (8, None)),
        ("from elsewhere import change\nchange(df)\nx = df.values", (None, None)),
        ("if chance: df.columns = list('abk')\nx = df.drop('x', axis=1).values", (8, 2)),
        ("if chance: df['n'] = 1\nx = df.values", (8, None)),
        ("df.at[9, 'x'] = 5\nx = df.values", (None, 3)),
        ("for i in range(len(df)): df.loc[i, 'x'] = i\nx = df.values", (8, 3)),
        ("s = df['x']\ns[20] = 1.0\nx = s.values", (None,)),
        ("e = pd.DataFrame()\ne['a'] = np.zeros(5)\ne['b'] = 1\nx = e.values", (5, 2)),
        ("e = pd.DataFrame(index=idx)\ne['a'] = 1\nx = e.values", (8, 1)),
    ],
)
def test_names_that_change(lines: str, sizes: Sizes) -> None:
    assert shapes(MORE + lines + "\n")["x"] == [sizes]


@pytest.mark.parametrize(
    ("expression", "sizes"),
    [
        ("(df['x'] - df['y']).values", (8,)),
        ("(df['x'] - ts).values", (None,)),
        ("(df['x'] - df['y'].sort_values()).values", (None,)),
        ("(df['x'].head(4) - df['y'].tail(4)).values", (None,)),
        ("(num - num.mean()).drop('p', axis=1).values", (8, 2)),
        ("(num.head(4) - num.tail(4)).values", (None, None)),
        ("(num.rename(columns={'p': 'z'}) - num).values", (8, None)),
        ("num.sub(num.mean(axis=1), axis=0).values", (8, 3)),
        ("pd.concat([df['x'], num], axis=1).values", (8, 4)),
        ("pd.concat([df, df], axis=1)[['x', 'y']].values", (8, None)),
        ("pd.DataFrame({'a': df['x'], 'b': df['y']}).values", (8, 2)),
        ("pd.DataFrame({'a': df['x'], 'b': ts}).values", (None, 2)),
        ("pd.DataFrame([{'a': i, 'b': i} for i in range(100)]).drop('a', axis=1).values", (100, 1)),
        ("pd.DataFrame([[i, i] for i in range(100)], columns=['a', 'b']).values", (100, 2)),
        ("pd.DataFrame(zip(range(5), range(5)), columns=['a', 'b']).values", (5, 2)),
        ("pd.DataFrame({'a': [1, 2, 3], 'b': 0}).values", (3, 2)),
        ("pd.date_range('2020-01-01', periods=5, freq='h').hour.values", (5,)),
        ("df[[c for c in df.columns if c != 'y']].values", (8, 2)),
        ("df[df.columns.difference(['y'])].values", (8, 2)),
        ("df.loc[:, df.columns != 'y'].values", (8, 2)),
        ("np.stack([num[c] for c in num.columns])", (3, 8)),
        ("np.sin(df['x']).rolling(2).mean().values", (8,)),
        ("np.exp(num).drop('p', axis=1).values", (8, 2)),
        ("np.where(df['x'] > 3, 1, 0)", (8,)),
        ("np.mean(df['x'])", ()),
        ("np.mean(num, axis=1).head(2).values", (2,)),
        ("df['x'].sum()", ()),
        ("num.mean(axis=1).values", (8,)),
        ("num.corr().values", (3, 3)),
        ("df.assign(n=1, m=df['x']).drop('n', axis=1).values", (8, 4)),
        ("df.sample(frac=1).reset_index(drop=True).values", (8, 3)),
        ("df.groupby('c')['x'].transform('mean').values", (8,)),
        ("df.groupby('c')['x'].mean().values", (None,)),
        ("df['c'].str.upper().values", (8,)),
        ("df['c'].str.split('b', expand=True).values", (8, None)),
        ("df[df['c'].isin(['a'])].values", (None, 3)),
        ("np.array(df['x'].tolist())", (8,)),
        ("np.array(list(zip(df['x'], df['y'])))", (8, 2)),
        ("df.loc[df['x'] > 3, ['x', 'y']].values", (None, 2)),
        ("df.loc[:, 'y':].values", (8, 2)),
        ("df.x.values", (8,)),
        ("np.array([num['p'].iloc[i] for i in range(8)])", (8,)),
        ("num.apply(np.sqrt).values", (8, 3)),
        ("num.apply(lambda r: r.sum(), axis=1).values", (8,)),
        ("pd.read_csv('data.csv', usecols=['a', 'b']).values", (None, 2)),
        ("ts.resample('2D').mean().values", (None,)),
        ("pd.DataFrame({'h': np.sin(2 * np.pi * ts.index.hour / 24)}).mean().values", (1,)),
        ("pd.DataFrame({'h': ts.to_numpy() + np.ones(len(ts))}).mean().values", (1,)),
        ("np.array([key for key, _ in num.groupby('p')])", ("n",)),
        ("np.array([[row['a']] for row in split([{'a': i} for i in range(240)], test_size=0.25)[0]])", (180, 1)),
        ("np.mean([(v.item(), 2.0) for v in np.ones(9)], axis=0)[0]", ()),
    ],
)
def test_more_sizes(expression: str, sizes: Sizes) -> None:
    assert shapes(MORE + f"x = {expression}\n")["x"] == [sizes]


@pytest.mark.parametrize(
    "line",
    [
        "x = df['c'].sum()",
        "x = pd.DataFrame({'t': idx})['t'].quantile(0.85)",
        "x = pd.DataFrame({'t': idx})['t'].mean()",
        "x = pd.Series([np.ones(3), np.ones(3)]).sum()",
        "x = np.mean(num)",
        "x = df['c'].apply(from_elsewhere)['a']",
        "x = df.groupby('c').agg(['min', 'max'])['x'].values",
        "df.columns = pd.MultiIndex.from_tuples([('a', 'x'), ('a', 'y'), ('b', 'c')])\nx = df['a'].values",
        "x = pd.DataFrame({('a', 'x'): [1], ('a', 'y'): [2]})['a'].values",
        "x = pd.read_pickle('anything')",
        "x = df['x'] + from_elsewhere()",
    ],
)
def test_what_nobody_knows(line: str) -> None:
    assert "x" not in shapes(MORE + line + "\n")


def test_what_a_function_fills_for_every_element() -> None:
    text = MORE + "rows = []\ndf['x'].apply(lambda v: rows.append(v))\nx = np.zeros(len(rows))\n"
    assert shapes(text)["x"] == [("n",)]


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
