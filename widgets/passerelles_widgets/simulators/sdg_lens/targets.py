"""The targets of the 2030 Agenda: the eight that concern migration directly, and the others.

A target is written with the number of its goal, a dot, and a number (outcome) or a letter
(means of implementation): 8.8, 10.c. The eight are those of the guide's annex 1, in the
order of the library's checklist `sdg-targets-on-migration`.
"""

from __future__ import annotations

import re
from typing import Final

from passerelles.library.errors import Refusal

DIRECT: Final = ("4.b", "5.2", "8.7", "8.8", "10.7", "10.c", "16.2", "17.18")

_TARGET: Final = re.compile(r"(1[0-7]|[1-9])\.([1-9][0-9]?|[a-d])")


def column(target: str) -> str:
    """Return the column of the competences' table in which a target is ticked."""
    return f"t{target.replace('.', '')}"


def indirect(written: str, row: int) -> str:
    """Return an indirect target as the Agenda writes it; raise `Refusal` if it is none.

    A comma is read as a dot and a capital as a small letter: “11,1” is 11.1.
    """
    target = written.strip().lower().replace(",", ".")
    if not _TARGET.fullmatch(target):
        raise Refusal(
            f"Cibles indirectes, ligne {row}\u00a0: «\u00a0{written}\u00a0» n’est pas le numéro "
            "d’une cible\u00a0; écrivez par exemple 11.1 ou 3.8.",
            f"Indirect targets, row {row}: “{written}” is not the number of a target; write 11.1 "
            "or 3.8, for example.",
        )
    if target in DIRECT:
        raise Refusal(
            f"Cibles indirectes, ligne {row}\u00a0: {target} est déjà l’une des huit cibles "
            "directes\u00a0; choisissez-la dans le tableau des actions.",
            f"Indirect targets, row {row}: {target} is already one of the eight direct targets; "
            "choose it in the table of actions.",
        )
    return target


def order(target: str) -> tuple[int, int, str]:
    """Return the place of a target in the Agenda: goals in order, numbers before letters."""
    goal, _, part = target.partition(".")
    return (int(goal), int(part) if part.isdigit() else 1000, part)
