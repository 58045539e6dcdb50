"""The themes phase beside scikit-learn's k-means with silhouette, and beside UMAP with HDBSCAN, on the same vectors.

    pip install umap-learn==0.5.12 hdbscan==0.8.44 scikit-learn numpy
    cargo build --release
    python benches/peers/speed.py PASSAGES.jsonl --work FOLDER [--output RESULTS.json]

PASSAGES.jsonl has an object with a key `text` to a line. filrouge runs twice: into a fresh index, and with another
seed, when embeddings come from the index and all else (reading, clustering, naming, writing) is done anew. `-v` tells
what the themes phase of that run took: the words of the corpus and the partition, then names and summaries. The peers get vectors of the same passages by `filrouge embed`; nothing of reading or
embedding is counted to them, but their imports are. What each step took is told apart.

scikit-learn tries the counts that filrouge's own curve has, each judged by the silhouette of a sample of 10,000, since
that of every row would compare each with each; `--full-silhouette COUNT` measures that too, for one count. UMAP and
HDBSCAN are set as BERTopic sets them, unseeded so that UMAP may use every core. Each side is a process of its own.
"""

import argparse
import json
import pathlib
import re
import tempfile

from tools import REPOSITORY, Filrouge, Peers, machine, table, timed, write
from worker import SILHOUETTE_SAMPLE


def ours(program, passages):
    """filrouge's two runs: [(label, cost)], the counts it tried, the texts of its passages."""
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/notes", "w+", encoding="utf-8") as notes:
        command = [program, "themes", passages, "--index", f"{folder}/index.sqlite", "--format", "json"]
        _, fresh = timed([*command, "--quiet"])
        output, again = timed([*command, "--seed", "1", "-v"], stderr=notes)
        notes.seek(0)
        forming, naming = map(float, re.search(r"forming themes ([\d.]+) s, naming ([\d.]+) s", notes.read()).groups())
    found = json.loads(output)
    counts = [candidate["count"] for candidate in found["curve"]]
    told = f"{len(found['themes'])} themes, {found['unassigned']} passages in none"
    phase = {"wall_s": forming + naming, "cpu_s": None, "peak_mb": None}
    costs = [
        ("filrouge, from files to themes", fresh, told),
        ("filrouge, embeddings in its index", again, told),
        ("of these, the themes phase", phase, f"forming themes {forming} s, naming {naming} s"),
    ]
    return costs, counts, [passage["text"] for passage in found["passages"]]


def theirs(peers, vectors, counts, full):
    """The peers' costs: [(label, cost, what was found)]."""
    job = {"task": "kmeans_silhouette", "vectors": vectors, "counts": counts, "sample": SILHOUETTE_SAMPLE}
    lines = [("k-means + silhouette of 10,000", peers.run_timed(job))]
    if full:
        job = job | {"counts": [full], "sample": 0}
        lines.append((f"k-means + silhouette of all, {full} only", peers.run_timed(job)))
    lines.append(("UMAP + HDBSCAN", peers.run_timed({"task": "umap_hdbscan", "vectors": vectors})))
    return [(label, found["cost"], told(found)) for label, found in lines], [found for _, found in lines]


def told(found):
    """A peer's result in words."""
    if "steps" not in found:
        parts = f"UMAP {found['umap_s']:.0f} s, HDBSCAN {found['hdbscan_s']:.0f} s"
        return f"{parts}; {found['clusters']} clusters, {found['unassigned']} passages in none"
    kmeans, silhouette = (sum(step[key] for step in found["steps"]) for key in ("kmeans_s", "silhouette_s"))
    best = max(found["steps"], key=lambda step: step["score"])
    return f"k-means {kmeans:.0f} s, silhouette {silhouette:.0f} s; {len(found['steps'])} counts, best {best['count']}"


def figure(value, digits):
    """A number for the table; a part of a process has only its time."""
    return "" if value is None else f"{value:.{digits}f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder to keep the peers' results in")
    parser.add_argument("--filrouge", default=str(REPOSITORY / "target/release/filrouge"))
    parser.add_argument("--output", type=pathlib.Path, help="file for the results as JSON")
    parser.add_argument("--full-silhouette", type=int, metavar="COUNT", help="also with every row, for one count")
    parser.add_argument("--alone", action="store_true", help="time filrouge only")
    options = parser.parse_args()
    program, peers, details = Filrouge(options.filrouge), Peers(options.work), []
    lines, counts, texts = ours(options.filrouge, options.passages)
    if not options.alone:
        vectors = peers.keep_vectors(program.vectors(texts))
        costs, details = theirs(peers, vectors, counts, options.full_silhouette)
        lines += costs
    rows = [
        [label, *(figure(cost[key], digits) for key, digits in (("wall_s", 1), ("cpu_s", 1), ("peak_mb", 0))), words]
        for label, cost, words in lines
    ]
    print(f"{len(texts)} passages; {machine()}; {program.version}\ncounts tried: {' '.join(map(str, counts))}\n")
    print(table(["", "wall s", "cpu s", "peak MB", "found"], rows))
    write(options.output, machine=machine(), filrouge=program.version, counts=counts, costs=lines, peers=details)


if __name__ == "__main__":
    main()
