"""The trainer's pages: the door with the password, the board, the screen, the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web

from passerelles.library.errors import Refusal
from passerelles.portal.strings import string
from passerelles.workshop.address import qr_svg
from passerelles.workshop.doors import TRAINER, TRAINER_COOKIE
from passerelles.workshop.pages import REFUSED, SLOWED, RoomPage

PIECE: Final = 1 << 18
"""Bytes of a file sent at a time."""


class TrainerHandler(RoomPage):
    """The trainer's door: the password printed when the room was opened."""

    @allow_unauthenticated
    def get(self, code: str | None = None) -> None:
        language = self.language(code) if code else self.spoken()
        if self.leads:
            self.go(f"room/{language}/board")
        else:
            self.form("trainer.html", language, "trainer", refusal="")

    @allow_unauthenticated
    def post(self, code: str | None = None) -> None:
        language = self.language(code or self.spoken())
        refusal = self.slowed(self.entrance.passwords)
        self.set_status(SLOWED if refusal else 200)
        if refusal is None:
            if self.entrance.doors.is_password(self.field("password")):
                self.entrance.passwords.right(self.address)
                self.give(TRAINER_COOKIE, TRAINER)
                self.go(f"room/{language}/board")
                return
            self.entrance.passwords.wrong(self.address)
            refusal = _wrong_password()
            self.set_status(REFUSED)
        said = refusal.sentence(language)
        self.form("trainer.html", language, "trainer", refusal=said)


class BoardHandler(RoomPage):
    """The trainer's board, and what the projector shows (`screen`)."""

    @allow_unauthenticated
    def get(self, code: str, which: str) -> None:
        language = self.language(code)
        if not self.leads:
            self.go(f"room/{language}/trainer")
            return
        self.form(
            f"{which}.html",
            language,
            which,
            addresses=self.entrance.addresses,
            code=self.entrance.doors.code,
            qr=qr_svg(self.entrance.invitation),
            title=string(f"workshop.{which}", language),
        )


class CodeHandler(RoomPage):
    """The QR code as a picture of its own."""

    @allow_unauthenticated
    def get(self) -> None:
        if not self.leads:
            raise web.HTTPError(404)
        self.set_header("Content-Type", "image/svg+xml")
        self.set_header("Cache-Control", "no-store")
        self.finish(str(qr_svg(self.entrance.invitation)))


class ArchiveHandler(RoomPage):
    """The archive of everyone's dossiers, as one file."""

    @allow_unauthenticated
    async def get(self, code: str, name: str) -> None:
        self.language(code)
        if not self.leads:
            raise web.HTTPError(404)
        known = {path.name: path for path in self._folder().glob("*.zip")}
        path = known.get(name)
        if path is None:
            raise web.HTTPError(404)
        self.set_header("Content-Type", "application/zip")
        self.set_header("Content-Length", str(path.stat().st_size))
        self.set_header("Content-Disposition", f'attachment; filename="{path.name}"')
        self.set_header("Cache-Control", "no-store")
        with path.open("rb") as stream:
            while piece := stream.read(PIECE):
                self.write(piece)
                await self.flush()
        self.finish()

    def _folder(self) -> Path:
        return self.entrance.workspaces.folder / "archive"


def _wrong_password() -> Refusal:
    return Refusal(
        "Ce n’est pas le mot de passe\u00a0; il est écrit là où l’atelier a été lancé.",
        "This is not the password; it is written where the workshop was started.",
    )
