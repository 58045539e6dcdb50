"""Does the right passage come first? Search by meaning, by words, and by both fused, through the program.

`--data` is a folder with the sets to measure; one that is absent is passed over, saying so:

- `afriqa-fr-retrieval.jsonl.gz` (AfriQA, French questions; keys `question`, `passage`): the passage that answers, among
  all distinct ones; questions without one are left out.
- `masakhanews-fra-dev.jsonl.gz`, `masakhanews-fra-fewshot.jsonl.gz` (MasakhaNEWS, French; keys `title`, `text`): the
  beginning of the article that a headline is of. The fusion was chosen on these and the next.
- `ntrex.en-fr.tsv` (NTREX, `english<TAB>french`): the English sentence that a French one translates, by meaning alone
  on the vectors (top-1), and through the program, where words mislead.

An article has one rank: that of its best passage. MRR is the mean of 1 / rank, 0 where the article is not found. Needs
Python 3 and numpy (NTREX by vectors only).

Run: python retrieval.py --data FOLDER --work FOLDER
"""

import json
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpora import json_lines
from tools import Filrouge, arguments, machine, table, write

BEGINNING = 800  # characters of an article that its headline is to find
ALL = "1000000"  # passages to show: every one


def afriqa(data):
    entries = [entry for entry in json_lines(data / "afriqa-fr-retrieval.jsonl.gz") if entry["passage"]]
    return [(entry["question"], entry["passage"]) for entry in entries]


def masakhanews(data):
    entries = [entry for part in ("dev", "fewshot") for entry in json_lines(data / f"masakhanews-fra-{part}.jsonl.gz")]
    return [(entry["title"], " ".join(entry["text"].split())[:BEGINNING]) for entry in entries]


def ntrex(data):
    lines = (data / "ntrex.en-fr.tsv").read_text(encoding="utf-8").splitlines()
    return [(french, english) for english, french in (line.split("\t") for line in lines)]


SETS = {
    "AfriQA, question to passage": afriqa,
    "MasakhaNEWS, headline to text": masakhanews,
    "NTREX, French to English": ntrex,
}


def ranks(program, index, question, article):
    """The ranks of an article by meaning, by words and by both, from 1; None where it is not found."""
    options = ["--words", "--min-percentile", "0", "--limit", ALL, "--format", "json", "--index", index, "--quiet"]
    run = subprocess.run([program, "similar", *options, "--", question], capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(f"`{question}`: {run.stderr}")
    found = json.loads(run.stdout)["neighbours"]

    def rank(order):
        articles = dict.fromkeys(entry["path"].rsplit("#")[-1] for entry in order)
        return next((place for place, other in enumerate(articles, 1) if other == article), None)

    def by(key):
        return sorted((entry for entry in found if entry[key] is not None), key=lambda entry: entry[key])

    return rank(by("rank_by_meaning")), rank(by("rank_by_words")), rank(found)


def measure(pairs, filrouge):
    """The ranks of the right article for each (question, text) pair: (n_pairs, 3)."""
    articles = {text: str(row) for row, text in enumerate(dict.fromkeys(text for _, text in pairs))}
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus.jsonl", Path(folder) / "index.sqlite"
        lines = (json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n" for text, name in articles.items())
        corpus.write_text("".join(lines), encoding="utf-8")
        command = [filrouge.program, "themes", corpus, "--index", index, "--count", "2", "--quiet"]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        with ThreadPoolExecutor() as pool:
            return list(pool.map(lambda pair: ranks(filrouge.program, index, pair[0], articles[pair[1]]), pairs))


def translated(pairs, filrouge):
    """The share of French sentences whose nearest English one by their vectors is their translation."""
    import numpy as np

    french, english = (filrouge.vectors(list(texts)) for texts in zip(*pairs, strict=True))
    return float(((french @ english.T).argmax(axis=1) == np.arange(len(pairs))).mean())


def main():
    options = arguments(__doc__.splitlines()[0]).parse_args()
    filrouge = Filrouge(options.filrouge)
    rows, results = [], {}
    for name, pairs_of in SETS.items():
        if not re.search(options.only, name):
            continue
        try:
            pairs = pairs_of(options.data)
        except FileNotFoundError as error:
            print(f"{name}: passed over, {error}", file=sys.stderr)
            continue
        found = measure(pairs, filrouge)
        mrr = [sum(1 / rank for rank in column if rank) / len(found) for column in zip(*found, strict=True)]
        rows.append([name, len(pairs), *(f"{value:.3f}" for value in mrr)])
        results[name] = {"questions": len(pairs), "meaning": mrr[0], "words": mrr[1], "both": mrr[2]}
        if pairs_of is ntrex:
            top = results[name]["top_1_by_vectors"] = translated(pairs, filrouge)
            rows.append([f"{name}, top-1 by vectors", len(pairs), f"{top:.3f}", "", ""])
    print(f"{filrouge.version}, {machine()}\n\nMRR of the right article\n")
    print(table(["set", "queries", "meaning", "words", "both"], rows))
    write(options.output, machine=machine(), filrouge=filrouge.version, sets=results)


if __name__ == "__main__":
    main()
