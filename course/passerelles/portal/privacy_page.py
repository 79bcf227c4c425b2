"""The page “Personal data”: what is kept, where and how long; download it, erase it.

Made of the declared inventory, for the place where it is shown. The server does by itself
what is the learner's own to do: the workspace. What a classroom or a hub keeps is exported
and erased by those who run it, and the page says by which command.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tornado import web

from passerelles.grading.names import local_student
from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.portal.dossier_page import DossierPages
from passerelles.portal.settings import Settings
from passerelles.portal.strings import string
from passerelles.privacy import archive
from passerelles.privacy.inventory import Context, Place, inventory
from passerelles.privacy.people import Person, find, of_workspace

REFUSED: Final = 400
_AT_ONCE: Final = asyncio.Semaphore(1)


def context_of(settings: Settings, environment: Mapping[str, str] | None = None) -> Context:
    """Return where the page is shown: a training room, a hub, a laptop with or without a class."""
    if settings.room is not None:
        return "room"
    if (os.environ if environment is None else environment).get("JUPYTERHUB_USER"):
        return "hub"
    return "classroom" if settings.classroom is not None else "laptop"


def sections(context: Context, settings: Settings, language: Language) -> list[dict[str, Any]]:
    """Return what the page says: for each place its title, folder and the kinds of data in it."""
    known = inventory()
    told = []
    for place in known.contexts[context]:
        where = known.places[place]
        told.append(
            {
                "id": place,
                "title": where.title[language],
                "lead": where.lead[language],
                "erased": where.erased[language],
                "folder": _folder(place, context, settings),
                "entries": [
                    {
                        "what": entry.what[language],
                        "kept": entry.kept[language],
                        "paths": entry.paths,
                        "whose": string(f"privacy.whose.{entry.whose}", language),
                    }
                    for entry in known.of(place)
                ],
            }
        )
    return told


def _folder(place: Place, context: Context, settings: Settings) -> str:
    """Return the folder itself where the reader may know it: on their own machine."""
    if place == "workspace":
        return str(settings.workspace)
    if place == "classroom" and context == "classroom" and settings.classroom is not None:
        return str(settings.classroom)
    return ""


def _anything(folder: Path) -> bool:
    """Tell whether a workspace holds a file; locks and other hidden ones are nobody's work."""
    return any(path.is_file() for path in folder.rglob("[!.]*"))


def person_of(settings: Settings) -> Person:
    """Return the learner with all that this server can reach of theirs; raise `Refusal`."""
    mine = of_workspace(settings.workspace)
    if settings.classroom is None:
        return Person(local_student(), mine.shares)
    classed = find(local_student(), (settings.classroom,))
    return Person(classed.who, mine.shares + classed.shares)


class PrivacyHandler(DossierPages):
    """What is kept about whoever reads the page."""

    @web.authenticated
    def get(self, code: str) -> None:
        done = self.get_query_argument("done", "")
        self.tell(self.language(code), done=done)

    def tell(
        self, language: Language, *, done: str = "", alert: str = "", status: int = 200
    ) -> None:
        """Show the page, with what happened."""
        context = context_of(self.portal)
        self.set_status(status)
        self.show(
            "privacy.html",
            language,
            "privacy",
            accent="m0",
            context=context,
            sections=sections(context, self.portal, language),
            own=context != "room",
            nothing=not _anything(self.portal.workspace),
            said=string("privacy.erased", language) if done == "erased" else "",
            alert=alert,
            xsrf=self.form_token(),
        )


class PrivacyDownloadHandler(PrivacyHandler):
    """Everything this server can reach of the learner's, as one ZIP file."""

    @web.authenticated
    async def get(self, code: str) -> None:
        language = self.language(code)
        if context_of(self.portal) == "room":
            raise web.HTTPError(404)
        with tempfile.TemporaryDirectory(prefix="passerelles-") as name:
            made = Path(name) / "export.zip"
            try:
                async with _AT_ONCE:
                    await asyncio.to_thread(_export, self.portal, made)
                raw = await asyncio.to_thread(made.read_bytes)
            except Refusal as refusal:
                self.tell(language, alert=refusal.sentence(language), status=REFUSED)
                return
        self.set_header("Content-Type", "application/zip")
        file = string("privacy.file", language)
        self.set_header("Content-Disposition", f'attachment; filename="{file}.zip"')
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")
        self.finish(raw)


class PrivacyEraseHandler(PrivacyHandler):
    """Erases the workspace, once the word that confirms it was typed."""

    @web.authenticated
    async def post(self, code: str) -> None:
        language = self.language(code)
        if context_of(self.portal) == "room":
            raise web.HTTPError(404)
        typed = self.get_body_argument("word", "").strip().casefold()
        if typed != string("privacy.word", language):
            alert = string("privacy.word.wrong", language, word=string("privacy.word", language))
            self.tell(language, alert=alert, status=REFUSED)
            return
        # A simulator still open in another tab would write its values again.
        await self.kernel_manager.shutdown_all()
        try:
            await asyncio.to_thread(_erase, self.portal)
        except Refusal as refusal:
            self.tell(language, alert=refusal.sentence(language), status=REFUSED)
            return
        address = f"{self.base_url}passerelles/{language}/privacy"
        self.redirect(f"{address}?done=erased", status=303)


def _export(settings: Settings, made: Path) -> None:
    settings.open_workspace()
    person = person_of(settings)
    archive.write(person.who, person.shares, made)


def _erase(settings: Settings) -> None:
    settings.open_workspace()
    for share in of_workspace(settings.workspace).shares:
        share.erase()
