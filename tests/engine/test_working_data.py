"""Ordinary code around data: what it draws, picks and gathers is as long as a run makes it."""

from __future__ import annotations

import pytest

from tests.engine.working import compare

PROGRAMS = {
    "known texts that are searched": """
        import re
        import numpy as np
        corpus = "the old lamp, and the ship. the lamp! a light"
        words = re.findall(r"\\w+|[.!,]", corpus)
        parts = re.split(r"[ ,.!]+", corpus)
        plain = re.sub(r"[^a-z ]", "", corpus).split()
        known = sorted(set(re.compile(r"[a-z]+").findall(corpus)))
        pairs = re.findall(r"(\\w+) (\\w+)", corpus)
        a, b, c, d = np.zeros(len(words)), np.zeros(len(parts)), np.zeros(len(plain)), np.zeros(len(known))
        e = np.zeros((len(pairs), len(pairs[0])))
    """,
    "a dataset of nothing": """
        import torch
        from torch.utils.data import DataLoader, Dataset
        class Part(Dataset):
            def __init__(self, count):
                self.rows = torch.zeros(count)
            def __len__(self):
                return len(self.rows)
            def __getitem__(self, index):
                return self.rows[index]
        a = torch.zeros(len(DataLoader(Part(3), batch_size=1)))
        for row in DataLoader(Part(0), batch_size=1):
            a = row
    """,
    "sizes that are arrays without axes": """
        import numpy as np
        rng = np.random.default_rng(0)
        length = rng.integers(6, 7)
        words, kept = rng.integers(0, 5, length), rng.random(length) < 2.0
        zeros, row = np.zeros(length), np.arange(3)[2]
        wide = np.zeros(row)[None]
        pairs = np.stack([words, words[kept]])
        del words, kept, zeros, wide
    """,
    "arrays in an array that need not hold numbers": """
        import numpy as np
        cells = np.array([np.zeros((2, 3)), np.zeros((1, 3))] + [None], dtype=object)[:2]
        rows = np.concatenate(cells)
        pairs = np.stack(cells[:1])
        del rows, pairs, cells
        whole = np.zeros(3)
    """,
    "tables of texts by chance": """
        import numpy as np
        vocabulary = {"kind": ["a", "b", "c"], "city": ["city_%d" % i for i in range(20)]}
        def table_of(n, rng):
            table = {name: rng.choice(words, n) for name, words in vocabulary.items()}
            table["age"] = rng.integers(18, 75, n)
            kinds = np.array([vocabulary["kind"].index(word) for word in table["kind"]])
            table["label"] = kinds + (table["city"] == "city_3") * 2.0
            return table
        table = table_of(50, np.random.default_rng(0))
        label, city = table["label"].reshape(-1, 1), table["city"]
        other = np.random.choice(["x", "y"], 30) != "x"
        groups = {int(t): t for t in np.unique(np.arange(9))}
        some = np.random.choice(list(groups), 3, replace=False)
        offset = abs(np.ogrid[:4, :5][0] - 3) + 0 * other[:5]
    """,
    "the same place read twice": """
        import numpy as np
        import torch
        from torch.utils.data import DataLoader, Dataset
        class Windows(Dataset):
            def __init__(self, series, length):
                self.series, self.length = series, length
                self.starts = np.random.randint(0, len(series) - length, 12)
            def __len__(self):
                return len(self.starts)
            def __getitem__(self, i):
                return self.series[self.starts[i] : self.starts[i] + self.length]
        for rows in DataLoader(Windows(np.zeros((90, 3)), 20), batch_size=4):
            rows = rows * 2
        begins = torch.randint(0, 900, (5,))
        parts = torch.stack([torch.zeros(1000)[begins[k] : begins[k] + 50] for k in range(5)])
        moved = parts + parts[:, begins[0] % 2 : begins[0] % 2 + 1]
    """,
    "rows that are cut or filled up to one length": """
        import io
        import numpy as np
        LENGTH = 5
        PLACES = {character: place for place, character in enumerate("0123456789 ")}
        def of_characters(text):
            numbers = [PLACES[character] for character in text[:LENGTH]]
            return numbers + [0] * (LENGTH - len(numbers))
        def of_words(text, length):
            numbers = [int(word) for word in text.split()][:length]
            numbers += [0] * (length - len(numbers))
            return numbers
        def either_way(text, length):
            numbers = [int(word) for word in text.split()]
            if len(numbers) < length:
                return numbers + [0] * (length - len(numbers))
            return numbers[:length]
        texts = io.StringIO("1 2 3\\n4 5\\n6 7 8 9\\n").read().split("\\n")[:3]
        first = np.array(of_characters(texts[0]))
        second = np.array(of_words(texts[1], 3))
        third = np.array(either_way(texts[2], 3))
    """,
    "named tuples with another field": """
        from collections import namedtuple
        from typing import NamedTuple
        import torch
        Pair = namedtuple("Pair", ["x", "y"])
        class Batch(NamedTuple):
            rows: torch.Tensor
            size: int = 3
            def doubled(self):
                return self._replace(rows=self.rows.repeat(2, 1), size=2 * self.size)
        pair = Pair(torch.zeros(3, 4), torch.zeros(3))._replace(x=torch.zeros(5, 6))
        x, y = pair.x, pair._asdict()["y"]
        batch = Batch(torch.zeros(3, 4)).doubled()
        rows, more = batch.rows, torch.zeros(batch.size)
        both = torch.zeros(len(pair._fields))
    """,
    "edges of a graph, and places that are counted back": """
        import numpy as np
        import torch
        rng = np.random.RandomState(0)
        words = np.stack([rng.multinomial(15, topic) for topic in rng.dirichlet(np.ones(6), size=4)])
        source, target = torch.tensor([0, 1, 2]), torch.tensor([1, 2, 3])
        edges = torch.stack([source, target])
        loops = torch.arange(4, dtype=edges.dtype).unsqueeze(0).repeat(2, 1)
        source, target = torch.cat([edges, loops], dim=1)
        heads = torch.zeros(4, 2)[source] + torch.zeros(4, 2)[target]
        schedule = torch.linspace(0, 1, 10)
        for time, before in zip(*[list(reversed(torch.linspace(-1, 9, steps=5).int().tolist()))] * 2):
            now = schedule[time] if time >= 0 else torch.ones(())
        movie = np.zeros((6, 4, 3))[np.random.choice(range(len(words) + 2), size=1)[0]]
    """,
    "indices that are brought to a device": """
        import torch
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        where = "cuda:0" if torch.cuda.is_available() else "cpu"
        def index_points(points, index):
            view, repeat = list(index.shape), list(index.shape)
            view[1:], repeat[0] = [1] * (len(view) - 1), 1
            rows = torch.arange(points.shape[0], dtype=torch.long).to(points.device).view(view).repeat(repeat)
            return points[rows, index, :]
        near = index_points(torch.zeros(4, 20, 3), torch.zeros(4, 5, 6, dtype=torch.long).to(device))
        kept = torch.zeros(7, 3).to(where)[torch.ones(7, dtype=torch.bool).to(where)]
        some = torch.zeros(7, 3)[torch.arange(5).to(where)]
    """,
    "words looked up of which one may be missing": """
        import random
        import numpy as np
        import torch
        from collections import Counter
        words = [random.choice(["a", "b"]) for _ in range(7)]
        counted = sorted(word for word, count in Counter(words).items() if count >= 1)
        places = {word: place for place, word in enumerate(["<unknown>"] + counted)}
        missing = places.get("<unknown>")
        ids = torch.tensor([places.get(word, missing) for word in words])
        rows = torch.zeros(9, 4)[ids]
        pairs = torch.tensor([[places.get(word, missing) for word in words[:3]] for _ in range(2)])
        of_numpy = np.array([places.get(word) for word in words])
        longest = None
        for word in words:
            longest = len(word) if longest is None or len(word) > longest else longest
        shifted = ids + longest
        chosen = None
        for word in words:
            chosen = len(word) if random.random() < 0.5 else chosen
        picked = np.zeros((3, 2))[[chosen or 0, 1]] * (chosen or 1)
        del longest
    """,
    "streams of samples": """
        import numpy as np
        import torch
        from torch.utils.data import DataLoader, IterableDataset
        class Lines(IterableDataset):
            def __init__(self, count):
                self.count = count
            def __iter__(self):
                rng = np.random.default_rng(0)
                for _ in range(self.count):
                    yield np.zeros((3, rng.integers(4, 9)), dtype=np.float32), 1
                    yield np.zeros((3, 4), dtype=np.float32), 0
        class Fixed(IterableDataset):
            def __iter__(self):
                return iter([torch.zeros(4)] * 90)
        def padded(batch):
            lines, labels = zip(*batch)
            widths = torch.tensor([line.shape[1] for line in lines])
            heights = torch.tensor([each[0].shape[0] for each in batch])
            return torch.stack([torch.from_numpy(line)[:, 0] for line in lines]), widths, heights
        for lines, widths, heights in DataLoader(Lines(40), batch_size=8, collate_fn=padded):
            pass
        for fixed in DataLoader(Fixed(), batch_size=7, drop_last=True):
            pass
        def pairs(count):
            for number in range(count):
                yield np.zeros(5), number
        def twice(count):
            yield from pairs(count)
            for features, number in pairs(count):
                yield features, number
        features, numbers = map(np.array, zip(*pairs(150)))
        counted = np.zeros(sum(1 for _ in twice(150)))
        both = np.stack([each for each, _ in twice(150)])
    """,
    "sizes that are read are the same each time": """
        import random
        import numpy as np
        import torch
        parts = [torch.zeros(size, 3) for size in (4, 5)]
        part = parts[random.randrange(2)]
        wide = torch.cat([part, torch.zeros(len(part), 4), torch.zeros(part.shape[0], 1)], dim=1).T.sum(dim=1)
        taken = np.zeros((7, 3))[:random.randrange(3, 5)]
        length = taken.shape[0]
        joined = np.concatenate([taken, np.ones((length, 2)), np.ones((len(taken), 2))], axis=1).sum(axis=0)
        del parts, part, taken
    """,
    "texts that nobody knows": """
        import random
        import numpy as np
        import torch
        from torch.utils.data import DataLoader
        table = {}
        for column in ["town", "style"]:
            codes = np.random.randint(0, 25, size=90)
            table[column] = np.array(["%s_%02d" % (column[:3].upper(), code) for code in codes])
        effects = np.random.normal(0, 0.3, 25)[[int(text[-2:]) for text in table["town"]]]
        places = [{text: at for at, text in enumerate(np.unique(table[name]))} for name in table]
        coded = np.array([[place.get(text, 0) for text in table[name]] for name, place in zip(table, places)]).T
        lines = [f"{code}: " + " ".join(random.choices("abc", k=code + 1)) for code in codes]
        first = np.array([line.split(":")[0].strip() for line in lines])
        kind = np.array(["long" if len(line) > 9 else "short" for line in lines])
        is_long = np.array([line.startswith("1") or line == "0: a" for line in lines])
        letters = torch.tensor([ord(line[0]) for line in lines])
        same = np.zeros(3)
        same[0] = same[1] + (lines[0][0] != lines[1][0])
        for texts, number in DataLoader(list(zip(lines, range(90))), batch_size=9):
            lengths = torch.tensor([len(text) for text in texts])
        picked = torch.zeros(90, 3)[[np.argmax(np.zeros(5)) for _ in range(7)]]
        del texts
    """,
    "texts that are searched": """
        import re
        import string
        import numpy as np
        lines = [f"{code} words, of a text" for code in np.random.randint(0, 9, 30)]
        pairs = re.compile(r"(\\w)(\\s)")
        counted = np.array([len(re.findall(r"[a-z]+", line)) for line in lines])
        first = np.array([re.findall(r"[a-z]+", line)[0] for line in lines])
        both = np.array([pairs.findall(line)[0] for line in lines])
        plain = np.array([re.sub(r"\\d", "", line, count=1) for line in lines])
        parts = np.array([re.split(r",\\s*", string=line)[0] for line in lines])
        table = str.maketrans("", "", string.punctuation)
        bag = np.array([[line.translate(table).split().count(word) for word in ("a", "text")] for line in lines])
        hashed = np.zeros((30, 8))[np.arange(30), [hash(line) % 8 for line in lines]]
    """,
    "keys of dicts, and a named tuple or None": """
        import numpy as np
        from collections import Counter, namedtuple
        Split = namedtuple("Split", "feature value gain")
        rows, labels = np.random.rand(60, 4), np.random.randint(0, 3, 60)
        votes = np.stack([labels, labels[::-1], labels])
        majority = np.array([Counter(column).most_common(1)[0][0] for column in votes.T])
        likeliest = np.array([Counter(labels.tolist()).most_common(1)[0][0] for _ in range(5)])
        words = ["word %d" % label for label in labels]
        index = {word: place for place, word in enumerate(words)}
        of_words = np.array(list(index) + [word for word, _ in index.items()] + sorted(index))[:3]
        ranked = np.array([[count, len(word)] for word, count in Counter(words).most_common()]).sum(axis=0)
        def best_split(rows):
            best = None
            for feature in range(rows.shape[1]):
                values = np.unique(rows[:, feature])
                for value in (values[:-1] + values[1:]) / 2:
                    gain = (rows[:, feature] <= value).mean()
                    if best is None or gain > best.gain:
                        best = Split(feature, value, gain)
            return best
        found = best_split(rows)
        below = rows[:, found.feature] <= found.value
        del of_words
    """,
    "windows that begin at places in a list": """
        import torch
        from torch.utils.data import DataLoader, Dataset

        class Windows(Dataset):
            def __init__(self, series, before, after, stride):
                self.series, self.before, self.after = series, before, after
                starts = range(0, series.shape[1] - before - after + 1, stride)
                self.index = [(i, s) for i in range(len(series)) for s in starts]
            def __len__(self):
                return len(self.index)
            def __getitem__(self, at):
                i, s = self.index[at]
                mid = s + self.before
                return self.series[i, s:mid], self.series[i, mid:mid + self.after]

        data = Windows(torch.randn(12, 480), 48, 12, 2)
        for x, y in DataLoader(data, batch_size=128, drop_last=True):
            pass
        starts = [s for s in range(0, 400)]
        begin = starts[70]
        part = data.series[:, begin:begin + 80]
    """,
    "texts of several lengths, filled up": """
        import random
        import numpy as np
        import torch
        from datetime import date, timedelta

        MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        def pair():
            day = date(1980, 1, 1) + timedelta(days=random.randrange(15000))
            month = MONTHS[day.month - 1]
            return random.choice([f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}"]), day.isoformat()
        def encode(text, length):
            ids = [ord(c) for c in text]
            return ids + [0] * (length - len(ids))
        pairs = [pair() for _ in range(100)]
        source = np.array([encode(s, 14) for s, _ in pairs])
        target = np.array([encode(t, 10) for _, t in pairs])
        one = torch.tensor(encode(random.choice(["cat", "mouse"]), 5))
        for _ in range(5):
            text = random.choice(["a", "bcd"])
            longer = torch.zeros(len(text) - len(text) + 2)
    """,
    "texts as bytes": """
        import random
        import numpy as np
        import torch

        class Bytes:
            vocab_size = 256
            def encode(self, text):
                return list(text.encode("utf-8"))
            def decode(self, ids):
                return bytes(ids).decode("utf-8", errors="replace")

        tok = Bytes()
        ids = torch.tensor(tok.encode("naïve ideas"))
        again = torch.tensor(tok.encode(tok.decode([104, 105, 106])))
        first = np.array(list("hello world".encode("utf-8")[:8]))
        either = torch.tensor(list(random.choice([b"abc", b"def"])))
        joined = torch.zeros(len(b"abc" + "de".encode() * 2), len(bytes(3)), len(b"abc"[1:]))
        table = torch.zeros(tok.vocab_size, 4)[ids]
        scalar = np.array("text".encode())
        low, high = "hi".encode()
        sum_of = torch.zeros(low + high - 200)
    """,
    "texts of which the length is known": """
        import random
        import string
        import numpy as np
        import torch
        from torch.nn.utils.rnn import pad_sequence
        year, month, day = random.randint(1990, 2019), random.randint(1, 12), random.randint(1, 28)
        code = np.random.randint(100, 999)
        texts = [
            f"{year:04d}-{month:02d}-{day:02d}", "%04d-%02d-%02d" % (year, month, day), str(year), f"{year}/{month:>3}",
            "{:02d}{:02d}".format(month, day), "{m:02d}.{y!s:>6}".format(m=month, y=year), str(day).zfill(4),
            "".join(random.choice(string.ascii_letters) for _ in range(7)), "".join(random.choices("abc", k=5)),
            "-".join(random.sample(string.ascii_lowercase, 3)), "%s:%d" % (str(year), code), format(day, "05b"),
            str(day).ljust(8), str(day).rjust(3) + " ", f"{code}{-code}",
            "%-5s|%+d%%" % (day, year), f"{day:<4}{code:,}",
        ]
        texts += [texts[0][::-1], texts[0] + texts[1], texts[2] * 3, texts[0].upper().lower(), texts[7][:3]]
        texts += [texts[0][1:], texts[0][-4:], texts[0][random.randrange(3)], chr(ord("a") + random.randrange(26)) * 2]
        lengths = [np.zeros(len(text)) for text in texts]
        first, second, third, fourth, fifth, sixth = [np.ones(len(text)) for text in texts[:6]]
        more = [np.zeros((len(text), 2)) for text in texts[6:]]
        a, b, c, d, e, f, g, h, i, j, *rest = more
        k, l, m, n, o, p, q, r, s, t = rest
        name = str(day)
        wide = np.zeros(len(name + " " * (7 - len(name))))
        stoi = {each: at for at, each in enumerate(string.digits + "+")}
        pairs = []
        for _ in range(300):
            left, right = random.randint(10, 99), random.randint(10, 99)
            pairs.append((f"{left}+{right}", f"{left + right:03d}"))
        questions, answers = zip(*pairs)
        longest = max(len(each) for each in questions)
        asked = np.zeros((len(questions), longest, len(stoi)))
        for at, text in enumerate(questions):
            for place, each in enumerate(text):
                asked[at, place, stoi[each]] = 1
        coded = np.array([[stoi[each] for each in text] for text in questions])
        target = torch.tensor([[1] + [stoi.get(each, 0) for each in text] + [2] for text in answers])
        padded = pad_sequence([torch.tensor([stoi[each] for each in list(text)]) for text in questions[:8]])
        widths = np.array([len("".join(sorted(text))) for text in questions])
        del lengths, more, rest
    """,
    "sums that are written": """
        import random
        import numpy as np
        pairs = [(random.randint(10, 99), random.randint(10, 99)) for _ in range(200)]
        questions = [f"{a}+{b}" for a, b in pairs]
        answers = [f"{-a:4d}" for a, b in pairs]
        coded = np.array([[ord(each) for each in text] for text in questions])
        target = np.array([[ord(each) for each in text] for text in answers])
        def number(most):
            return int("".join(random.choice("0123456789") for _ in range(random.randint(1, most))))
        asked = []
        for _ in range(90):
            a, b = number(3), number(2)
            asked.append((f"{a} + {b}".ljust(9)[::-1], str(a + b).rjust(5)))
        padded = np.array([[ord(each) for each in text] for text, _ in asked])
        summed = np.array([[ord(each) for each in text] for _, text in asked])
        loss = [random.randint(2, 9) for _ in range(100)]
        if -loss[3] < 0:
            summed = summed[:, :3]
        digits = [random.randint(0, 9) for _ in range(8)]
        row = np.zeros(len("".join(map(str, sorted(digits)))))
    """,
    "days by chance": """
        import datetime as dt
        import random
        import numpy as np
        from datetime import date, datetime, timedelta
        months = ["january", "february", "march", "april", "may", "june", "july"] + ["october"] * 5
        first = date(1950, 1, 1)
        day = dt.date.fromordinal(first.toordinal() + random.randint(0, 30000))
        later = first + dt.timedelta(days=random.randrange(30000))
        before = timedelta(days=3) + later - timedelta(hours=random.randint(1, 400))
        now = datetime.now()
        forms = [
            day.isoformat(), later.strftime("%d/%m/%Y"), str(day), f"{later}", f"{day:%y%m%d}",
            f"{now:%Y-%m-%d %H:%M:%S}", str(day.year), f"{later.day:02d}.{later.month:02d}.{later.year}",
            now.date().isoformat(), first.isoformat() + "!",
            date(random.randint(1990, 1999), 2, random.randint(1, 28)).isoformat(), before.replace(day=1).isoformat(),
        ]
        a, b, c, d, e, f, g, h, i, j, k, l = [np.zeros(len(text)) for text in forms]
        months[day.month - 1], (later - first).days, day.weekday()
        pairs = []
        for _ in range(200):
            day = date.fromordinal(700000 + random.randint(0, 9000))
            pairs.append((day, day.isoformat()))
        coded = np.array([[ord(each) for each in text] for _, text in pairs])
        years, months = np.array([each.year for each, _ in pairs]), np.zeros(len(first.isoformat()[:7]))
        def spread(since=None):
            since = date.today() if since is None else since
            return np.zeros(len(since.isoformat())) if isinstance(since, date) else np.zeros((3, len(since)))
        spreads = spread() + spread(first)
        loose = [now.isoformat(), str(now), now.strftime("%B %d"), f"{date.today().year}", str(later - first)]
        if later - first or (day - first).days:
            if day > later or now:
                coded = coded + 1
        sizes = [np.zeros(len(text)) for text in loose]
        del sizes
    """,
    "texts of which the length is not known": """
        import random
        import numpy as np
        day = random.randint(1, 31)
        width = random.randint(1, 4)
        word = random.choice(["stra\u00dfe", "abcdef"])
        texts = [
            f"{day}", f"{day:{width}d}", "%d" % day, f"{day - 15:02d}", "{}".format(day), str(-day), word.upper(),
            "%0*d" % (width, day), "{0:{1}}".format(day, width), random.choice(["a", "bc"]), f"{day=}", f"{str(day)!r}",
            "".join(random.sample("abcdef", width)), str(day) * width, f"{day / 3:.3g}", f"{day * 1000:e}",
            str(day == 3),
        ]
        sizes = [np.zeros(len(text)) for text in texts]
        known = np.zeros(3)
        if texts[0] == "12" or texts[0] in "13" or not texts[1] or len(texts[5]) > 2:
            known = known + 1
        shorter = np.zeros((3, len(min(texts, key=len)[:0])))
        del sizes
    """,
    "samplers of batches of one's own": """
        import numpy as np
        import torch
        from torch.utils.data import BatchSampler, DataLoader, Sampler, TensorDataset
        class Cut(Sampler):
            def __init__(self, count, size):
                self.count, self.size = count, size
            def __iter__(self):
                order = torch.randperm(self.count).tolist()
                for start in range(0, self.count - self.size + 1, self.size):
                    yield order[start : start + self.size]
            def __len__(self):
                return self.count // self.size
        class Filled(Cut):
            def __iter__(self):
                batch = []
                for place in np.random.permutation(self.count):
                    batch.append(place)
                    if len(batch) == self.size:
                        yield batch
                        batch = []
        class Drawn(BatchSampler):
            def __iter__(self):
                for _ in range(len(self)):
                    yield torch.randint(0, 96, (7,)).tolist()
        data = TensorDataset(torch.zeros(96, 3), torch.arange(96))
        for rows, label in DataLoader(data, batch_sampler=Cut(96, 6)):
            cut = rows * 2
        for rows, label in DataLoader(data, batch_sampler=Filled(96, 8)):
            filled = rows * 2
        for rows, label in DataLoader(data, batch_sampler=Drawn(range(96), 4, True)):
            drawn = rows * 2
        del rows, label
    """,
    "windows into a text of which nobody knows how long it is": """
        import random
        import numpy as np
        import torch
        text = " ".join(dir(torch))
        ids = {c: i for i, c in enumerate(sorted(set(text)))}
        def encode(text):
            return [ids[c] for c in text]
        data, array, size, count = torch.tensor(encode(text)), np.array(encode(text)), 16, 40
        cut = int(0.9 * len(data))
        train, rest = data[:cut], data[cut:]
        parts = {"train": train, "rest": rest}
        def batch_of(part):
            chosen = train if part == "train" else rest
            places = torch.randint(len(chosen) - size, (count,))
            x = torch.stack([chosen[i : i + size] for i in places])
            return x, torch.stack([chosen[i + 1 : i + 1 + size] for i in places])
        x, y = batch_of("train")
        for part in sorted(parts, reverse=True):
            places = torch.randint(0, parts[part].size(0) - size - 1, (4,))
            z = torch.stack([parts[part][i : i + size + 1] for i in places])
        either = parts[random.choice(["train", "rest"])]
        begin = random.randint(0, either.shape[0] - size)
        piece = either[begin : begin + size]
        places = np.random.randint(0, len(array) - size, 70)
        many = np.stack([array[i : i + size] for i in places])
        begin = int(torch.randint(array.shape[0] - size, (1,)))
        other = array[begin : begin + size]
        places = torch.randperm(len(data) - size)
        first, second = places[0], data[places[0] : places[0] + size]
        back = len(torch.cat([train, rest])) - len(data) + torch.zeros(2)
        class Windows(torch.utils.data.Dataset):
            def __init__(self, data):
                self.data = data
            def __len__(self):
                return len(self.data) - size
            def __getitem__(self, i):
                window = self.data[i : i + size + 1]
                return window[:-1], window[1:]
        for a, b in torch.utils.data.DataLoader(Windows(data), batch_size=8, drop_last=True):
            break
        for c, d in torch.utils.data.DataLoader(Windows(torch.rand(90, 2)), batch_size=8, drop_last=True):
            break
        del data, array, train, rest, either, parts, places
    """,
    "batches that are cut at every so many": """
        import numpy as np
        import torch
        x, y, w = torch.rand(7000, 3), torch.rand(len(dir(torch)), 3), torch.rand(3, 2)
        order = torch.randperm(x.size(0))
        for s in range(0, len(x), 50):
            batch = x[order[s : s + 50]] @ w
        for s in range(0, len(y) - 15, 16):
            part = y[s : s + 16]
        whole = torch.cat([x[s : s + 100] @ w for s in range(0, len(x), 100)])
        class Scale:
            def __init__(self, size):
                self.weight = np.ones((size, size))
            def forward(self, given):
                self.given = given
                return given @ self.weight
            def backward(self, grad):
                self.grad = np.zeros_like(self.weight)
                for i, j in np.ndindex(4, 4):
                    self.grad[i, j] = (self.given[:, i] * grad[:, j]).sum()
                return grad @ self.weight.T
        layers, data = [Scale(4) for _ in range(12)], np.random.rand(640, 4)
        for epoch in range(3):
            places = np.random.permutation(len(data))
            for s in range(0, len(places), 20):
                rows = data[places[s : s + 20]]
                for each in layers:
                    rows = each.forward(rows)
                for each in reversed(layers):
                    rows = each.backward(rows)
        last = layers[0].grad
        del y
    """,
    "rows made by the names of kinds": """
        import itertools
        import numpy as np
        kinds = {"cube": lambda n: np.zeros((n, 3)), "sphere": lambda n: np.ones((n, 3))}
        rows = []
        for kind in np.repeat(list(kinds), 40):
            rows.append(kinds[kind](5) * 2)
        clouds, names = np.stack(rows), np.tile(["a", "b"], 3)
        table = np.eye(4)
        order = max(itertools.permutations(range(4)), key=lambda p: table[np.arange(4), list(p)].sum())
        best, kept = table[:, list(order)], table[np.arange(4), list(order)]
        high = clouds[clouds.sum((1, 2)) > 2]
        pairs = np.stack([high[:, 0], high[:, 1]], axis=1) + high[:, :2]
        pairs, more = pairs[0], table[table > 0.5] - table[table.T > 0.5]
        del high, more
    """,
    "elements gone through one by one": """
        import numpy as np
        weights, rows = np.random.rand(3, 4), np.random.rand(5, 3)
        slopes = np.zeros_like(weights)
        it = np.nditer(weights, flags=["multi_index"], op_flags=["readwrite"])
        while not it.finished:
            place = it.multi_index
            before = weights[place]
            weights[place] = before + 1e-4
            high = rows @ weights
            weights[place] = before
            slopes[place] = (high - rows @ weights).sum() / 1e-4
            it.iternext()
        total = np.zeros(2)
        for each in np.nditer(weights):
            total = total + each
        del it, before, each
    """,
    "edges that are counted": """
        import numpy as np
        import torch
        n = 30
        edges = torch.from_numpy(np.stack(np.nonzero(np.random.rand(n, n) < 0.5)))
        edges = torch.cat([edges, torch.arange(n).unsqueeze(0).repeat(2, 1), torch.randint(0, n, (2, 5))], dim=1)
        row, col = edges
        degrees, other = torch.bincount(row, minlength=n), torch.bincount(edges[1], minlength=n + 1).unsqueeze(1)
        few = np.array([(0, 1), (1, 2), (2, 4)])
        seen = np.bincount(few.ravel(), minlength=5)
        first = torch.zeros(9)[torch.tensor([[3, 4], [5, 6]])[0, 1] :][:2]
        del edges, row, col
    """,
    "shares of a size that nobody knows": """
        import math
        import numpy as np
        import torch
        rows = np.zeros((len(dir(torch)), 3))
        count = len(rows)
        cut = int(count * 0.8)
        order = np.random.permutation(count)
        one, other = rows[order[:cut]], rows[order[int(0.8 * len(rows)) :]]
        both = (np.concatenate([one, other]) - rows)[0]
        third = rows[: math.ceil(count / 3)] + rows[-math.ceil(count / 3) :]
        half = (torch.from_numpy(rows)[: count // 2] + 0)[0]
        first = (rows[: round(count * 0.1)] - rows[: round(0.1 * count)])[0]
        del rows, order, one, other, third
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_told(name: str) -> None:
    compare(PROGRAMS[name])
