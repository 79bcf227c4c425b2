"""The people of a classroom: whom the gradebook knows, and a list of them taken in from CSV.

The list is optional: whoever hands in is entered by that. With it, the pages also tell who
has not handed in yet. It adds and completes, and never takes anybody out.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final

from passerelles.grading.database import check_length, opened
from passerelles.grading.names import printable, student_name
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Text

LONGEST_LIST: Final = 1_000_000
"""Bytes of a list."""
MOST_PEOPLE: Final = 5_000
_LONGEST: Final = 200
_HEADS: Final[dict[str, str]] = {
    "id": "id",
    "name": "id",
    "nom": "id",
    "username": "id",
    "student_id": "id",
    "identifiant": "id",
    "nom d’utilisateur": "id",
    "nom d'utilisateur": "id",
    "email": "email",
    "e-mail": "email",
    "courriel": "email",
    "adresse de courriel": "email",
    "email address": "email",
    "first_name": "first_name",
    "first name": "first_name",
    "prénom": "first_name",
    "last_name": "last_name",
    "last name": "last_name",
    "nom de famille": "last_name",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: people added, completed, unchanged, and lines refused with reasons."""

    added: int
    changed: int
    same: int
    refused: tuple[Text, ...]


def take_in(classroom: Classroom, raw: bytes) -> Imported:
    """Enter a list of people in the gradebook; a bad line costs only itself.

    `raw` is CSV in UTF-8, separated by commas or semicolons: a name (the one a learner
    hands in with) and an email address, or columns named by a first line. Raises
    `Refusal` for a file that is no such list, and when the gradebook cannot be written.
    """
    people, refused = _people(classroom, raw)
    added = changed = same = 0
    with opened(classroom) as book:
        known = {one.id: one for one in book.students}
        for name, details in people.items():
            found = known.get(name)
            if found is None:
                book.db.add(_student(name, details))
                added += 1
            elif any(getattr(found, key) != value for key, value in details.items()):
                for key, value in details.items():
                    setattr(found, key, value)
                changed += 1
            else:
                same += 1
        book.db.commit()
    return Imported(added, changed, same, tuple(refused))


def add(classroom: Classroom, name: str) -> str:
    """Enter one person in the gradebook unless they are there; return the name it keeps.

    Raises `Refusal` for a name that cannot be one.
    """
    clean = student_name(name)
    check_length(classroom, clean)
    with opened(classroom) as book:
        if not any(one.id == clean for one in book.students):
            book.db.add(_student(clean, {}))
            book.db.commit()
    return clean


def _student(name: str, details: dict[str, str]) -> Any:
    from nbgrader.api import Student  # noqa: PLC0415 - slow to load

    return Student(id=name, **details)


def _people(classroom: Classroom, raw: bytes) -> tuple[dict[str, dict[str, str]], list[Text]]:
    rows = _rows(raw)
    heads = [_HEADS.get(cell.strip().lower()) for cell in rows[0]]
    named = "id" in heads
    columns = heads if named else ["id", "email"]
    people: dict[str, dict[str, str]] = {}
    refused = []
    for number, row in enumerate(rows[1:] if named else rows, 2 if named else 1):
        cells = {key: cell.strip() for key, cell in zip(columns, row, strict=False) if key}
        if not any(cells.values()):
            continue
        try:
            name = student_name(cells.pop("id", ""))
            check_length(classroom, name)
            _check(cells)
        except Refusal as refusal:
            refused.append(
                Text(
                    f"Ligne {number}{NBSP}: {refusal.text.fr}",
                    f"Line {number}: {refusal.text.en}",
                )
            )
        else:
            people[name] = {key: value for key, value in cells.items() if value}
    return people, refused


def _rows(raw: bytes) -> list[list[str]]:
    if len(raw) > LONGEST_LIST:
        raise Refusal(
            f"Cette liste dépasse 1 Mo{NBSP}; ne gardez que les noms et les adresses.",
            "This list is longer than 1 MB; keep only names and addresses.",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(
            f"Cette liste n’est pas en UTF-8{NBSP}; enregistrez-la comme «{NBSP}CSV UTF-8{NBSP}».",
            "This list is not UTF-8; save it as “CSV UTF-8”.",
        ) from error
    first = text.split("\n", 1)[0]
    try:
        found = csv.reader(StringIO(text), delimiter=";" if ";" in first else ",", strict=True)
        rows = [row for row in found if row]
    except csv.Error as error:
        raise _no_list() from error
    if not rows or "\x00" in text:
        raise _no_list()
    if len(rows) > MOST_PEOPLE:
        raise Refusal(
            f"Cette liste a plus de {MOST_PEOPLE} lignes{NBSP}; partagez-la entre plusieurs "
            "classes.",
            f"This list has more than {MOST_PEOPLE} lines; share it among several classrooms.",
        )
    return rows


def _check(cells: dict[str, str]) -> None:
    email = cells.get("email", "")
    plain = all(len(cell) <= _LONGEST and printable(cell) == cell for cell in cells.values())
    if not plain or (email and (email.count("@") != 1 or any(sign.isspace() for sign in email))):
        raise Refusal(
            f"Cette ligne ne se lit pas comme un nom et une adresse{NBSP}; corrigez-la.",
            "This line does not read as a name and an address; correct it.",
        )


def _no_list() -> Refusal:
    return Refusal(
        f"Ce fichier n’est pas une liste{NBSP}: donnez du CSV, avec un nom et une adresse de "
        "courriel par ligne.",
        "This file is no list: give CSV, with a name and an email address on each line.",
    )
