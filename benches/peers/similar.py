"""Search for similar passages beside faiss, numpy and llm: the same vectors, the same machine, one run.

    pip install faiss-cpu numpy llm
    cargo build --release
    python benches/peers/similar.py --index INDEX.sqlite --text "a text to compare with" [--rows 100000] [--no-llm]

Warm searches are those of `cargo bench --bench similar`, whose synthetic rows faiss and numpy read from a file; the bench is
run between two measurements of the peers, and the better of the two counts for them. Cold searches are whole processes on
the passages of INDEX, made before by `filrouge themes`; llm gets the same vectors, and the id of a passage instead of a text,
so that it need not load a model.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUERIES = 1000
NEIGHBOURS = 10
ROOT = Path(__file__).resolve().parents[2]


def seconds(work, repeats):
    """The median time of some runs, after two that do not count."""
    times = []
    for run in range(repeats + 2):
        start = time.perf_counter()
        work(run)
        times.append(time.perf_counter() - start)
    return statistics.median(times[2:])


def warm_peers(rows):
    """Seconds for one query and for a thousand, by peer."""
    import faiss
    import numpy

    queries = rows[numpy.arange(QUERIES) * len(rows) // QUERIES].copy()
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)

    def with_numpy(some):
        products = some @ rows.T
        best = numpy.argpartition(products, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:]
        return numpy.take_along_axis(best, numpy.argsort(-numpy.take_along_axis(products, best, 1), axis=1), 1)

    def one(search):
        return seconds(lambda run: search(queries[run % QUERIES][None]), 60)

    def many(search):
        return seconds(lambda run: search(queries), 5)

    def search(some):
        return index.search(some, NEIGHBOURS)

    return {
        "faiss IndexFlatIP": (one(search), many(search)),
        "numpy": (one(with_numpy), many(lambda some: [with_numpy(part) for part in numpy.array_split(some, 10)])),
    }


def criterion(name, rows):
    """The median of a benchmark of ours, in seconds."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    estimates = target / "criterion" / "similar" / name / str(rows) / "new" / "estimates.json"
    return json.loads(estimates.read_text())["median"]["point_estimate"] / 1e9


def warm(rows):
    """Runs the peers, our bench and the peers again on the same rows."""
    import numpy

    with tempfile.TemporaryDirectory() as folder:
        npy = Path(folder) / "rows.npy"
        environment = {**os.environ, "FILROUGE_BENCH_NPY": str(npy), "FILROUGE_BENCH_ROWS": str(rows)}
        bench = ["cargo", "bench", "--bench", "similar", "--"]
        subprocess.run([*bench, "--list"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        vectors = numpy.load(npy)
        first = warm_peers(vectors)
        ran = subprocess.run(bench, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
        second = warm_peers(vectors)
    resident = [line for line in ran.stderr.splitlines() if line.startswith("resident")]
    ours = criterion("one query", rows), criterion("1,000 queries at once", rows)
    floor = criterion("read the bytes", rows)
    print(f"\n{rows:,} x 256, warm          one query   1,000 queries")
    print(f"  {'filrouge':22}{ours[0] * 1e3:9.3f} ms{ours[1]:13.3f} s")
    print(f"  {'reading the bytes':22}{floor * 1e3:9.3f} ms   (filrouge takes {ours[0] / floor:.2f} times that)")
    for peer in first:
        one, many = (min(pair) for pair in zip(first[peer], second[peer]))
        print(f"  {peer:22}{one * 1e3:9.3f} ms{many:13.3f} s   ({one / ours[0]:.1f} and {many / ours[1]:.1f} times ours)")
    print("  " + "".join(resident))


def process(command, repeats):
    """The median wall time of a process in seconds, and the most memory it had resident, in MB."""
    times, peak = [], 0
    for _ in range(repeats + 1):
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        times.append(time.perf_counter() - start)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            sys.exit(f"{command} failed: {child.returncode}")
        peak = max(peak, usage.ru_maxrss / 1024)
    return statistics.median(times[1:]), peak


def llm_database(index, path):
    """A database of llm with the vectors of our index; returns the id of one passage."""
    import sqlite_utils
    from llm.embeddings_migrations import embeddings_migrations

    ours = sqlite3.connect(f"file:{index}?mode=ro", uri=True)
    database = sqlite_utils.Database(path)
    embeddings_migrations.apply(database)
    database["collections"].insert({"id": 1, "name": "passages", "model": "not asked"})
    select = "SELECT p.key, e.vector FROM passage p JOIN embedding e ON e.hash = p.hash ORDER BY p.id"
    rows = ({"collection_id": 1, "id": key, "embedding": vector, "content": None, "metadata": None, "updated": 0}
            for key, vector in ours.execute(select))
    database["embeddings"].insert_all(rows, batch_size=10_000, replace=True)
    return ours.execute("SELECT key FROM passage WHERE id = 0").fetchone()[0]


def cold(arguments):
    binary, index = arguments.filrouge, arguments.index
    version, memory = process([binary, "--version"], 30)
    print(f"\ncold processes on {index}")
    print(f"  {'filrouge --version':26}{version * 1e3:9.1f} ms  {memory:7.0f} MB")
    search = [binary, "similar", arguments.text, "--index", index, "--min-percentile", "0"]
    ours, memory = process(search, 30)
    print(f"  {'filrouge similar TEXT':26}{ours * 1e3:9.1f} ms  {memory:7.0f} MB")
    if arguments.no_llm:
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "llm.db"
        passage = llm_database(index, database)
        llm = str(Path(sys.executable).with_name("llm"))
        theirs, memory = process([llm, "similar", "passages", passage, "-d", str(database)], 3)
    print(f"  {'llm similar ID':26}{theirs * 1e3:9.1f} ms  {memory:7.0f} MB   ({theirs / ours:.0f} times ours)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--filrouge", default=str(ROOT / "target/release/filrouge"))
    parser.add_argument("--index", help="an index for cold processes")
    parser.add_argument("--text", default="la protection des droits des personnes dans le travail")
    parser.add_argument("--rows", type=int, default=100_000, help="rows for warm searches; 0 for none")
    parser.add_argument("--no-llm", action="store_true")
    arguments = parser.parse_args()
    versions = {name: importlib.metadata.version(name) for name in ("faiss-cpu", "numpy")}
    if not arguments.no_llm:
        versions["llm"] = importlib.metadata.version("llm")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}")
    # first, while this process is small: a child's memory is counted from its parent's on
    if arguments.index:
        cold(arguments)
    if arguments.rows:
        warm(arguments.rows)


if __name__ == "__main__":
    main()
