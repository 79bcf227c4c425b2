"""Downloads of the dossier and its agreement.

Each document is made by the command line's own verb in a process of its own, from a copy of
the dossier as it stands: a busy export holds up no other visitor, and whatever it takes of
memory or time ends with it. Only a few run at once; the others wait their turn.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from tornado import web

from passerelles.dossier.data import encode
from passerelles.dossier.schema import Dossier, to_plain
from passerelles.export import FORMATS
from passerelles.export.naming import file_name
from passerelles.library.errors import Refusal
from passerelles.portal.pages import PageHandler

TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
LANGUAGES: Final = ("fr", "en", "both")
DOCUMENTS: Final = ("dossier", "agreement")
AT_ONCE: Final = 2
DEADLINE: Final = 180.0
"""Seconds an export may take on a machine that is busy; a usual one takes five."""

_TURN: Final = asyncio.Semaphore(AT_ONCE)


class DownloadHandler(PageHandler):
    """Sends the dossier or the agreement as a file, in the format and languages asked for."""

    @web.authenticated
    async def get(self, code: str) -> None:
        language = self.language(code)
        to = self._one_of("to", FORMATS)
        languages = self._one_of("lang", LANGUAGES)
        what = self._one_of("what", DOCUMENTS)
        try:
            dossier = await asyncio.to_thread(self._dossier)
            raw = await export(dossier, to, languages, agreement=what == "agreement")
        except Refusal as refusal:
            self.refuse(refusal, language, 503)
            return
        name = file_name(dossier, what, languages, to)
        self.set_header("Content-Type", TYPES[to])
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")
        self.finish(raw)

    def _dossier(self) -> Dossier:
        return self.workspace().dossier.load()

    def _one_of(self, name: str, known: tuple[str, ...]) -> str:
        found = self.get_query_argument(name, known[0])
        if found not in known:
            raise web.HTTPError(400)
        return found


async def export(dossier: Dossier, to: str, languages: str, *, agreement: bool) -> bytes:
    """Return a document made in a process of its own; raise `Refusal` when that fails."""
    with tempfile.TemporaryDirectory(prefix="passerelles-") as name:
        folder = Path(name)
        source, made = folder / "dossier.json", folder / f"document.{to}"
        source.write_bytes(encode(to_plain(dossier)))
        command = [sys.executable, "-m", "passerelles", "dossier", "export", str(source)]
        command += ["--to", to, "--lang", languages, "--output", str(made), "--json"]
        async with _TURN:
            said = await _run([*command, "--agreement"] if agreement else command, folder)
        try:
            return await asyncio.to_thread(made.read_bytes)
        except OSError as error:
            raise _refusal(said) from error


async def _run(command: list[str], folder: Path) -> bytes:
    """Run a command until it ends; end it when it takes too long."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        # matplotlib keeps its list of fonts in a folder of its own; a service may have no home.
        env={**os.environ, "MPLBACKEND": "agg"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), DEADLINE)
    except TimeoutError:
        return b""
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return said


def _refusal(said: bytes) -> Refusal:
    """Return the refusal the command gave, or one that asks to try again."""
    with suppress(ValueError, KeyError, TypeError):
        found = json.loads(said)["refusal"]
        return Refusal(str(found["fr"]), str(found["en"]))
    return Refusal(
        "Le document n’a pas pu être préparé\u00a0; votre dossier est intact, réessayez dans un "
        "moment ou choisissez un autre format.",
        "The document could not be made; your dossier is intact, try again in a moment or choose "
        "another format.",
    )
