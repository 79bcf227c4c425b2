"""Edits made by hand, part by part, and how two people's edits are merged.

A dossier is edited in parts: `home`, `partner`, `route`, `note/3`, `wording/needs`,
`section/needs` (which a hand can only remove). Somebody's edit was made against the revision
their page showed. A part that nobody else has touched since takes their value; a part that
somebody else has changed is a conflict, and both values are kept to be shown: neither is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from passerelles.dossier.data import plain
from passerelles.dossier.schema import Dossier
from passerelles.dossier.sections import SECTION_IDS, STEP_COUNT
from passerelles.dossier.words import MAX_NOTE, MAX_WORDING, Note, Wording
from passerelles.library.errors import Refusal
from passerelles.library.text import Language

FRAME: Final = ("home", "partner", "route")
NOTE: Final = "note/"
WORDING: Final = "wording/"
SECTION: Final = "section/"


@dataclass(frozen=True, slots=True)
class Change:
    """A part in which one dossier differs from another."""

    part: str
    kind: Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part that was changed here and elsewhere; None stands for nothing at all."""

    part: str
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """What may be changed without losing anything, and what may not."""

    changes: Mapping[str, Any]
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit: the dossier as it now stands, and the parts left as they were.

    `merged` tells that somebody else had changed other parts since the page was opened.
    """

    dossier: Dossier
    conflicts: tuple[Conflict, ...] = ()
    merged: bool = False


def parts(dossier: Dossier) -> dict[str, Any]:
    """Return every part that holds something, by name."""
    made: dict[str, Any] = {
        "home": dossier.territories.home,
        "partner": dossier.territories.partner,
        "route": dossier.route,
    }
    for name in SECTION_IDS:
        section = dossier.section(name)
        if section is not None:
            made[f"{SECTION}{name}"] = section
    made.update({f"{WORDING}{name}": words for name, words in dossier.wording.items()})
    made.update({f"{NOTE}{step}": note for step, note in dossier.notes.items()})
    return made


def changed(before: Dossier, after: Dossier) -> tuple[Change, ...]:
    """Return the parts in which two dossiers differ, in the order of the dossier."""
    old, new = parts(before), parts(after)
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        Change(name, _kind(old.get(name), new.get(name)))
        for name in names
        if old.get(name) != new.get(name)
    )


def _kind(before: Any, after: Any) -> Literal["added", "changed", "removed"]:
    if not before:
        return "added"
    return "changed" if after else "removed"


def merge(base: Dossier | None, current: Dossier, wanted: Mapping[str, Any]) -> Merge:
    """Sort out what `wanted`, typed on a page that showed `base`, does to `current`.

    Without a base (its revision is no longer kept) whatever differs is a conflict, and so is a
    wording whose section has gone.
    """
    old = None if base is None else parts(base)
    now = parts(current)
    changes: dict[str, Any] = {}
    conflicts = []
    for part, mine in wanted.items():
        theirs = now.get(part)
        if same(mine, theirs) or (old is not None and same(mine, old.get(part))):
            continue
        lost = part.startswith(WORDING) and mine and part.replace(WORDING, SECTION) not in now
        if old is not None and same(theirs, old.get(part)) and not lost:
            changes[part] = mine
        else:
            conflicts.append(Conflict(part, mine, theirs))
    return Merge(changes, tuple(conflicts))


def put(dossier: Dossier, changes: Mapping[str, Any]) -> Dossier:
    """Return the dossier with these parts changed; None removes one. Raise `Refusal`."""
    made = dossier
    for part, value in changes.items():
        if part == "route":
            made = replace(made, route=value)
        elif part in FRAME:
            made = replace(made, territories=replace(made.territories, **{part: value}))
        elif part.startswith(NOTE):
            notes: dict[Any, Note] = _with(made.notes, part.removeprefix(NOTE), value)
            ordered = {key: notes[key] for key in sorted(notes)}
            made = replace(made, notes=ordered)
        elif part.startswith(WORDING):
            name = part.removeprefix(WORDING)
            made = replace(made, wording=_with(made.wording, name, value))
        elif part.startswith(SECTION) and value is None:
            name = part.removeprefix(SECTION)
            made = made.with_sections({name: None})
            made = replace(made, wording=_with(made.wording, name, None))
        else:
            raise ValueError(f"{part} cannot be changed by hand")
    return made


def note(step: Any, text: Any, language: Language) -> tuple[str, Note | None]:
    """Return the part and value of a note as typed, empty for none; raise `Refusal`."""
    key = str(step)
    if key not in {str(number) for number in range(1, STEP_COUNT + 1)}:
        raise Refusal(
            f"Il n’y a que {STEP_COUNT} étapes\u00a0; rechargez la page du dossier.",
            f"There are only {STEP_COUNT} steps; reload the page of the dossier.",
        )
    said = _text(text, MAX_NOTE)
    return f"{NOTE}{key}", Note(said, language) if said else None


def wording(
    dossier: Dossier, section: Any, text: Any, language: Language
) -> tuple[str, Wording | None]:
    """Return the part and value of a wording as typed, empty for none; raise `Refusal`."""
    of = dossier.fingerprint(str(section))
    said = _text(text, MAX_WORDING)
    return f"{WORDING}{section}", Wording(said, language, of) if said else None


def removal(dossier: Dossier, section: Any) -> tuple[str, None]:
    """Return the part and value that remove a section; raise `Refusal` when there is no such."""
    dossier.section(str(section))
    return f"{SECTION}{section}", None


def same(one: Any, other: Any) -> bool:
    """Tell whether two values of a part say the same (a wording is its text)."""
    if isinstance(one, (Note, Wording)) and isinstance(other, (Note, Wording)):
        return one.text == other.text
    return bool(one == other)


def as_text(value: Any) -> str:
    """Return a part's value as something a person can read back: its text, else its JSON."""
    if isinstance(value, (Note, Wording)):
        return value.text
    if value is None or isinstance(value, str):
        return value or ""
    return str(plain(asdict(value)))


def _with(held: Mapping[Any, Any], key: str, value: Any) -> dict[Any, Any]:
    kept = {name: item for name, item in held.items() if name != key}
    return kept if value is None else {**kept, key: value}


def _text(value: Any, longest: int) -> str:
    said = plain(value) if isinstance(value, str) else ""
    cleaned = "\n".join(line.rstrip() for line in said.splitlines()).strip()
    if len(cleaned) > longest:
        raise Refusal(
            f"Ce texte compte {len(cleaned)} caractères et {longest} tiennent ici\u00a0; "
            "raccourcissez-le.",
            f"This text has {len(cleaned)} characters, and {longest} fit here; shorten it.",
        )
    return cleaned
