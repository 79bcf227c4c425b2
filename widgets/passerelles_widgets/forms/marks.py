"""What marking gives back: a score within bounds and an explanation for every part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from passerelles.library.text import NBSP, Language, Text, number

PartKind = Literal["right", "wrong", "partial", "info"]
PANEL_FIELD: Final = "answer"
"""The field of the panel that holds the answer; parts are named below it."""

UNANSWERED: Final = Text("Vous n’avez pas encore répondu.", "You have not answered yet.")
UNREADABLE: Final = Text(
    f"Cette réponse n’a pas la forme attendue{NBSP}; répondez de nouveau à la question.",
    "This answer does not have the expected form; answer the question again.",
)
BY_HAND: Final = Text(
    "Votre texte sera lu et noté par une personne.",
    "A person will read and grade your text.",
)


@dataclass(frozen=True, slots=True)
class Part:
    """The verdict on one part of an answer: an option, a row, a condition, or all of it (`""`).

    `earned` and `out_of` are in points where the part has its own.
    """

    id: str
    kind: PartKind
    text: Text
    earned: float = 0.0
    out_of: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """The score of an answer, between 0 and `out_of` points, with its explanation.

    `by_hand` tells that a person gives the score; it is 0 until then.
    """

    score: float
    out_of: float
    right: bool
    parts: tuple[Part, ...] = ()
    verdict: Text = UNANSWERED
    why: Text | None = None
    by_hand: bool = False

    def panel_marks(self, language: Language) -> dict[str, dict[str, str]]:
        """Return the parts as the `marks` of a panel whose field is called `answer`."""
        return {
            f"{PANEL_FIELD}/{part.id}" if part.id else PANEL_FIELD: {
                "kind": part.kind,
                "text": part.text[language],
            }
            for part in self.parts
        }


def share(earned: float, parts: tuple[Part, ...], points: float, why: Text | None = None) -> Mark:
    """Return the mark for `earned`, a share of one, kept within bounds."""
    within = min(1.0, max(0.0, earned))
    return Mark(
        score=within * points,
        out_of=points,
        right=within > 1 - 1e-9,
        parts=parts,
        verdict=verdict(within, points),
        why=why,
    )


def nothing(points: float, verdict_text: Text = UNREADABLE) -> Mark:
    """Return the mark of an answer that is missing or cannot be read."""
    return Mark(0.0, points, right=False, verdict=verdict_text)


def verdict(earned: float, points: float) -> Text:
    """Say in words how much of `points` a share of one has earned."""
    if earned > 1 - 1e-9:
        return Text("C’est juste.", "That is right.")
    if earned <= 0:
        return Text("Ce n’est pas encore juste.", "That is not right yet.")
    if points == 1:
        return Text("C’est en partie juste.", "That is partly right.")
    return Text(
        "C’est en partie juste{space}: {got} sur {all}.",
        "That is partly right: {got} out of {all}.",
    ).format(space=NBSP, got=_number(earned * points), all=points_text(points))


def points_text(points: float) -> Text:
    """Write a number of points: “1 point”, “2.5 points”, « 1,5 point »."""
    written = _number(points)
    french = "point" if abs(points) < 2 else "points"  # noqa: PLR2004 - French plural starts at 2
    english = "point" if points == 1 else "points"
    return Text(f"{written.fr}{NBSP}{french}", f"{written.en} {english}")


def _number(value: float) -> Text:
    return Text(number(round(value, 2), "fr"), number(round(value, 2), "en"))


def known(value: Any, ids: list[str]) -> list[str]:
    """Return the ids that `value` lists, without strangers and repeats, in its order."""
    if not isinstance(value, list):
        return []
    allowed = set(ids)
    return list(dict.fromkeys(one for one in value if isinstance(one, str) and one in allowed))
