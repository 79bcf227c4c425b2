"""Starts the instructor's pages of classrooms: grading, reports, nbgrader's formgrader.

A server of its own, which the instructor starts on them: nothing of it exists
in a learner's server, and nothing of a learner's (modules, workspace) exists in this one.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

from passerelles.library.text import Language
from passerelles.portal.listening import run
from passerelles.portal.serve import configuration
from passerelles.portal.settings import Settings, from_environment

EXTENSIONS: Final = {
    "passerelles.portal.hand_grading_serve": True,
    "passerelles.portal": False,
    # What a learner handed in is looked at here, never opened with a kernel.
    "jupyterlab": False,
    "notebook": False,
    "voila.server_extension": False,
    # Each classroom has its own, put there by `instructor_app`.
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.validate_assignment": False,
}
ROOMS: Final = "PASSERELLES_ROOMS"
"""The environment variable that names the classrooms to the server: `{short name: folder}`."""


def serve(
    directories: tuple[Path, ...],
    port: int | None,
    language: Language | None,
    *,
    browser: bool,
) -> None:
    """Serve classrooms' pages until interrupted; raise `Refusal` when one cannot be opened."""
    run(prepared(directories, language), port, browser=browser)


def prepared(directories: tuple[Path, ...], language: Language | None) -> dict[str, Any]:
    """Return the configuration of a server on these classrooms, and set its environment."""
    from passerelles.portal.instructor_app import rooms  # noqa: PLC0415 - nbgrader is slow

    listed = rooms(directories)
    first = next(iter(listed.values()))
    settings = Settings(first, first, language)
    told = {key: str(root) for key, root in listed.items()}
    os.environ.update({**settings.to_environment(), ROOMS: json.dumps(told)})
    # nbgrader's programs, which formgrader starts, read `nbgrader_config.py` where they are.
    os.chdir(first)
    config = configuration(settings)
    config["ServerApp"]["jpserver_extensions"] = EXTENSIONS
    config["FormgradeExtension"] = {"debug": False}
    return config


def load(server: Any) -> None:
    """Put the classrooms on a Jupyter `ServerApp`."""
    from passerelles.portal.instructor_app import attach  # noqa: PLC0415 - nbgrader is slow

    listed = {key: Path(root) for key, root in json.loads(os.environ[ROOMS]).items()}
    attach(server, listed, from_environment(Path(server.root_dir)).language)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "passerelles.portal.hand_grading_serve"}]


def _load_jupyter_server_extension(server: Any) -> None:
    load(server)
