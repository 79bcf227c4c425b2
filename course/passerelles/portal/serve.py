"""Starts the portal on one machine: a Jupyter server with the course as its first page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.portal.listening import run
from passerelles.portal.settings import Settings

NOT_IN_LAB: Final = (
    "@jupyterlab/apputils-extension:announcements",
    "@jupyter/nbgrader:create-assignment",
)
EXTENSIONS: Final = {
    "passerelles.portal": True,
    "jupyterlab": True,
    # Its machinery is used by our own pages; its own addresses would serve files without a login.
    "voila.server_extension": False,
    # The instructor's pages have no place in a learner's server.
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.validate_assignment": False,
}


def check_classroom(workspace: Path, classroom: Path | None) -> None:
    """Refuse a classroom that cannot be opened or that learners could read in their workspace."""
    if classroom is None:
        return
    if classroom.resolve().is_relative_to(workspace.resolve()):
        raise Refusal(
            "La classe se trouve dans le dossier de travail, où ses corrigés se liraient ; "
            "placez-la ailleurs.",
            "The classroom lies inside the workspace, where its solutions could be read; "
            "put it elsewhere.",
        )
    from passerelles.grading import open_  # noqa: PLC0415 - heavy

    open_(classroom)


def quiet_lab(_handler: Any, page: dict[str, Any]) -> dict[str, Any]:
    """Leave out of JupyterLab what asks for the network and what only instructors use."""
    disabled = page.setdefault("disabledExtensions", [])
    if isinstance(disabled, list):
        disabled += [one for one in NOT_IN_LAB if one not in disabled]
    return page


def configuration(settings: Settings) -> dict[str, Any]:
    """Return the Jupyter server's configuration, but for its port and its token."""
    return {
        "ServerApp": {
            "root_dir": str(settings.workspace),
            "default_url": "/passerelles/",
            # Ctrl+C ends it at once: everything is saved already, and Jupyter would ask in English.
            "answer_yes": True,
            "log_level": "WARN",
            # Every address of every extension asks for the login, whoever wrote it.
            "allow_unauthenticated_access": False,
            "jpserver_extensions": EXTENSIONS,
            # Inside a container one often is root; kernels run as the same user either way.
            "allow_root": True,
            "tornado_settings": {"compress_response": True, "page_config_hook": quiet_lab},
            # A course needs no terminal, and one less door is one less to watch.
            "terminals_enabled": False,
            "kernel_manager_class": "passerelles.portal.sessions.PageKernels",
        },
        "LabApp": {
            "extension_manager": "readonly",
            "log_level": "WARN",
            # It would ask the network for news and newer versions.
            "news_url": None,
            "check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        },
        "MappingKernelManager": {
            "cull_idle_timeout": 600,
            "cull_interval": 30,
            "cull_connected": False,
        },
    }


def serve(
    workspace: Path,
    classroom: Path | None,
    port: int | None,
    language: Language | None,
    *,
    browser: bool,
) -> None:
    """Serve the course until interrupted; print first an address that logs in by itself."""
    settings = Settings(workspace.resolve(), classroom.resolve() if classroom else None, language)
    settings.open_workspace()
    check_classroom(settings.workspace, settings.classroom)
    os.environ.update(settings.to_environment())
    run(configuration(settings), port, browser=browser)
