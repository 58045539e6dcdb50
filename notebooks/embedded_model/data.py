"""Read the training sources and write what the other steps work from.

Three files are written to the work folder:

- ``english.txt``: the distinct English texts that the teacher embeds, one per line;
- ``rows.tsv``: ``line number in english.txt <TAB> text``, each a text (French or English) that the
  student must place where the teacher places that English line;
- ``documents.jsonl``: French news articles, each a list of paragraphs, for the contrast between articles.

Run: ``python data.py --data TRAIN_FOLDER --work WORK_FOLDER``
"""

import argparse
import gzip
import json
import lzma
import random
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

SEED = 20240501
FRENCH_TEXTS_PER_ENGLISH_TEXT = 3
LAW_WORDS = range(4, 61)

Pair = tuple[str, str]

WIKTIONARY_LINE = re.compile(r"^(?P<headword>.+?) \{[^}]*\}.*? :: (?P<gloss>.+)$")
BRACKETED = re.compile(r"\[[^\]]*\]|\([^)]*\)")
# One to three capitalised words in a row that do not open a sentence.
NAME_PHRASE = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Ý][\wà-ÿ-]+(?: [A-ZÀ-Ý][\wà-ÿ-]+){0,2}")


def squeeze(text: str) -> str:
    """The text with each run of white space, line breaks included, made one space."""
    return " ".join(text.split())


def tab_separated_pairs(lines: Iterator[str]) -> Iterator[Pair]:
    """The (English, French) pairs of ``en<TAB>fr`` lines; a line without both sides is skipped."""
    for line in lines:
        english, tab, french = line.rstrip("\n").partition("\t")
        if tab and english.strip() and french.strip():
            yield squeeze(english), squeeze(french)


def tatoeba_pairs(folder: Path) -> list[Pair]:
    """All short sentence pairs."""
    with gzip.open(folder / "tatoeba.en-fr.tsv.gz", "rt", encoding="utf-8") as lines:
        return list(tab_separated_pairs(lines))


def law_pairs(folder: Path, count: int, generator: random.Random) -> list[Pair]:
    """Up to ``count`` law sentence pairs, drawn at random after the near-duplicates are removed.

    Sentences that differ only by their digits ("subsection 12(3)", "subsection 14(1)") count as one.
    """
    distinct = {}
    with lzma.open(folder / "laws-canada.en-fr.tsv.xz", "rt", encoding="utf-8") as lines:
        for english, french in tab_separated_pairs(lines):
            if len(english.split()) in LAW_WORDS:
                distinct.setdefault(re.sub(r"\d+", "0", english.lower()), (english, french))
    pairs = list(distinct.values())
    return generator.sample(pairs, min(count, len(pairs)))


def wiktionary_pairs(folder: Path) -> list[Pair]:
    """One pair per French headword: its glosses joined by semicolons, without their bracketed remarks."""
    glosses: dict[str, list[str]] = {}
    with open(folder / "wiktionary.fr-en.txt", encoding="utf-8") as lines:
        for line in lines:
            entry = WIKTIONARY_LINE.match(line)
            if entry is None:
                continue
            gloss = squeeze(BRACKETED.sub(" ", entry["gloss"]))
            if gloss:
                glosses.setdefault(entry["headword"], []).append(gloss)
    return [("; ".join(dict.fromkeys(english)), headword) for headword, english in glosses.items()]


def news_documents(folder: Path) -> list[list[str]]:
    """The paragraphs of each French news article."""
    with gzip.open(folder / "wikinews-fr-2016-2018.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return [[squeeze(block) for block in re.split(r"\n+", text) if block.strip()] for text in texts]


def name_pairs(documents: list[list[str]]) -> list[Pair]:
    """Names of people, places and organisations found in the news, each standing for itself.

    The teacher knows many of them, and few are in the sentence pairs.
    """
    found = (NAME_PHRASE.findall(paragraph) for paragraphs in documents for paragraph in paragraphs)
    return [(name, name) for name in dict.fromkeys(chain.from_iterable(found))]


def group_by_english(pairs: list[Pair]) -> dict[str, list[str]]:
    """The distinct texts that mean each English text, itself first, in a stable order."""
    groups: dict[str, list[str]] = {}
    for english, french in pairs:
        texts = groups.setdefault(english, [english])
        if french not in texts and len(texts) <= FRENCH_TEXTS_PER_ENGLISH_TEXT:
            texts.append(french)
    return groups


def write_rows(work: Path, groups: dict[str, list[str]]) -> None:
    """Write ``english.txt`` and ``rows.tsv``."""
    with open(work / "english.txt", "w", encoding="utf-8") as file:
        file.writelines(f"{english}\n" for english in groups)
    with open(work / "rows.tsv", "w", encoding="utf-8") as file:
        for number, texts in enumerate(groups.values()):
            file.writelines(f"{number}\t{text}\n" for text in texts)


def read_rows(work: Path) -> Iterator[tuple[int, str]]:
    """Each text to learn from, after the number of the English text whose vector it must take."""
    with open(work / "rows.tsv", encoding="utf-8") as file:
        for line in file:
            number, _, text = line.rstrip("\n").partition("\t")
            yield int(number), text


def write_documents(work: Path, documents: list[list[str]]) -> None:
    """Write ``documents.jsonl``."""
    with open(work / "documents.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(paragraphs, ensure_ascii=False) + "\n" for paragraphs in documents)


def read_documents(work: Path) -> list[list[str]]:
    """The paragraphs of each news article."""
    with open(work / "documents.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sources")
    parser.add_argument("--work", type=Path, required=True, help="folder for the work files")
    parser.add_argument("--law-sentences", type=int, default=200_000, help="how many law sentences to draw")
    parser.add_argument("--tatoeba-sentences", type=int, help="how many short sentences to draw, all by default")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)

    generator = random.Random(SEED)
    documents = news_documents(arguments.data)
    tatoeba = tatoeba_pairs(arguments.data)
    generator.shuffle(tatoeba)
    sources = {
        "Tatoeba": tatoeba[: arguments.tatoeba_sentences],
        "Wiktionary": wiktionary_pairs(arguments.data),
        "names": name_pairs(documents),
        "laws": law_pairs(arguments.data, arguments.law_sentences, generator),
    }
    groups = group_by_english([pair for pairs in sources.values() for pair in pairs])

    write_rows(arguments.work, groups)
    write_documents(arguments.work, documents)

    for name, pairs in sources.items():
        print(f"{name}: {len(pairs):,} pairs")
    n_rows = sum(len(texts) for texts in groups.values())
    print(f"{len(groups):,} distinct English texts, {n_rows:,} rows, {len(documents):,} articles")


if __name__ == "__main__":
    main()
