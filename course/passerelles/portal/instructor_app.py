"""The applications behind the instructor's server: one for each classroom, and nothing else.

The Jupyter server gives login, sessions and protection of forms. Whatever else it
offers (kernels, files, terminals, contents) has no address here: a request reaches the
pages of a classroom, nbgrader's formgrader on that classroom, or a page that says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.formgrader import apihandlers, handlers
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from tornado import web

from passerelles.grading.classroom import open_
from passerelles.library.text import Language
from passerelles.papers.help import GUIDE
from passerelles.portal import (
    hand_grading,
    hand_grading_reports,
    instructor_actions,
    instructor_guides,
    instructor_pages,
    keying_form,
    keying_page,
    papers_page,
)
from passerelles.portal.instructor_jobs import Jobs
from passerelles.portal.patterns import CODE, NAME, PICTURE, STATIC
from passerelles.portal.settings import Settings
from passerelles.portal.static_files import StaticHandler

OWN: Final = re.compile(r"(?:|login|logout|oauth_callback|favicon\.ico|static/.*)\Z")
"""What of the Jupyter server's own is answered, after its base address."""
_ELSEWHERE: Final = re.compile(r"%2f|%5c|\\|(?:^|/)(?:\.|%2e){1,2}(?:/|\Z)|%00|//", re.IGNORECASE)
"""An address that would name something above its folder, written in whatever way."""


def rooms(directories: tuple[Path, ...]) -> dict[str, Path]:
    """Return a short name for each classroom, safe in an address; may refuse."""
    found: dict[str, Path] = {}
    for directory in directories:
        root = open_(directory).root
        plain = re.sub(r"[^a-z0-9]+", "-", root.name.lower()).strip("-")[:40] or "room"
        key, number = plain, 1
        while key in found:
            number += 1
            key = f"{plain}-{number}"
        if root not in found.values():
            found[key] = root
    return found


def attach(server: Any, listed: Mapping[str, Path], language: Language | None) -> None:
    """Put the classrooms on a Jupyter `ServerApp`, and close its other doors."""
    main = server.web_app
    base = main.settings["base_url"]
    jobs = Jobs()
    several = len(listed) > 1
    apps: dict[str, web.Application] = {}
    for key, root in listed.items():
        place = url_path_join(base, "room", key) + "/" if several else base
        settings = Settings(root, root, language)
        home = url_path_join(base, "passerelles") + "/" if several else ""
        apps[place] = _application(server, settings, place, jobs, home)
    first = next(iter(listed.values()))
    plain = {"settings_of_portal": Settings(first, None, language)}
    if several:
        listing = {**plain, "listed": dict(listed)}
        at = url_path_join(base, "passerelles")
        main.add_handlers(
            ".*$",
            [
                (rf"{at}/{STATIC}", StaticHandler),
                (rf"{at}(?:/{CODE})?(?:/grading)?/?", instructor_pages.RoomsHandler, listing),
                (rf"{at}/{CODE}/guides/{GUIDE}", instructor_guides.GuideHandler, plain),
                (rf"{at}/{CODE}/guides/pictures/{PICTURE}", papers_page.PictureHandler, plain),
            ],
        )
    _close(main, base, apps, plain)


def _close(main: Any, base: str, apps: dict[str, web.Application], plain: dict[str, Any]) -> None:
    """Answer nothing but what is meant to be answered."""
    answer = main.find_handler

    def find(request: Any, **more: Any) -> Any:
        path = request.path
        if not _ELSEWHERE.search(path) and path.startswith(base):
            for place, app in apps.items():
                rest = path.removeprefix(place) if path.startswith(place) else ""
                if rest.split("/")[0] in ("passerelles", "formgrader"):
                    return app.find_handler(request, **more)
            rest = path.removeprefix(base)
            if OWN.match(rest) or rest.split("/")[0] == "passerelles":
                return answer(request, **more)
        return main.get_handler_delegate(request, hand_grading_reports.LostHandler, plain)

    main.find_handler = find


def _application(
    server: Any, settings: Settings, base: str, jobs: Jobs, home: str
) -> web.Application:
    made = web.Application([], compress_response=True)
    made.settings.update({**server.web_app.settings, "base_url": base, "rooms_home": home})
    plain = {"settings_of_portal": settings}
    made.add_handlers(".*$", [*_pages(base, plain, jobs), *_formgrader(server, made, settings)])
    return made


def _pages(base: str, plain: dict[str, Any], jobs: Jobs) -> list[tuple[Any, ...]]:
    def at(pattern: str) -> str:
        return url_path_join(base, "passerelles", pattern)

    working = {**plain, "jobs": jobs}
    report = rf"{CODE}/grading/{NAME}/report\.(?P<form>html|csv|moodle)"
    return [
        (at(STATIC), StaticHandler),
        (at(r"/?"), hand_grading.StartHandler, plain),
        (at(rf"{CODE}/?"), hand_grading.StartHandler, plain),
        (at(rf"{CODE}/grading"), instructor_pages.ClassroomHandler, working),
        (at(rf"{CODE}/grading/{NAME}"), hand_grading.GradingHandler, plain),
        (at(report), hand_grading_reports.ReportHandler, plain),
        (at(rf"{CODE}/class/{NAME}"), instructor_pages.ExerciseHandler, working),
        (at(rf"{CODE}/guides/{GUIDE}"), instructor_guides.GuideHandler, plain),
        (at(rf"{CODE}/guides/pictures/{PICTURE}"), papers_page.PictureHandler, plain),
        (at(rf"{CODE}/paper/{NAME}"), keying_page.ChooseHandler, working),
        (at(rf"{CODE}/paper/{NAME}/form"), keying_form.FormHandler, working),
        (at(rf"{CODE}/paper/{NAME}/dossier"), keying_form.DossierHandler, working),
        (at(rf"{CODE}/paper/{NAME}/done"), keying_page.DoneHandler, working),
        (at(rf"{CODE}/rules"), instructor_pages.RulesHandler, working),
        (at(rf"{CODE}/people"), instructor_pages.PeopleHandler, working),
        (at(rf"{CODE}/do/(?P<what>[a-z]{{4,10}})"), instructor_actions.ActionHandler, working),
        (at(rf"api/{CODE}/run"), instructor_actions.RunHandler, working),
        (at(rf"api/{CODE}/grading/{NAME}"), hand_grading.SaveHandler, plain),
        (at(rf"api/{CODE}/comments"), hand_grading.CommentsHandler, plain),
        (at(r".*"), hand_grading_reports.LostHandler, plain),
    ]


class _Files(JupyterHandler, web.StaticFileHandler):  # type: ignore[misc, unused-ignore]
    """formgrader's own scripts and styles, behind the same login as the rest."""

    @web.authenticated
    async def get(self, path: str, include_body: bool = True) -> None:  # type: ignore[override, unused-ignore]
        await web.StaticFileHandler.get(self, path, include_body)

    def compute_etag(self) -> str | None:
        return web.StaticFileHandler.compute_etag(self)


class _Home(JupyterHandler):  # type: ignore[misc, unused-ignore]
    """formgrader's first page, which would open any folder of the machine named in `path`."""

    @web.authenticated
    def get(self) -> None:
        if self.get_argument("path", ""):
            raise web.HTTPError(403)
        self.redirect(f"{self.base_url}formgrader/manage_assignments")


def _formgrader(server: Any, app: web.Application, settings: Settings) -> list[tuple[Any, ...]]:
    """Return nbgrader's own handlers, on this classroom whatever the working directory."""
    root = str(settings.workspace)
    made = FormgradeExtension(parent=server)
    made.log = server.log
    made.root_dir = root
    made.load_cwd_config = False
    made.config_dir = root
    made.initialize([], root=root)
    # Else its first page shows the configuration, the database's password with it.
    made.debug = False
    made.init_tornado_settings(app)
    grade = (
        r"/formgrader/api/submission/([^/]+)/([^/]+)/autograde",
        instructor_actions.AutogradeHandler,
        {"settings_of_portal": settings},
    )
    listed = [
        (r"/formgrader/?", _Home),
        grade,
        *handlers.default_handlers,
        *apihandlers.default_handlers,
        (r"/formgrader/static/(.*)", web.StaticFileHandler, {"path": handlers.static_path}),
        (r"/formgrader/.*", handlers.Template404),
    ]
    base = app.settings["base_url"]
    return [
        (
            url_path_join(base, pattern.lstrip("/")),
            _Files if handler is web.StaticFileHandler else handler,
            *more,
        )
        for pattern, handler, *more in listed
    ]
