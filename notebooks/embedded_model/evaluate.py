"""Measure a Model2Vec model folder as it ships, and print the figures as a table.

Run: ``python evaluate.py --data EVALUATION_FOLDER --model MODEL_FOLDER``
"""

import argparse
import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from model2vec import StaticModel
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score

N_KMEANS_SEEDS = 8
N_KMEANS_STARTS = 10
N_NEIGHBOURS = 3

Row = tuple[str, str, str]


def json_lines(path: Path) -> list[dict]:
    """The objects of a JSON-lines file, compressed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sentence_similarity(model: StaticModel, path: Path) -> float:
    """Spearman correlation of cosines with the similarities that people gave to the sentence pairs."""
    with open(path, encoding="utf-8", newline="") as file:
        first, second, scores = zip(*csv.reader(file), strict=True)
    cosines = (model.encode(first) * model.encode(second)).sum(axis=1)
    return float(spearmanr(cosines, np.array(scores, dtype=float)).statistic)


def translation_accuracy(model: StaticModel, path: Path) -> float:
    """Share of French sentences whose nearest English sentence is their translation."""
    lines = path.read_text(encoding="utf-8").splitlines()
    english, french = zip(*(line.split("\t") for line in lines), strict=True)
    nearest = (model.encode(french) @ model.encode(english).T).argmax(axis=1)
    return float((nearest == np.arange(len(lines))).mean())


def passage_ranks(model: StaticModel, path: Path) -> np.ndarray:
    """Rank from 1, per question, of the passage that answers it among all distinct passages, (n_questions,).

    The questions without a passage are left out.
    """
    entries = [entry for entry in json_lines(path) if entry["passage"]]
    passages = {passage: index for index, passage in enumerate(dict.fromkeys(entry["passage"] for entry in entries))}
    answers = np.array([passages[entry["passage"]] for entry in entries])
    questions = model.encode([entry["question"] for entry in entries])
    similarities = questions @ model.encode(list(passages)).T  # (n_questions, n_passages)
    of_answer = similarities[np.arange(len(entries)), answers]
    return 1 + (similarities > of_answer[:, None]).sum(axis=1)


def centred(vectors: np.ndarray) -> np.ndarray:
    """The (n, d) vectors less their mean, as unit rows."""
    shifted = vectors - vectors.mean(axis=0)
    return shifted / np.linalg.norm(shifted, axis=1, keepdims=True)


def theme_recovery(vectors: np.ndarray, labels: list[str]) -> float:
    """V-measure of k-means on the centred vectors (n, d), as many clusters as labels, mean over the seeds."""
    points = centred(vectors)
    scores = [
        v_measure_score(labels, KMeans(len(set(labels)), n_init=N_KMEANS_STARTS, random_state=seed).fit_predict(points))
        for seed in range(N_KMEANS_SEEDS)
    ]
    return float(np.mean(scores))


def neighbour_purity(vectors: np.ndarray, labels: list[str]) -> float:
    """Share of the nearest neighbours of each centred vector (n, d) that have its label."""
    points = centred(vectors)
    similarities = points @ points.T
    np.fill_diagonal(similarities, -np.inf)
    nearest = np.argsort(-similarities, axis=1)[:, :N_NEIGHBOURS]
    names = np.array(labels)
    return float((names[nearest] == names[:, None]).mean())


def articles(*paths: Path) -> tuple[list[str], list[str]]:
    """Whole articles, title and text, and their topics."""
    entries = [entry for path in paths for entry in json_lines(path)]
    return [f"{entry['title']} {entry['text']}" for entry in entries], [entry["label"] for entry in entries]


def figures(model: StaticModel, data: Path) -> Iterator[Row]:
    """Each figure as (data, measure, value)."""
    yield "STS-B French dev", "Spearman", f"{sentence_similarity(model, data / 'stsb-fr-dev.csv'):.3f}"
    yield "STS-B English dev", "Spearman", f"{sentence_similarity(model, data / 'stsb-en-dev.csv'):.3f}"
    yield "NTREX, French to English", "top-1", f"{translation_accuracy(model, data / 'ntrex.en-fr.tsv'):.3f}"

    ranks = passage_ranks(model, data / "afriqa-fr-retrieval.jsonl.gz")
    yield "AfriQA French, question to passage", "MRR", f"{(1 / ranks).mean():.3f}"
    yield "AfriQA French, question to passage", "hit@10", f"{(ranks <= 10).mean():.3f}"

    texts, topics = articles(data / "masakhanews-fra-dev.jsonl.gz", data / "masakhanews-fra-fewshot.jsonl.gz")
    yield "MasakhaNEWS French dev + few-shot, k = 5", "V-measure", f"{theme_recovery(model.encode(texts), topics):.3f}"
    texts, topics = articles(data / "agnews-test.jsonl.gz")
    yield "AG News test, k = 4", "V-measure", f"{theme_recovery(model.encode(texts), topics):.3f}"

    excerpts = json_lines(data / "mali-russie-excerpts.jsonl")
    vectors = model.encode([excerpt["text"] for excerpt in excerpts])
    themes = [excerpt["theme"] for excerpt in excerpts]
    yield "83 excerpts on Mali and Russia, k = 12", "V-measure", f"{theme_recovery(vectors, themes):.3f}"
    yield "83 excerpts on Mali and Russia", "3 nearest in theme", f"{neighbour_purity(vectors, themes):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation files")
    parser.add_argument("--model", type=Path, required=True, help="folder of the model")
    arguments = parser.parse_args()

    model = StaticModel.from_pretrained(arguments.model, normalize=True, max_length=None)
    print("| data | measure | value |\n|---|---|---|")
    for row in figures(model, arguments.data):
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
