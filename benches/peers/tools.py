"""Runs filrouge, and the peers beside it; keeps what the peers found in a work folder, as they change less.

It is kept under a digest of the task, its parameters and its input (texts or vectors), so that a run that was stopped
goes on where it was, and what has changed is run anew. filrouge is run afresh, in a fresh index.
"""

import argparse
import hashlib
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).parents[2]


def arguments(description, **defaults):
    """The options every script of this folder has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with the evaluation files")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder to keep the peers' results in")
    parser.add_argument("--filrouge", default=str(REPOSITORY / "target/release/filrouge"))
    parser.add_argument("--output", type=pathlib.Path, help="file for the results as JSON")
    parser.add_argument("--only", default="", help="regular expression: take the corpora whose name it finds")
    parser.set_defaults(**defaults)
    return parser


def timed(command, **options):
    """Runs a command; gives its standard output, and its wall and processor seconds and largest resident megabytes."""
    with tempfile.NamedTemporaryFile("r") as report:
        run = subprocess.run(
            ["/usr/bin/time", "-f", "%e %U %S %M", "-o", report.name, *map(str, command)],
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )
        if run.returncode:
            sys.exit(f"{' '.join(map(str, command))} ended with {run.returncode}")
        wall, user, system, peak = map(float, report.read().split()[-4:])
    return run.stdout, {"wall_s": wall, "cpu_s": user + system, "peak_mb": peak / 1024}


def machine():
    """What the figures were measured on."""
    model = "unknown processor"
    if pathlib.Path("/proc/cpuinfo").exists():
        found = re.search(r"model name\s*: (.+)", pathlib.Path("/proc/cpuinfo").read_text())
        model = found.group(1) if found else model
    python = platform.python_version()
    return f"{os.cpu_count()} cores of {model}, {platform.system()} {platform.machine()}, Python {python}"


class Filrouge:
    """The program under test, a fresh index for each run."""

    def __init__(self, program):
        self.program = program
        self.version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def themes(self, path, *options):
        """What `filrouge themes --format json` prints."""
        with tempfile.TemporaryDirectory() as folder:
            command = [self.program, "themes", path, "--index", f"{folder}/index.sqlite", "--format", "json", "--quiet"]
            output, _ = timed([*command, *options])
        return json.loads(output)

    def vectors(self, texts):
        """The embeddings of texts, one float32 row to a text, (n, dimension)."""
        import numpy as np

        lines = "".join(json.dumps({"id": str(row), "text": text}) + "\n" for row, text in enumerate(texts))
        output, _ = timed([self.program, "embed", "--quiet"], input=lines)
        rows = [json.loads(line)["embedding"] for line in output.splitlines()]
        assert len(rows) == len(texts), "one vector to a text"
        return np.array(rows, dtype=np.float32)


class Peers:
    """The peers, by `worker.py`, each job done once."""

    def __init__(self, work):
        self.inputs, self.results = work / "inputs", work / "results"
        for folder in (self.inputs, self.results):
            folder.mkdir(parents=True, exist_ok=True)

    def keep_texts(self, texts):
        """A file with the texts, named by what is in it."""
        content = json.dumps(texts).encode()
        return self._keep(f"{hashlib.sha256(content).hexdigest()[:16]}.json", lambda path: path.write_bytes(content))

    def keep_vectors(self, vectors):
        """A file with the vectors, named by what is in it."""
        import numpy as np

        name = f"{hashlib.sha256(np.ascontiguousarray(vectors).tobytes()).hexdigest()[:16]}.npy"
        return self._keep(name, lambda path: np.save(path, vectors))

    def minilm(self, texts):
        """The job that writes all-MiniLM-L6-v2's vectors of the texts, and the file it writes."""
        into = str(self.inputs / f"{pathlib.Path(texts).stem}.minilm.npy")
        return {"task": "minilm", "texts": texts, "into": into}, into

    def run(self, jobs, new=True):
        """What the worker wrote for each job, in order; those not done before share one process, with its imports.

        Without `new` they are None.
        """
        kept = [self._kept(job) for job in jobs]
        missing = {str(path): job for job, path in zip(jobs, kept, strict=True) if not path.exists()}
        if missing and new:
            self._work([(job, path) for path, job in missing.items()])
        return [json.loads(path.read_text(encoding="utf-8")) if path.exists() else None for path in kept]

    def run_timed(self, job):
        """What the worker wrote for one job in a process of its own, with its `cost`."""
        path = self._kept(job | {"timed": True})
        if not path.exists():
            cost = self._work([(job, str(path) + ".untimed")])
            untimed = pathlib.Path(str(path) + ".untimed")
            result = json.loads(untimed.read_text(encoding="utf-8")) | {"cost": cost}
            untimed.write_text(json.dumps(result), encoding="utf-8")
            untimed.replace(path)
        return json.loads(path.read_text(encoding="utf-8"))

    def _kept(self, job):
        """Where the result of a job is kept. Inputs are named by their content, so folders do not matter."""
        named = {key: pathlib.Path(value).name if isinstance(value, str) else value for key, value in job.items()}
        digest = hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:16]
        return self.results / f"{job['task']}-{digest}.json"

    def _work(self, jobs):
        """Runs the worker on (job, result file) pairs; gives what the process cost."""
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(jobs, file)
            file.flush()
            return timed([sys.executable, pathlib.Path(__file__).with_name("worker.py"), file.name])[1]

    def _keep(self, name, write):
        path = self.inputs / name
        if not path.exists():
            partial = path.with_name(f"partial-{name}")
            write(partial)
            partial.replace(path)
        return str(path)


def table(header, rows):
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def write(output, **results):
    """Writes results as JSON, where a file was asked for."""
    if output:
        output.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
