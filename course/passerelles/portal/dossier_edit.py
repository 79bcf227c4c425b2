"""What a learner does to the dossier by hand: edit, take back, restore, bring in a file.

Plain forms, answered by a redirection; what cannot be saved is shown again with its sentence,
and with what somebody else has saved meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tornado import web

from passerelles.dossier import edits
from passerelles.dossier.edits import Conflict, Edited
from passerelles.dossier.incoming import parse_dossier
from passerelles.dossier.schema import Dossier
from passerelles.dossier.store import DossierStore
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.library.text import Language
from passerelles.portal import dossier_view
from passerelles.portal.dossier_history import label
from passerelles.portal.dossier_page import DossierPages, Unsaved
from passerelles.portal.frame import frame_value
from passerelles.portal.strings import string

CONFLICT: Final = 409
REFUSED: Final = 400


class DossierEditHandler(DossierPages):
    """Changes names, route, notes and wording, and removes sections."""

    @web.authenticated
    def post(self, code: str) -> None:
        language = self.language(code)
        action = self.get_body_argument("action", "")
        reader = _ACTIONS.get(action)
        seen = self.number("revision")
        if reader is None:
            raise web.HTTPError(400)
        workspace = self.opened(language)
        if workspace is None:
            return
        try:
            wanted, place = reader(self, workspace.dossier, seen, language)
            edited = workspace.dossier.edit(wanted, seen)
        except Refusal as refusal:
            typed = self.get_body_argument("text", "", strip=False)
            unsaved = [Unsaved("", refusal.sentence(language), typed)] if typed else []
            alert = "" if typed else refusal.sentence(language)
            self.show_dossier(language, workspace, status=REFUSED, unsaved=unsaved, alert=alert)
            return
        if edited.conflicts:
            unsaved = [_unsaved(conflict, edited, language) for conflict in edited.conflicts]
            self.show_dossier(language, workspace, status=CONFLICT, unsaved=unsaved)
            return
        removed = action == "remove"
        done = "removed" if removed else "merged" if edited.merged else "saved"
        self.back(language, done, "" if removed else place)


def _frame(
    page: DossierPages, _store: DossierStore, _seen: int, _language: Language
) -> tuple[dict[str, Any], str]:
    given = {name: page.get_body_argument(name, None) for name in edits.FRAME}
    wanted = {name: frame_value(name, text) for name, text in given.items() if text is not None}
    return wanted, "frame"


def _note(
    page: DossierPages, _store: DossierStore, _seen: int, language: Language
) -> tuple[dict[str, Any], str]:
    step = page.get_body_argument("step", "")
    part, value = edits.note(step, page.get_body_argument("text", "", strip=False), language)
    return {part: value}, f"step-{step}"


def _wording(
    page: DossierPages, store: DossierStore, seen: int, language: Language
) -> tuple[dict[str, Any], str]:
    section = page.get_body_argument("section", "")
    text = page.get_body_argument("text", "", strip=False)
    shown = _shown(store, seen)
    if page.get_body_argument("reset", ""):
        text = ""
    part, value = edits.wording(shown, section, text, language)
    if value is not None and value.text == computed(shown, section, language):
        value = None
    return {part: value}, f"section-{section}"


def _remove(
    page: DossierPages, store: DossierStore, seen: int, _language: Language
) -> tuple[dict[str, Any], str]:
    part, value = edits.removal(_shown(store, seen), page.get_body_argument("section", ""))
    return {part: value}, ""


_ACTIONS: Final[
    dict[
        str,
        Callable[[DossierPages, DossierStore, int, Language], tuple[dict[str, Any], str]],
    ]
] = {"frame": _frame, "note": _note, "wording": _wording, "remove": _remove}


def _shown(store: DossierStore, seen: int) -> Dossier:
    """Return the dossier the learner was looking at, else the current one."""
    try:
        return store.revision(seen)
    except Refusal:
        return store.load()


def computed(dossier: Dossier, section: str, language: Language) -> str:
    """Return the course's own sentences for a section, one a line; empty without the section."""
    for item in dossier_view.sections(dossier, language):
        if item.id == section:
            return "\n".join(item.computed or item.sentences)
    return ""


def _unsaved(conflict: Conflict, edited: Edited, language: Language) -> Unsaved:
    """Return what a conflict looks like: both texts, and the form that insists."""
    kind, _, name = conflict.part.partition("/")
    mine, theirs = (_said(conflict.part, v, language) for v in (conflict.mine, conflict.theirs))
    fields = {"revision": str(edited.dossier.revision)}
    if kind in edits.FRAME:
        fields |= {"action": "frame", kind: edits.as_text(conflict.mine)}
    elif kind == "note":
        fields |= {"action": "note", "step": name, "text": edits.as_text(conflict.mine)}
    elif kind == "wording":
        fields |= {"action": "wording", "section": name, "text": edits.as_text(conflict.mine)}
        if edited.dossier.section(name) is None:
            fields = {}
    else:
        fields |= {"action": "remove", "section": name}
        mine, theirs = string("dossier.conflict.without", language), _prose(edited, name, language)
    key = "both" if fields else "gone"
    return Unsaved(
        label(conflict.part, language),
        string(f"dossier.conflict.{key}", language),
        mine or string("dossier.conflict.nothing", language),
        theirs or string("dossier.conflict.nothing", language),
        fields,
    )


def _said(part: str, value: Any, language: Language) -> str:
    if part == "route":
        names = {route.id: route.name[language] for route in library().process.routes}
        return names.get(value, str(value))
    return edits.as_text(value) if not part.startswith(edits.SECTION) else ""


def _prose(edited: Edited, section: str, language: Language) -> str:
    for item in dossier_view.sections(edited.dossier, language):
        if item.id == section:
            return "\n".join(item.sentences)
    return ""


class DossierUndoHandler(DossierPages):
    """Takes back the last change."""

    @web.authenticated
    def post(self, code: str) -> None:
        language = self.language(code)
        workspace = self.opened(language)
        if workspace is None:
            return
        try:
            workspace.dossier.undo(self.number("revision"))
        except Refusal as refusal:
            alert = refusal.sentence(language)
            self.show_dossier(language, workspace, status=CONFLICT, alert=alert)
            return
        self.back(language, "undone")


class DossierRestoreHandler(DossierPages):
    """Makes an earlier version the current one; what stood before becomes an earlier version."""

    @web.authenticated
    def post(self, code: str) -> None:
        language = self.language(code)
        workspace = self.opened(language)
        if workspace is None:
            return
        try:
            workspace.dossier.restore(self.number("restored"))
        except Refusal as refusal:
            alert = refusal.sentence(language)
            self.show_dossier(language, workspace, status=CONFLICT, alert=alert)
            return
        self.back(language, "restored")


class DossierUploadHandler(DossierPages):
    """Brings in a dossier.json; what stood before becomes an earlier version."""

    @web.authenticated
    def post(self, code: str) -> None:
        language = self.language(code)
        workspace = self.opened(language)
        if workspace is None:
            return
        try:
            arrived = parse_dossier(self.chosen()[1])
            before = workspace.dossier.load()
            after = workspace.dossier.update(lambda _: arrived, by="upload")
        except Refusal as refusal:
            alert = refusal.sentence(language)
            self.show_dossier(language, workspace, status=REFUSED, alert=alert)
            return
        self.back(language, "same" if after.revision == before.revision else "uploaded")
