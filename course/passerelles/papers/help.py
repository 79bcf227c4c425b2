"""Where the help for each page is: the section of a guide that says what one does there.

A page goes by the name of its template, `hub/` before it for a page of the hub. A section goes by
the name of the guide's cell, which is its anchor in both languages. This table is the only place
where a page and its help are put together.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final


@dataclass(frozen=True, slots=True)
class Help:
    """A section of a guide."""

    guide: str
    section: str

    @property
    def address(self) -> str:
        """Its address below `guides/`, in any language."""
        return f"{self.guide}#{self.section}"


GENERAL: Final = Help("learner", "help")
"""How to find help at all: for the guides themselves."""
_BY_SECTION: Final[dict[str, tuple[str, ...]]] = {
    "learner#first-five-minutes": ("home",),
    "learner#reading": ("module",),
    "learner#dossier": ("dossier", "sample"),
    "learner#versions": ("dossier-versions", "dossier-version"),
    "learner#profile": ("profile",),
    "learner#exercises": ("exercises", "exercise"),
    "learner#reference": (
        "reference",
        "reference-practices",
        "reference-figures",
        "reference-bibliography",
        "reference-networks",
        "glossary",
    ),
    "learner#your-data": ("privacy",),
    "learner#messages": ("refusal",),
    GENERAL.address: ("papers", "paper", "classroom-guide", "hub/guide"),
    "learner#room": ("join", "room"),
    "learner#account": (
        "hub/login",
        "hub/signup",
        "hub/password",
        "hub/logout",
        "hub/oauth",
        "hub/error",
        "hub/404",
    ),
    "learner#starting": (
        "hub/home",
        "hub/spawn_pending",
        "hub/stop_pending",
        "hub/not_running",
    ),
    "trainer#first-five-minutes": ("trainer",),
    "trainer#board": ("board",),
    "trainer#slides": ("slides",),
    "trainer#help": ("screen",),
    "instructor#first-five-minutes": ("classroom-rooms",),
    "instructor#grading": ("grading-list",),
    "instructor#exercise": ("classroom-exercise",),
    "instructor#rules": ("classroom-rules",),
    "instructor#people": ("classroom-people",),
    "instructor#by-hand": ("grading",),
    "instructor#on-paper": (
        "keying-choose",
        "keying-form",
        "keying-dossier",
        "keying-done",
    ),
    "instructor#messages": ("grading-refusal",),
    "administrator#accounts": ("hub/people",),
}
HELP: Final[dict[str, Help]] = {
    page: Help(*address.split("#")) for address, pages in _BY_SECTION.items() for page in pages
}
GUIDE: Final = rf"(?P<name>{'|'.join(sorted({one.guide for one in HELP.values()}))})"
"""A guide that some page's help is in, in an address. These are open to everybody who reaches a
page, also before they have said who they are."""


def help_for(page: str) -> Help:
    """Return the help of a page by its template, with or without `.html`."""
    return HELP.get(str(PurePosixPath(page).with_suffix("")), GENERAL)
