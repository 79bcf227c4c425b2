"""Whom an export or an erasure is about, and where: workspace, classrooms, hub, room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from passerelles.library.errors import Refusal
from passerelles.privacy.inventory import nothing_about
from passerelles.privacy.shares import Share


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by name, or by workspace alone, and what is kept about them where one looked."""

    who: str
    shares: tuple[Share, ...]

    def known(self) -> Person:
        """Return this person if anything is kept about them; raise `Refusal` otherwise."""
        if not any(share.items() or share.records() for share in self.shares):
            raise nothing_about(self.who)
        return self


def of_workspace(path: Path) -> Person:
    """Return whoever works in a workspace; raise `Refusal` when the folder is none."""
    from passerelles.privacy.workspace import open_workspace  # noqa: PLC0415 - as the others

    return Person(str(path), (open_workspace(path),))


def find(
    who: str,
    classrooms: Sequence[Path] = (),
    hub: Path | None = None,
    room: Path | None = None,
) -> Person:
    """Return a person's shares of the places given; `who` is a workspace when there is none.

    Raises `Refusal`: a folder that is no such place, a name that cannot be one.
    """
    shares: list[Share] = []
    if classrooms:
        from passerelles.privacy.classroom import open_learner  # noqa: PLC0415 - grading is heavy

        for number, place in enumerate(classrooms, 1):
            name = "classroom" if len(classrooms) == 1 else f"classroom-{number}"
            shares.append(open_learner(place, who, name))
    if hub is not None:
        from passerelles.privacy.hub import open_account  # noqa: PLC0415 - needs the extra

        shares += open_account(hub, who)
    if room is not None:
        from passerelles.privacy.room import open_participant  # noqa: PLC0415

        shares.append(open_participant(room, who))
    if not shares:
        return of_workspace(Path(who))
    return Person(who, tuple(shares))


def check_output(output: Path, shares: Sequence[Share]) -> Path:
    """Return the file to write; raise `Refusal` where it cannot be: a folder, or inside a share."""
    made = output.absolute()
    if made.is_dir() or not made.parent.is_dir():
        raise Refusal(
            f"« {output} » ne peut pas être un fichier ; indiquez un nom de fichier .zip dans un "
            "répertoire qui existe.",
            f"“{output}” cannot be a file; give the name of a .zip file in a folder that exists.",
        )
    for share in shares:
        root = getattr(share, "root", None)
        if root is not None and made.parent.resolve().is_relative_to(root.resolve()):
            raise Refusal(
                "L’export ne peut pas s’écrire dans ce qui est exporté ; choisissez un autre "
                "répertoire.",
                "The export cannot be written inside what is exported; choose another folder.",
            )
    return made
