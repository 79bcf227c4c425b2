"""Starts the instructor's pages of one classroom: hand grading, reports, nbgrader's formgrader.

A server of its own, which the instructor starts on the classroom: nothing of it exists
in a learner's server, and nothing of a learner's (modules, workspace) exists in this one.
"""

from __future__ import annotations

import os
import secrets
import warnings
from pathlib import Path
from typing import Any, Final

from passerelles.grading.classroom import open_
from passerelles.library.text import Language
from passerelles.portal.serve import TRIES, announce, configuration, free_port
from passerelles.portal.settings import Settings, from_environment

EXTENSIONS: Final = {
    "passerelles.portal.hand_grading_serve": True,
    "nbgrader.server_extensions.formgrader": True,
    "passerelles.portal": False,
    # What a learner handed in is looked at here, never opened with a kernel.
    "jupyterlab": False,
    "notebook": False,
    "voila.server_extension": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.validate_assignment": False,
}
CODE: Final = r"(?P<code>[a-z]{2})"
NAME: Final = r"(?P<name>[a-z0-9-]{1,64})"


def serve(directory: Path, port: int | None, language: Language | None, *, browser: bool) -> None:
    """Serve a classroom's pages until interrupted; raise `Refusal` when it cannot be opened."""
    room = open_(directory)
    settings = Settings(room.root, room.root, language)
    chosen = free_port(port)
    token = secrets.token_hex(24)
    os.environ.update(settings.to_environment())
    # formgrader reads `nbgrader_config.py` where it is started.
    os.chdir(room.root)
    warnings.simplefilter("ignore")
    from jupyter_server.serverapp import ServerApp  # noqa: PLC0415 - heavy
    from tornado.ioloop import IOLoop  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    config = configuration(settings, chosen, token, 0 if port else TRIES)
    config["ServerApp"]["jpserver_extensions"] = EXTENSIONS
    # It would show the configuration on its first page, the database's password with it.
    config["FormgradeExtension"] = {"debug": False}
    app = ServerApp.instance(config=Config(config))
    app.initialize(argv=[])
    address = f"http://127.0.0.1:{app.port}/passerelles/?token={token}"
    IOLoop.current().add_callback(announce, address, browser=browser)
    app.start()


def load(server: Any) -> None:
    """Add the instructor's addresses to a Jupyter `ServerApp`."""
    from jupyter_server.utils import url_path_join  # noqa: PLC0415 - heavy

    from passerelles.portal import hand_grading, hand_grading_reports  # noqa: PLC0415
    from passerelles.portal.static_files import StaticHandler  # noqa: PLC0415

    plain = {"settings_of_portal": from_environment(Path(server.root_dir))}
    base = server.web_app.settings["base_url"]

    def at(pattern: str) -> str:
        return url_path_join(base, "passerelles", pattern)

    server.web_app.add_handlers(
        ".*$",
        [
            (at(r"static/(?P<name>[A-Za-z0-9._-]+)"), StaticHandler),
            (at(r"/?"), hand_grading.StartHandler, plain),
            (at(rf"{CODE}/?"), hand_grading.StartHandler, plain),
            (at(rf"{CODE}/grading"), hand_grading.OverviewHandler, plain),
            (at(rf"{CODE}/grading/{NAME}"), hand_grading.GradingHandler, plain),
            (
                at(rf"{CODE}/grading/{NAME}/report\.(?P<form>html|csv|moodle)"),
                hand_grading_reports.ReportHandler,
                plain,
            ),
            (at(rf"api/{CODE}/grading/{NAME}"), hand_grading.SaveHandler, plain),
            (at(rf"api/{CODE}/comments"), hand_grading.CommentsHandler, plain),
            (at(r".*"), hand_grading_reports.LostHandler, plain),
        ],
    )


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "passerelles.portal.hand_grading_serve"}]


def _load_jupyter_server_extension(server: Any) -> None:
    load(server)
