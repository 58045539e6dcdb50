"""Scores pairs of texts with a cross-encoder, one at a time, without padding: what `filrouge similar --rerank` is held
against.

Reads a JSON array of [query, passage] from standard input and prints a JSON array of scores.

Usage: python score_pairs.py FOLDER < pairs.json
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MAX_TOKENS = 512


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    scores = []
    for query, passage in json.load(sys.stdin):
        pair = tokenizer.encode(query, passage)
        columns = {"input_ids": pair.ids, "attention_mask": pair.attention_mask, "token_type_ids": pair.type_ids}
        inputs = {name: np.array([values], np.int64) for name, values in columns.items()}
        scores.append(float(session.run(["logits"], inputs)[0][0, 0]))
    json.dump(scores, sys.stdout)


if __name__ == "__main__":
    main()
