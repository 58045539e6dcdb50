"""Train the WordPiece vocabulary that the student shares between French and English.

The tokenizer lower-cases and strips accents, so that "Sécurité" and "securite" are the same tokens. The news
articles are counted several times, and only part of the laws, so that the words of the news are whole tokens.

Run: ``python vocabulary.py --work WORK_FOLDER``, after ``data.py``; writes ``tokenizer.json`` there.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from data import read_documents, read_rows

SEED = 20240502
PADDING_TOKEN = "[PAD]"
UNKNOWN_TOKEN = "[UNK]"
VOCABULARY_SIZE = 32_000
ALPHABET_SIZE = 160
NEWS_COPIES = 5
LONG_TEXT_CHARACTERS = 60
LONG_TEXTS_KEPT = 0.3


def training_texts(work: Path) -> Iterator[str]:
    """Every news paragraph ``NEWS_COPIES`` times, every short row, and a random share of the long rows.

    Nearly all long rows are law sentences.
    """
    for paragraphs in read_documents(work):
        yield from paragraphs * NEWS_COPIES
    generator = random.Random(SEED)
    for _, text in read_rows(work):
        if len(text) < LONG_TEXT_CHARACTERS or generator.random() < LONG_TEXTS_KEPT:
            yield text


def train_tokenizer(texts: Iterator[str]) -> Tokenizer:
    """A WordPiece tokenizer of ``VOCABULARY_SIZE`` tokens that adds no token of its own to a text."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN_TOKEN, max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=VOCABULARY_SIZE,
        limit_alphabet=ALPHABET_SIZE,
        special_tokens=[PADDING_TOKEN, UNKNOWN_TOKEN],
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder of the work files")
    arguments = parser.parse_args()

    tokenizer = train_tokenizer(training_texts(arguments.work))
    tokenizer.save(str(arguments.work / "tokenizer.json"), pretty=False)
    print(f"{tokenizer.get_vocab_size():,} tokens")


if __name__ == "__main__":
    main()
