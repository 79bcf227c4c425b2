"""The dossier's earlier versions in words: when, by what, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from passerelles.dossier.edits import FRAME, NOTE, SECTION, WORDING, Change
from passerelles.dossier.store import DossierStore, Revision
from passerelles.library.text import Language, enumeration, moment
from passerelles.portal.dossier_outline import named, title
from passerelles.portal.strings import string
from passerelles_widgets import simulators

_NUMBERED: Final = ("undo", "restore")


@dataclass(frozen=True, slots=True)
class Version:
    """One line of the list: number, time as written, who or what made it, what changed."""

    number: int
    when: str
    by: str
    what: tuple[str, ...]


def versions(store: DossierStore, language: Language) -> list[Version]:
    """Return the versions kept, newest first; raise `Refusal`."""
    made = []
    for entry, changes in store.changes():
        told = (
            (string("versions.unknown", language),)
            if changes is None
            else sentences(changes, language)
        )
        made.append(
            Version(entry.number, moment(entry.updated, language), author(entry, language), told)
        )
    return made


def last_change(store: DossierStore, language: Language) -> str:
    """Say what undoing would take back, empty when nothing can be; raise `Refusal`."""
    dossier = store.load()
    number = store.undoable(dossier)
    if number is None:
        return ""
    changes = store.between(number, dossier)
    return " ".join(sentences(changes, language))


def author(entry: Revision, language: Language) -> str:
    """Say who or what made a revision."""
    if entry.by in simulators.ids():
        return string("versions.by.simulator", language, title=named(entry.by, language).title)
    kind, _, number = entry.by.partition("-")
    if kind in _NUMBERED and number.isdecimal():
        return string(f"versions.by.{kind}", language, number=number)
    known = entry.by if entry.by in ("upload", "edit", "frame") else "other"
    return string(f"versions.by.{known}", language)


def sentences(changes: tuple[Change, ...], language: Language) -> tuple[str, ...]:
    """Return what was added, changed and removed, a sentence each."""
    made = []
    for kind in ("added", "changed", "removed"):
        names = [label(change.part, language) for change in changes if change.kind == kind]
        if names:
            listed = enumeration(names, language)
            made.append(string(f"versions.{kind}", language, names=listed))
    return tuple(made)


def label(part: str, language: Language) -> str:
    """Return the name of a part of the dossier."""
    if part in FRAME:
        return string(f"versions.part.{part}", language)
    if part.startswith(NOTE):
        return string("versions.part.note", language, step=part.removeprefix(NOTE))
    if part.startswith(WORDING):
        section = title(part.removeprefix(WORDING), language)
        return string("versions.part.wording", language, section=section)
    section = title(part.removeprefix(SECTION), language)
    return string("versions.part.section", language, section=section)
