"""What a server says where Jupyter would speak for itself, and in English alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jupyter_server.auth.login import LoginFormHandler

from passerelles.library.text import DEFAULT_LANGUAGE, Language
from passerelles.portal.rendering import render
from passerelles.portal.settings import preferred
from passerelles.portal.static_files import hashed_name
from passerelles.portal.strings import strings

TEMPLATES: Final = Path(__file__).parent / "templates" / "server"
"""What takes the place of the Jupyter server's own templates."""


def words() -> dict[str, Any]:
    """Return what those templates say, in both languages, and their style sheets."""
    return {
        "course_title": strings()["refusal.title"],
        "course_missing": strings()["error.missing"],
        "course_fault": strings()["error.fault"],
        "course_home": strings()["nav.back_home"],
        "course_sheets": [hashed_name(name) for name in ("portal.css", "reading.css")],
    }


class CourseLogin(LoginFormHandler):  # type: ignore[misc, unused-ignore]
    """Says which address to open; there is nothing to fill in, the address logs in by itself."""

    def _render(self, message: Any = None) -> None:
        del message  # what was typed elsewhere was wrong: the way in stays the same
        kept = self.get_cookie("passerelles-language")
        accepted = self.request.headers.get("Accept-Language", "")
        language: Language = preferred(accepted, DEFAULT_LANGUAGE)
        if kept in ("fr", "en"):
            language = "en" if kept == "en" else "fr"
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(render("stranger.html", language, base=f"{self.base_url}passerelles/"))
