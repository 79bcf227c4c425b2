"""The dossier's pages: as it stands, its earlier versions, its file, and the sample dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tornado import web

from passerelles.build.sample import sample
from passerelles.dossier.data import encode
from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.library.text import Language
from passerelles.portal import dossier_history, dossier_view, footbridge, outline
from passerelles.portal.dossier_downloads import DownloadHandler
from passerelles.portal.dossier_outline import outline as steps_outline
from passerelles.portal.dossier_outline import tool
from passerelles.portal.pages import PageHandler
from passerelles.portal.strings import string

SAID: Final = frozenset({"saved", "merged", "same", "removed", "undone", "restored", "uploaded"})


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Something typed that was not saved: why, both texts, and the form that insists.

    `fields` are the hidden fields of that form, empty when insisting would not help.
    """

    label: str
    sentence: str
    mine: str
    theirs: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


class DossierPages(PageHandler):
    """What the dossier's handlers share: its page, shown with what happened."""

    def form_token(self) -> str:
        """Return the token that a form sends back."""
        token: bytes = self.xsrf_token
        return token.decode("ascii")

    def number(self, name: str) -> int:
        """Return a form's whole number; anything else is a bad request."""
        text = self.get_body_argument(name, "")
        if not (text.isascii() and text.isdecimal() and len(text) <= len("999999999")):
            raise web.HTTPError(400)
        return int(text)

    def chosen(self) -> tuple[str, bytes]:
        """Return the name and content of the file a form sends; raise `Refusal` without one."""
        files = self.request.files.get("file", [])
        if files:
            return files[0]["filename"], files[0]["body"]
        raise Refusal(
            "Aucun fichier n’est choisi\u00a0; choisissez-en un, puis chargez-le.",
            "No file is chosen; choose one, then upload it.",
        )

    def opened(self, language: Language) -> Workspace | None:
        """Open the workspace; where it cannot be used, the page says why and None is returned."""
        try:
            workspace = self.workspace()
            workspace.dossier.load()
        except Refusal as refusal:
            self.refuse(refusal, language, 503)
            return None
        return workspace

    def back(self, language: Language, done: str, place: str = "") -> None:
        """Lead back to the dossier, where a sentence says what was done at `place`."""
        at = f"&at={place}#{place}" if place else ""
        self.redirect(f"{self.base_url}passerelles/{language}/dossier?done={done}{at}", status=303)

    def held(self, dossier: Dossier, language: Language) -> dict[str, Any]:
        """Return what every page showing a dossier needs."""
        return {
            "dossier": dossier,
            "sections": dossier_view.sections(dossier, language),
            "bridge": footbridge.draw(dossier, language),
            "outlines": steps_outline(dossier, language),
            "process": library().process,
        }

    def show_dossier(
        self,
        language: Language,
        workspace: Workspace,
        *,
        status: int = 200,
        unsaved: Sequence[Unsaved] = (),
        alert: str = "",
    ) -> None:
        """Show the page of the dossier; raise `Refusal` when it cannot be read."""
        dossier = workspace.dossier.load()
        done, place = self.get_query_argument("done", ""), self.get_query_argument("at", "")
        self.set_status(status)
        held = self.held(dossier, language)
        self.show(
            "dossier.html",
            language,
            "dossier",
            accent="m6",
            **held,
            begin=next((t for s in held["outlines"].values() for t in s.missing if t.path), None),
            tools={item.id: tool(item.id, language) for item in held["sections"]},
            last_change=dossier_history.last_change(workspace.dossier, language),
            said=string(f"dossier.done.{done}", language) if done in SAID else "",
            said_at=place,
            unsaved=unsaved,
            alert=alert,
            xsrf=self.form_token(),
            notices=outline.notices(workspace, language),
        )


class DossierHandler(DossierPages):
    """The dossier as it stands: the footbridge, the seven steps, what each section holds."""

    @web.authenticated
    def get(self, code: str) -> None:
        language = self.language(code)
        try:
            self.show_dossier(language, self.workspace())
        except Refusal as refusal:
            self.refuse(refusal, language, 503)


class DossierFileHandler(DossierPages):
    """The dossier as a file, to keep or to open elsewhere."""

    @web.authenticated
    def get(self, code: str) -> None:
        language = self.language(code)
        try:
            dossier = self.workspace().dossier.load()
        except Refusal as refusal:
            self.refuse(refusal, language, 503)
            return
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Content-Disposition", 'attachment; filename="dossier.json"')
        self.set_header("Cache-Control", "no-store")
        self.finish(encode(to_plain(dossier)))


class VersionsHandler(DossierPages):
    """The earlier versions of the dossier: all of them in a list, or one to read."""

    @web.authenticated
    def get(self, code: str, number: str | None = None) -> None:
        language = self.language(code)
        try:
            store = self.workspace().dossier
            current = store.load()
            if number is None:
                self.show(
                    "dossier-versions.html",
                    language,
                    "dossier/versions",
                    accent="m6",
                    versions=dossier_history.versions(store, language),
                    current=current.revision,
                    xsrf=self.form_token(),
                )
                return
            kept = store.revision(int(number))
        except Refusal as refusal:
            self.refuse(refusal, language)
            return
        self.show(
            "dossier-version.html",
            language,
            f"dossier/versions/{number}",
            accent="m6",
            **self.held(kept, language),
            version=int(number),
            current=current.revision,
            xsrf=self.form_token(),
        )


class SampleHandler(DossierPages):
    """The sample dossier of two invented towns, to read."""

    @web.authenticated
    def get(self, code: str) -> None:
        language = self.language(code)
        try:
            dossier = sample(language)
        except Refusal as refusal:
            self.refuse(refusal, language)
            return
        self.show(
            "sample.html",
            language,
            "sample",
            accent="m6",
            downloads_of="sample",
            **self.held(dossier, language),
        )


class SampleDownloadHandler(DownloadHandler):
    """Sends the sample dossier, or its agreement, as a document."""

    def _dossier(self) -> Dossier:
        return sample(self.language(self.path_kwargs["code"]))
