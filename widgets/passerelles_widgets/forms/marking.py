"""Marks an answer: pure, total, and never outside its bounds.

An answer is any JSON value at all (it comes from a file a learner can edit):
whatever it is, the score lies between 0 and the question's points and no
exception leaves this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from passerelles.library.text import NBSP, Text, number
from passerelles_widgets.forms.dossier import DossierQuestion, mark_dossier
from passerelles_widgets.forms.kinds import Choice, Matching, Number, Ordering, Question, Short
from passerelles_widgets.forms.marking_tasks import mark_essay, mark_scenario, mark_table
from passerelles_widgets.forms.marks import UNANSWERED, Mark, Part, PartKind, known, nothing, share
from passerelles_widgets.forms.reading import readings, wording
from passerelles_widgets.forms.tasks import Essay, Scenario, TableQuestion

__all__ = ["Mark", "Part", "mark"]

_UNREAD_NUMBER = Text(
    f"Ce nombre n’est pas lisible{NBSP}; écrivez par exemple 1{NBSP}234,5.",
    "This number cannot be read; write for example 1,234.5.",
)


def mark(  # noqa: C901, PLR0911 - one for each type
    question: Question, answer: Any
) -> Mark:
    """Return the score of `answer` (any JSON value) and the explanation of its parts."""
    if answer is None or answer in ("", [], {}):
        return nothing(question.points, UNANSWERED)
    match question:
        case Choice():
            return (
                _single(question, answer)
                if question.type == "single"
                else _multiple(question, answer)
            )
        case Ordering():
            return _ordering(question, answer)
        case Matching():
            return _matching(question, answer)
        case Number():
            return _number(question, answer)
        case Short():
            return _short(question, answer)
        case Essay():
            return mark_essay(question, answer)
        case Scenario():
            return mark_scenario(question, answer)
        case TableQuestion():
            return mark_table(question, answer)
        case DossierQuestion():
            return mark_dossier(question, answer)
        case _:
            raise TypeError(f"{type(question).__name__} is not a question")


def _single(question: Choice, answer: Any) -> Mark:
    """All or nothing; every option is explained."""
    right = next(option.id for option in question.options if option.right)
    if not isinstance(answer, str):
        return nothing(question.points)
    parts = tuple(
        Part(
            option.id,
            "right" if option.right else "wrong" if option.id == answer else "info",
            option.why,
        )
        for option in question.options
    )
    return share(float(answer == right), parts, question.points)


def _multiple(question: Choice, answer: Any) -> Mark:
    """(Hits − false picks) / number of right options, never below 0."""
    if not isinstance(answer, list):
        return nothing(question.points)
    picked = set(known(answer, [option.id for option in question.options]))
    parts = []
    for option in question.options:
        kind: PartKind = "info"
        text = option.why
        if option.id in picked:
            kind = "right" if option.right else "wrong"
        elif option.right:
            kind = "partial"
            text = Text("Était à cocher{space}: {why}", "Should be ticked: {why}").format(
                space=NBSP, why=option.why
            )
        parts.append(Part(option.id, kind, text))
    right = {option.id for option in question.options if option.right}
    earned = (len(picked & right) - len(picked - right)) / len(right)
    return share(earned, tuple(parts), question.points)


def _ordering(question: Ordering, answer: Any) -> Mark:
    """Return the share of pairs that stand in the right order (Kendall)."""
    if not isinstance(answer, list):
        return nothing(question.points)
    given = known(answer, list(question.key))
    place = {one: index for index, one in enumerate(given)}
    pairs = list(combinations(question.key, 2))
    kept = sum(a in place and b in place and place[a] < place[b] for a, b in pairs)
    parts = tuple(
        Part(
            item,
            "right" if place.get(item) == index else "wrong",
            Text("À la place {rank}.", "Belongs in place {rank}.").format(rank=index + 1),
        )
        for index, item in enumerate(question.key)
    )
    return share(kept / len(pairs), parts, question.points, question.why)


def _matching(question: Matching, answer: Any) -> Mark:
    """Return the share of rows paired with an option of their key."""
    if not isinstance(answer, Mapping):
        return nothing(question.points)
    texts = {option.id: option.text for option in question.options}
    parts, kept = [], 0
    for row in question.rows:
        given = answer.get(row.id)
        right = isinstance(given, str) and given in row.key
        kept += right
        explained = Text("{option}{space}: {why}", "{option}: {why}").format(
            option=texts[row.key[0]], space=NBSP, why=row.why
        )
        parts.append(Part(row.id, "right" if right else "wrong", explained))
    return share(kept / len(question.rows), tuple(parts), question.points)


def _number(question: Number, answer: Any) -> Mark:
    """Right when one reading of the number lies within the tolerance."""
    read = readings(answer)
    if not read:
        return nothing(question.points, _UNREAD_NUMBER)
    slack = question.tolerance + 1e-9 * max(1.0, abs(question.key))
    right = any(abs(value - question.key) <= slack for value in read)
    unit = question.unit or Text("", "")
    expected = Text(
        f"Valeur attendue{NBSP}: {number(question.key, 'fr')}{NBSP}{unit.fr}".rstrip() + ".",
        f"Expected value: {number(question.key, 'en')} {unit.en}".rstrip() + ".",
    )
    part = Part("", "right" if right else "wrong", expected)
    return share(float(right), (part,), question.points, question.why)


def _short(question: Short, answer: Any) -> Mark:
    """Right when it is one of the accepted wordings of either language."""
    if not isinstance(answer, str):
        return nothing(question.points)
    given = wording(answer)
    accepted = (*question.accept.fr, *question.accept.en)
    right = bool(given) and any(wording(one) == given for one in accepted)
    expected = Text(
        f"Réponse attendue{NBSP}: {question.accept.fr[0]}.",
        f"Expected answer: {question.accept.en[0]}.",
    )
    part = Part("", "right" if right else "wrong", expected)
    return share(float(right), (part,), question.points, question.why)
