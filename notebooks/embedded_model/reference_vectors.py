"""Write the vectors that the program's tests must find again for a set of sentences.

The file holds each sentence with its vector from PyPI's ``model2vec`` for the model that ships (``int8``) and for
the float32 model it was made from (``float32``), which is not committed.

Run: ``python reference_vectors.py --work WORK_FOLDER --model MODEL_FOLDER --output FILE``, after ``export.py``.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from model2vec import StaticModel

SIGNIFICANT_DIGITS = 8

PARAGRAPH = (
    "Le conseil municipal s'est réuni jeudi soir pour examiner le budget de l'année à venir, dans une salle comble. "
    "Les élus ont d'abord débattu de la rénovation des écoles : trois bâtiments, construits en 1967, doivent être "
    "isolés avant l'hiver, pour un coût estimé à 4,2 millions d'euros. L'opposition reproche à la majorité d'avoir "
    "sous-estimé les dépenses d'énergie, en hausse de 18 % depuis deux ans. Plusieurs habitants ont ensuite pris la "
    "parole au sujet de l'eau potable, coupée à cinq reprises cet été dans les quartiers hauts ; la régie promet une "
    "nouvelle conduite d'ici à la fin du mois de mars. Enfin, l'assemblée a voté, à une voix près, la création d'une "
    "ligne d'autobus entre la gare et l'hôpital. "
)

TEXTS = [
    "La junte militaire annonce le report des élections, d'abord prévues pour février.",
    "The military government has postponed the elections that were first planned for February.",
    "LA SÉCURITÉ DES CONVOIS HUMANITAIRES N'EST PLUS ASSURÉE AU NORD DU PAYS",
    "la securite des convois humanitaires n'est plus assuree au nord du pays",
    "Aujourd’hui, l’armée a repris la ville qu’elle avait perdue il y a 18 mois ; 12 soldats ont été blessés.",
    "Wheat prices rose by 7.5% in March 2022, after three weeks without a single shipment from the port.",
    "À Ouagadougou, des milliers de manifestants ont défilé contre la vie chère et le prix de l'essence.",
    "The regional bloc lifted most of its economic sanctions, but kept the travel ban on 14 officials.",
    "Où en est l'enquête sur la désinformation diffusée par de faux comptes pendant la campagne ?",
    "Cœur artificiel : une équipe de chercheurs réussit une première greffe chez l'enfant.",
    "Football: the national team reached the semi-finals after a penalty shoot-out (4-2).",
    "sécurité",
    "…",
    "",
    PARAGRAPH * 5,
]


def rounded(vector: np.ndarray) -> list[float]:
    """The (dimension,) vector with as many digits as a float32 needs."""
    return [float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in vector]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder of the work files")
    parser.add_argument("--model", type=Path, required=True, help="folder of the int8 model")
    parser.add_argument("--output", type=Path, required=True, help="the JSON file to write")
    arguments = parser.parse_args()

    folders = {"int8": arguments.model, "float32": arguments.work / "float_model"}
    vectors = {
        kind: StaticModel.from_pretrained(folder, normalize=True, max_length=None).encode(TEXTS)
        for kind, folder in folders.items()
    }
    references = [
        {"text": text} | {kind: rounded(vectors[kind][index]) for kind in folders} for index, text in enumerate(TEXTS)
    ]
    lines = ",\n".join(json.dumps(reference, ensure_ascii=False) for reference in references)
    text = f'{{"dimension": {vectors["int8"].shape[1]}, "references": [\n{lines}\n]}}\n'
    arguments.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
