"""Write the student as a Model2Vec model: float32 in the work folder, int8 in the folder that ships.

The tokens' weights are first flattened: training makes rare tokens count for more than is good on other texts.
A row of the int8 table is the token's vector divided by its largest magnitude and multiplied by 127; the
``weights`` tensor holds the token's weight times the scale that undoes it. The step fails if the int8 model
strays from the float32 one, or if its files are too large to be compiled into the binary.

Run: ``python export.py --work WORK_FOLDER --model MODEL_FOLDER``, after ``train.py``.
"""

import argparse
import json
from itertools import islice
from pathlib import Path

import numpy as np
from model2vec import StaticModel
from safetensors.numpy import save
from tokenizers import Tokenizer

from data import read_rows
from vocabulary import PADDING_TOKEN, UNKNOWN_TOKEN

CONFIG = {
    "model_type": "model2vec",
    "architectures": ["StaticModel"],
    "tokenizer_name": "filrouge-embedded",
    "normalize": True,
    "max_length": None,
}
WEIGHT_EXPONENT = 0.8
MAXIMUM_BYTES = 9_000_000
MINIMUM_COSINE = 0.995
CHECKED_TEXTS = 20_000
MODEL_FILES = ("tokenizer.json", "model.safetensors", "config.json")


def flatten_weights(embeddings: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights (n_tokens,) such that each token counts for its former length to the power ``WEIGHT_EXPONENT``.

    The length of a token is that of its row of ``embeddings`` (n_tokens, dimension) times its weight.
    """
    lengths = np.linalg.norm(embeddings, axis=1) * weights
    return weights * np.where(lengths > 0, lengths, 1) ** (WEIGHT_EXPONENT - 1)


def quantise_rows(embeddings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The (n_tokens, dimension) table as int8, and the (n_tokens,) scales that give it back."""
    scales = np.abs(embeddings).max(axis=1) / 127
    table = np.rint(embeddings / np.where(scales > 0, scales, 1)[:, None])
    return table.astype(np.int8), scales.astype(np.float32)


def write_model(folder: Path, tokenizer: Tokenizer, embeddings: np.ndarray, weights: np.ndarray) -> None:
    """Write the three files of a Model2Vec model; ``embeddings`` (n_tokens, dimension), ``weights`` (n_tokens,)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(save({"embeddings": embeddings, "weights": weights}))
    compact = json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(compact, encoding="utf-8")
    (folder / "config.json").write_text(json.dumps(CONFIG, indent=2) + "\n", encoding="utf-8")


def lowest_cosine(first: Path, second: Path, texts: list[str]) -> float:
    """The lowest cosine between the vectors that two models give to the same text, empty vectors left out."""
    vectors = [StaticModel.from_pretrained(folder).encode(texts) for folder in (first, second)]
    cosines = (vectors[0] * vectors[1]).sum(axis=1)
    return float(cosines[vectors[0].any(axis=1)].min())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder of the work files")
    parser.add_argument("--model", type=Path, required=True, help="folder of the int8 model")
    arguments = parser.parse_args()

    tokenizer = Tokenizer.from_file(str(arguments.work / "tokenizer.json"))
    student = np.load(arguments.work / "student.npz")
    embeddings, weights = student["embeddings"], student["weights"]
    for token in (PADDING_TOKEN, UNKNOWN_TOKEN):
        embeddings[tokenizer.token_to_id(token)] = 0
    weights = flatten_weights(embeddings, weights)
    table, scales = quantise_rows(embeddings)
    float_folder = arguments.work / "float_model"
    write_model(float_folder, tokenizer, embeddings, weights)
    write_model(arguments.model, tokenizer, table, weights * scales)

    texts = [text for _, text in islice(read_rows(arguments.work), CHECKED_TEXTS)]
    cosine = lowest_cosine(float_folder, arguments.model, texts)
    size = sum((arguments.model / name).stat().st_size for name in MODEL_FILES)
    print(f"{len(table):,} tokens, {size:,} bytes")
    print(f"lowest cosine of int8 to float32 over {len(texts):,} texts: {cosine:.4f}")
    assert cosine > MINIMUM_COSINE, f"int8 strays from float32: cosine {cosine}"
    assert size <= MAXIMUM_BYTES, f"the model files are too large: {size} bytes"


if __name__ == "__main__":
    main()
