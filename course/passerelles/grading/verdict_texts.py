"""The words of verdicts."""

from __future__ import annotations

from typing import Final

from passerelles.library.text import NBSP, Text

KEPT: Final = Text(" La note précédente reste.", " The earlier grade stands.")
FAULTS: Final[dict[str, Text]] = {
    "question": Text(
        "La question « {cell} » ne se corrige pas ; signalez-le à qui a écrit l’exercice.",
        "Question “{cell}” cannot be marked; tell whoever wrote the exercise.",
    ),
    "internal": Text(
        "La correction a échoué ; le détail est dans logs/grading.log de la classe.",
        "Grading failed; the details are in the classroom’s logs/grading.log.",
    ),
    "time": Text(
        "La correction a dépassé le temps prévu ; recommencez.",
        "Grading took longer than planned; try again.",
    ),
    "crash": Text(
        "La correction a été interrompue ; recommencez.", "Grading was interrupted; try again."
    ),
}

LINES: Final[dict[str, Text]] = {
    "graded": Text(
        f"{{student}}{NBSP}: remise {{attempt}} corrigée, {{score}} points automatiques sur "
        "{most}.",
        "{student}: attempt {attempt} graded, {score} automatic points out of {most}.",
    ),
    "code": Text(
        f"{{student}}{NBSP}: remise corrigée, {{score}} points automatiques sur {{most}}.",
        "{student}: submission graded, {score} automatic points out of {most}.",
    ),
    "unchanged": Text(
        f"{{student}}{NBSP}: rien de nouveau depuis la dernière correction, {{score}} points "
        "automatiques sur {most}.",
        "{student}: nothing new since the last run, {score} automatic points out of {most}.",
    ),
}

LIMITS: Final[dict[str, Text]] = {
    "time": Text(
        "Une cellule a dépassé le temps permis ; le reste compte.",
        "A cell took longer than allowed; the rest counts.",
    ),
    "memory": Text(
        "Une cellule a dépassé la mémoire permise ; le reste compte.",
        "A cell used more memory than allowed; the rest counts.",
    ),
    "output": Text(
        "Une cellule a trop affiché ; la suite n’a pas été gardée.",
        "A cell displayed too much; the rest of it was not kept.",
    ),
    "crash": Text(
        "Une cellule a mis fin à Python ; le reste compte.",
        "A cell ended the Python process; the rest counts.",
    ),
}


def waiting_text(count: int) -> Text:
    """Say how many questions a person still has to grade."""
    if count == 1:
        return Text("Une question attend une personne.", "One question is waiting for a person.")
    return Text(
        f"{count} questions attendent une personne.", f"{count} questions are waiting for a person."
    )
