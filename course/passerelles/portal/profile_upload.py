"""The territory's own figures, brought in as CSV or XLSX for the simulator `profile`.

What stood in the simulator before is kept as a saved scenario, so that nothing is lost.
"""

from __future__ import annotations

import asyncio
import unicodedata
from typing import Any, Final

from tornado import web

from passerelles.dossier.store import now
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import Language, moment, number
from passerelles.portal.dossier_outline import named
from passerelles.portal.dossier_page import DossierPages
from passerelles.portal.strings import string
from passerelles_widgets import simulators
from passerelles_widgets.simulators.profile import csv_words
from passerelles_widgets.simulators.profile.csv_text import rows_from_csv

SIMULATOR: Final = "profile"
TABLE: Final = "figures"
REFUSED: Final = 400
_LONGEST_NAME: Final = 40


def rows(raw: bytes) -> list[dict[str, Any]]:
    """Return the rows of a CSV or XLSX file; raise `Refusal` naming row and column."""
    from passerelles.portal import workbooks  # noqa: PLC0415 - openpyxl costs 0.3 s

    if raw.startswith((workbooks.SIGNATURE, workbooks.OLD_SIGNATURE)):
        return rows_from_csv(workbooks.csv_from_workbook(raw))
    return rows_from_csv(raw)


def bring_in(workspace: Workspace, found: list[dict[str, Any]], name: str, lang: Language) -> None:
    """Put rows into the simulator's current scenario; raise `Refusal`, changing nothing.

    The values they replace are saved as a scenario, named after the moment and noting the file.
    """
    if not found:
        raise Refusal(
            "Ce fichier ne contient aucun chiffre\u00a0; remplissez au moins une ligne.",
            "This file holds no figure; fill in at least one line.",
        )
    tool, store = simulators.load(SIMULATOR), workspace.scenarios(SIMULATOR)
    kept = store.current()
    before = tool.defaults(lang, workspace.dossier.load()) if kept is None else kept
    after = tool.check({**before, TABLE: found}, lang)
    if kept is not None and kept != after:
        title = string("profile.before", lang, when=moment(now(), lang))
        store.save(title, kept, string("profile.before.note", lang, file=name))
    store.keep(after)


def shown_name(name: str) -> str:
    """Return a file's name as it may be shown: one line, without folders, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return plain if len(plain) <= _LONGEST_NAME else plain[: _LONGEST_NAME - 1] + "…"


class ProfileHandler(DossierPages):
    """The page that takes the file, and what stands in the simulator now."""

    @web.authenticated
    def get(self, code: str) -> None:
        language = self.language(code)
        self._page(language, done=self.get_query_argument("done", ""))

    @web.authenticated
    async def post(self, code: str) -> None:
        language = self.language(code)
        try:
            name, raw = self.chosen()
            # A large sheet takes a second to read: the other pages must not wait for it.
            found = await asyncio.to_thread(rows, raw)
            bring_in(self.workspace(), found, shown_name(name), language)
        except Refusal as refusal:
            self._page(language, alert=refusal.sentence(language), status=REFUSED)
            return
        address = f"{self.base_url}passerelles/{language}/profile"
        self.redirect(f"{address}?done={len(found)}", status=303)

    def _page(
        self, language: Language, *, done: str = "", alert: str = "", status: int = 200
    ) -> None:
        tool = simulators.load(SIMULATOR)
        try:
            kept = self.workspace().scenarios(SIMULATOR).current()
            values = tool.check(kept, language) if kept is not None else None
        except Refusal as refusal:
            values, alert = None, alert or refusal.sentence(language)
        said = ""
        if done.isdecimal() and len(done) <= len("120"):
            said = string("profile.done", language, count=number(int(done), language))
        texts = tool.texts(language)
        self.set_status(status)
        self.show(
            "profile.html",
            language,
            "profile",
            accent="m2",
            said=said,
            alert=alert,
            figures=values[TABLE] if values else [],
            labels=texts.labels,
            columns=csv_words.COLUMNS,
            tool=named(SIMULATOR, language),
            file="modele" if language == "fr" else "template",
            xsrf=self.form_token(),
        )


class TemplateHandler(DossierPages):
    """The template of the ten families of data, as CSV or XLSX."""

    @web.authenticated
    def get(self, code: str, kind: str) -> None:
        from passerelles.portal import workbooks  # noqa: PLC0415 - openpyxl costs 0.3 s

        language = self.language(code)
        name = "modele" if language == "fr" else "template"
        if kind == "csv":
            raw, form = csv_words.template(language).encode(), "text/csv; charset=utf-8"
        else:
            raw = workbooks.template(language)
            form = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        self.set_header("Content-Type", form)
        self.set_header("Content-Disposition", f'attachment; filename="{name}.{kind}"')
        self.set_header("Cache-Control", "no-store")
        self.finish(raw)
