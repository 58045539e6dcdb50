"""The labelled corpora that themes are compared on: the texts both sides read, and what a person says of each.

`--data` is a folder with `masakhanews-fra-dev.jsonl.gz` and `masakhanews-fra-fewshot.jsonl.gz` (MasakhaNEWS, French;
keys `title`, `text`, `label`), `agnews-test.jsonl.gz` (AG News; same keys) and `mali-russie-excerpts.jsonl` (keys
`theme`, `text`). They are other people's texts and no part of this repository; a corpus whose files are absent is
passed over, saying so. The seeds and the mixtures need no such folder.
"""

import csv
import gzip
import json
import pathlib
import random
import re
from dataclasses import dataclass

from tools import REPOSITORY

AG_NEWS_SAMPLES = (200, 1000, 7600)
MIXTURE_COUNTS = (3, 6, 12, 20, 35, 60)
MIXTURE_NOISE = 0.08  # share of documents of no topic
MIXTURE_TOPIC_SHARE = 0.5  # share of a document's words that are its topic's
MIXTURE_WORDS = 40  # in a document, and in a topic's vocabulary
MIXTURE_DOCUMENTS = (500, 30)  # at least so many, and so many to a topic
MIXTURE_WEIGHTS = (0.3, 1.0)  # the least and the largest weight of a topic


@dataclass
class Documents:
    """Texts in order with their labels (None where nobody labelled one), and what filrouge is given to read."""

    path: pathlib.Path
    texts: list[str]
    labels: list[str | None]
    options: tuple[str, ...]


@dataclass
class Corpus:
    """A corpus: how many themes a person sees, the language, whether a text is an article or a passage."""

    name: str
    count: int
    language: str
    unit: str
    source: object

    def documents(self, draw, bench):
        """The documents of a seeded draw; corpora that are taken whole are the same in each."""
        return self.source(draw, bench)


@dataclass
class Bench:
    """Where things are: the data, the work folder, filrouge."""

    data: pathlib.Path
    work: pathlib.Path
    filrouge: object


def json_lines(path):
    """The objects of a JSON-lines file, compressed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def whole_text(entry):
    """Title and text as one paragraph; filrouge does not cluster by titles, so both sides get it this way."""
    title = entry.get("title") or ""
    stop = "" if not title or title[-1] in ".!?…" else "."
    return f"{title}{stop} {entry['text']}".strip()


def articles(name, entries, bench):
    """Documents of (text, label) pairs, written as JSON lines for filrouge, which clusters whole articles."""
    folder = bench.work / "corpora"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.jsonl"
    lines = (json.dumps({"id": str(row), "text": text}, ensure_ascii=False) for row, (text, _) in enumerate(entries))
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    texts, labels = zip(*entries, strict=True)
    return Documents(path, list(texts), list(labels), ("--unit", "article"))


def masakhanews(bench):
    files = [bench.data / f"masakhanews-fra-{part}.jsonl.gz" for part in ("dev", "fewshot")]
    entries = [entry for file in files for entry in json_lines(file)]
    return [(whole_text(entry), entry["label"]) for entry in entries]


def masakhanews_articles(_draw, bench):
    return articles("masakhanews", masakhanews(bench), bench)


def masakhanews_passages(_draw, bench):
    """The passages that filrouge cuts, each labelled as its article."""
    whole = articles("masakhanews", masakhanews(bench), bench)
    passages = bench.filrouge.themes(whole.path)["passages"]
    labels = [whole.labels[int(passage["path"].rsplit("#")[-1])] for passage in passages]
    return Documents(whole.path, [passage["text"] for passage in passages], labels, ())


def agnews(size):
    def source(draw, bench):
        entries = [(whole_text(entry), entry["label"]) for entry in json_lines(bench.data / "agnews-test.jsonl.gz")]
        chosen = random.Random(draw).sample(entries, size) if size < len(entries) else entries
        return articles(f"agnews-{size}-{draw}", chosen, bench)

    return source


def excerpts(_draw, bench):
    entries = json_lines(bench.data / "mali-russie-excerpts.jsonl")
    return articles("excerpts", [(entry["text"], entry["theme"]) for entry in entries], bench)


def seeds(_draw, bench):
    """The passages that filrouge cuts from `seeds/`, labelled by `seeds/labels.csv`."""
    with open(REPOSITORY / "seeds/labels.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    passages = bench.filrouge.themes(REPOSITORY / "seeds")["passages"]

    def label(passage):
        fits = (row for row in rows if passage["path"].endswith(row["path"]) and row["begins"] in passage["text"])
        return next((row["theme"] for row in fits), None)

    return Documents(REPOSITORY / "seeds", [p["text"] for p in passages], [label(p) for p in passages], ())


def mixture(count):
    """A seeded mixture of `count` topics of uneven sizes over the words of `seeds/`, with documents of no topic."""

    def source(draw, bench):
        words = set()
        for path in sorted((REPOSITORY / "seeds/articles").rglob("*.txt")):
            words |= set(re.findall(r"[^\W\d_]{5,}", path.read_text(encoding="utf-8", errors="ignore").lower()))
        words, rng = sorted(words), random.Random(1000 * count + draw)
        topics = [rng.sample(words, MIXTURE_WORDS) for _ in range(count)]
        weights = [rng.uniform(*MIXTURE_WEIGHTS) for _ in range(count)]
        least, to_a_topic = MIXTURE_DOCUMENTS
        entries = []
        for _ in range(max(least, to_a_topic * count)):
            topic = None if rng.random() < MIXTURE_NOISE else rng.choices(range(count), weights)[0]
            own = topics[topic] if topic is not None else words
            text = " ".join(
                rng.choice(own if rng.random() < MIXTURE_TOPIC_SHARE else words) for _ in range(MIXTURE_WORDS)
            )
            entries.append((text, None if topic is None else str(topic)))
        return articles(f"mixture-{count}-{draw}", entries, bench)

    return source


CORPORA = [
    Corpus("MasakhaNEWS, articles", 5, "multilingual", "article", masakhanews_articles),
    Corpus("MasakhaNEWS, passages", 5, "multilingual", "passage", masakhanews_passages),
    *(Corpus(f"AG News, {size}", 4, "english", "article", agnews(size)) for size in AG_NEWS_SAMPLES),
    Corpus("83 excerpts", 12, "multilingual", "article", excerpts),
    Corpus("seeds", 5, "multilingual", "passage", seeds),
    *(Corpus(f"mixture of {count}", count, "multilingual", "article", mixture(count)) for count in MIXTURE_COUNTS),
]


def chosen(pattern):
    """The corpora whose name the regular expression finds."""
    return [corpus for corpus in CORPORA if re.search(pattern, corpus.name)]


def assignments(corpus, documents, found):
    """Each document's theme, None where filrouge gave it none: (n_documents,), in their order."""
    if corpus.unit == "passage":
        return [passage["theme"] for passage in found["passages"]]
    themes = {article["path"].rsplit("#")[-1]: article["theme"] for article in found["articles"]}
    return [themes.get(str(row)) for row in range(len(documents.texts))]
