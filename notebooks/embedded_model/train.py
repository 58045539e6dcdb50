"""Train the student: one vector and one weight per token, a text being their normalised weighted sum.

Two losses are added up:

- distillation: a French or English text must lie where the teacher places its English side, (1 - cosine), and the
  similarities inside a batch must be the teacher's (Reimers and Gurevych, "Making Monolingual Sentence Embeddings
  Multilingual using Knowledge Distillation", EMNLP 2020, with a static student);
- contrast: two extracts of one French news article must be closer to each other than to the extracts of the other
  articles of the batch (InfoNCE), which teaches the words of the news that no sentence pair holds.

Run: ``python train.py --work WORK_FOLDER``, after ``vocabulary.py`` and ``teacher.py``; writes ``student.npz``
there: ``embeddings`` (n_tokens, dimension) float32 and ``weights`` (n_tokens,) float32.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy, embedding_bag, normalize

from data import read_documents, read_rows

SEED = 20240503
ROWS_PER_BATCH = 1024
LEARNING_RATE = 3e-3
FINAL_LEARNING_RATE_SHARE = 0.05
# Small, so that a token seldom or never seen weighs next to nothing beside the trained ones.
INITIAL_DEVIATION = 0.01
TOKEN_DROPOUT = 0.1
SIMILARITY_LOSS_WEIGHT = 30.0
CONTRAST_LOSS_WEIGHT = 0.03
CONTRAST_TEMPERATURE = 0.05
ARTICLES_PER_BATCH = 128
EXTRACT_TOKENS = 80


@dataclass(frozen=True)
class Bags:
    """Texts as token numbers, one after the other: text i is ``tokens[starts[i] : starts[i] + lengths[i]]``."""

    tokens: np.ndarray  # (n_all_tokens,)
    starts: np.ndarray  # (n_texts,)
    lengths: np.ndarray  # (n_texts,)

    @classmethod
    def of(cls, texts: list[str], tokenizer: Tokenizer) -> "Bags":
        ids = [encoding.ids for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
        lengths = np.array([len(text_ids) for text_ids in ids])
        tokens = np.fromiter((token for text_ids in ids for token in text_ids), dtype=np.int64, count=lengths.sum())
        return cls(tokens, np.cumsum(lengths) - lengths, lengths)

    def extracts(self, starts: np.ndarray, lengths: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """The token numbers of the given spans end to end, and where each span begins among them, (n_spans,)."""
        offsets = np.cumsum(lengths) - lengths
        positions = np.repeat(starts - offsets, lengths) + np.arange(lengths.sum())
        return torch.from_numpy(self.tokens[positions]), torch.from_numpy(offsets)


class Student(torch.nn.Module):
    """One vector and one log-weight per token."""

    def __init__(self, n_tokens: int, dimension: int) -> None:
        super().__init__()
        self.embeddings = torch.nn.Parameter(torch.randn(n_tokens, dimension) * INITIAL_DEVIATION)
        self.log_weights = torch.nn.Parameter(torch.zeros(n_tokens))

    def forward(self, tokens: torch.Tensor, offsets: torch.Tensor, keep: torch.Tensor) -> torch.Tensor:
        """Unit vectors of the texts, (n_texts, dimension); a token whose ``keep`` is zero counts for nothing."""
        weights = self.log_weights[tokens].exp() * keep
        return normalize(embedding_bag(tokens, self.embeddings, offsets, mode="sum", per_sample_weights=weights), dim=1)


def distillation_loss(student: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Loss of unit vectors against the unit vectors of the teacher, both (n_batch, dimension)."""
    cosine_loss = 1 - (student * target).sum(dim=1).mean()
    similarity_loss = (student @ student.T - target @ target.T).square().mean()
    return cosine_loss + SIMILARITY_LOSS_WEIGHT * similarity_loss


def contrast_loss(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """InfoNCE of the extracts of the same articles, both (n_articles, dimension) unit rows."""
    similarities = first @ second.T / CONTRAST_TEMPERATURE
    labels = torch.arange(len(first))
    return (cross_entropy(similarities, labels) + cross_entropy(similarities.T, labels)) / 2


def article_extracts(articles: Bags, generator: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Starts and lengths of one random extract of the first half and one of the second half of some articles."""
    chosen = generator.choice(len(articles.lengths), min(ARTICLES_PER_BATCH, len(articles.lengths)), replace=False)
    halves = articles.lengths[chosen] // 2
    lengths = np.minimum(halves, EXTRACT_TOKENS)
    for half_start in (articles.starts[chosen], articles.starts[chosen] + halves):
        yield half_start + generator.integers(0, halves - lengths + 1), lengths


def train(rows: Bags, targets: np.ndarray, articles: Bags, n_tokens: int, epochs: int) -> Student:
    """A student of the rows' targets, (n_rows, dimension)."""
    torch.manual_seed(SEED)
    generator = np.random.default_rng(SEED)
    student = Student(n_tokens, targets.shape[1])
    optimizer = torch.optim.Adam(student.parameters(), lr=LEARNING_RATE, fused=True)
    n_steps = epochs * (len(rows.lengths) // ROWS_PER_BATCH)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, FINAL_LEARNING_RATE_SHARE, n_steps)

    def embed(bags: Bags, starts: np.ndarray, lengths: np.ndarray) -> torch.Tensor:
        tokens, offsets = bags.extracts(starts, lengths)
        return student(tokens, offsets, (torch.rand(len(tokens)) >= TOKEN_DROPOUT).float())

    started = time.monotonic()
    order = np.empty(0, dtype=np.int64)
    for step in range(n_steps):
        if len(order) < ROWS_PER_BATCH:
            order = generator.permutation(len(rows.lengths))
        batch, order = order[:ROWS_PER_BATCH], order[ROWS_PER_BATCH:]
        vectors = embed(rows, rows.starts[batch], rows.lengths[batch])
        distillation = distillation_loss(vectors, torch.from_numpy(targets[batch]).float())
        contrast = contrast_loss(*(embed(articles, *spans) for spans in article_extracts(articles, generator)))
        optimizer.zero_grad()
        (distillation + CONTRAST_LOSS_WEIGHT * contrast).backward()
        optimizer.step()
        schedule.step()
        if step % 200 == 0:
            seconds = time.monotonic() - started
            print(f"step {step:,} of {n_steps:,}: distillation {distillation.item():.4f}, ", end="")
            print(f"contrast {contrast.item():.4f}, {seconds:.0f} s", flush=True)
    return student


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder of the work files")
    parser.add_argument("--epochs", type=int, default=4)
    arguments = parser.parse_args()

    tokenizer = Tokenizer.from_file(str(arguments.work / "tokenizer.json"))
    numbers, texts = zip(*read_rows(arguments.work), strict=True)
    targets = np.load(arguments.work / "targets.npy")[np.array(numbers)]
    rows = Bags.of(list(texts), tokenizer)
    articles = Bags.of([" ".join(paragraphs) for paragraphs in read_documents(arguments.work)], tokenizer)

    student = train(rows, targets, articles, tokenizer.get_vocab_size(), arguments.epochs)
    np.savez(
        arguments.work / "student.npz",
        embeddings=student.embeddings.detach().numpy(),
        weights=student.log_weights.detach().exp().numpy(),
    )


if __name__ == "__main__":
    main()
