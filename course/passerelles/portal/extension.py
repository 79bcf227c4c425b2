"""Puts the portal's addresses on a Jupyter server."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import Any

from jupyter_server.utils import url_path_join
from tornado.ioloop import PeriodicCallback

from passerelles.grading.gradebook import preload
from passerelles.kernels import preheat
from passerelles.portal import (
    api,
    dossier_downloads,
    dossier_edit,
    dossier_page,
    exercise_page,
    module_page,
    pages,
    papers_page,
    privacy_page,
    profile_upload,
    reference_pages,
)
from passerelles.portal.dashboards import voila_configuration
from passerelles.portal.sessions import Sessions
from passerelles.portal.settings import from_environment
from passerelles.portal.static_files import StaticHandler

CODE = r"(?P<code>[a-z]{2})"
CULL_EVERY = 10
"""Seconds between two looks at who is still there."""
KERNEL = r"(?P<kernel>[0-9a-f-]{36})"
REVISION = r"(?P<number>[0-9]{1,9})"
TEMPLATE = r"(?:modele|template)\.(?P<kind>csv|xlsx)"
NAME = r"(?P<name>[a-z0-9-]{1,64})"
PICTURE = r"(?P<name>[a-z0-9-]{1,64}\.(?:fr|en)\.png)"


def load(server: Any) -> None:
    """Add the portal's handlers to a Jupyter `ServerApp`."""
    settings = from_environment(Path(server.root_dir))
    plain = {"settings_of_portal": settings}
    sessions = Sessions(server.kernel_manager)
    preheat()
    if settings.classroom is not None:
        Thread(target=preload, daemon=True).start()
    Thread(target=module_page.write_ahead, daemon=True).start()
    PeriodicCallback(sessions.cull, CULL_EVERY * 1000).start()
    dashboard = {
        **plain,
        "sessions": sessions,
        "config": server.config,
        "voila_configuration": voila_configuration(server),
    }

    base = server.web_app.settings["base_url"]

    def at(pattern: str) -> str:
        return url_path_join(base, "passerelles", pattern)

    server.web_app.add_handlers(
        ".*$",
        [
            (at(r"static/(?P<name>[A-Za-z0-9._-]+)"), StaticHandler),
            (at(r"/?"), pages.RootHandler, plain),
            (at(rf"{CODE}/?"), pages.HomeHandler, plain),
            (at(rf"{CODE}/dossier"), dossier_page.DossierHandler, plain),
            (at(rf"{CODE}/dossier/dossier\.json"), dossier_page.DossierFileHandler, plain),
            (at(rf"{CODE}/dossier/download"), dossier_downloads.DownloadHandler, plain),
            (at(rf"{CODE}/dossier/versions(?:/{REVISION})?"), dossier_page.VersionsHandler, plain),
            (at(rf"{CODE}/dossier/edit"), dossier_edit.DossierEditHandler, plain),
            (at(rf"{CODE}/dossier/undo"), dossier_edit.DossierUndoHandler, plain),
            (at(rf"{CODE}/dossier/restore"), dossier_edit.DossierRestoreHandler, plain),
            (at(rf"{CODE}/dossier/upload"), dossier_edit.DossierUploadHandler, plain),
            (at(rf"{CODE}/sample"), dossier_page.SampleHandler, plain),
            (at(rf"{CODE}/sample/download"), dossier_page.SampleDownloadHandler, plain),
            (at(rf"{CODE}/profile"), profile_upload.ProfileHandler, plain),
            (at(rf"{CODE}/profile/{TEMPLATE}"), profile_upload.TemplateHandler, plain),
            (at(rf"{CODE}/glossary"), pages.GlossaryHandler, plain),
            (at(rf"{CODE}/reference(?:/{NAME})?"), reference_pages.ReferenceHandler, plain),
            (at(rf"{CODE}/guides"), papers_page.PapersHandler, plain),
            (at(rf"{CODE}/guides/{NAME}(?P<printed>\.pdf)?"), papers_page.PaperHandler, plain),
            (at(rf"{CODE}/guides/kit/{NAME}\.pdf"), papers_page.SheetHandler, plain),
            (at(rf"{CODE}/guides/pictures/{PICTURE}"), papers_page.PictureHandler, plain),
            (at(rf"{CODE}/privacy"), privacy_page.PrivacyHandler, plain),
            (at(rf"{CODE}/privacy/download"), privacy_page.PrivacyDownloadHandler, plain),
            (at(rf"{CODE}/privacy/erase"), privacy_page.PrivacyEraseHandler, plain),
            (at(rf"{CODE}/modules/{NAME}"), module_page.ModuleHandler, dashboard),
            (at(rf"{CODE}/exercises"), exercise_page.ExercisesHandler, plain),
            (at(rf"{CODE}/exercises/{NAME}"), exercise_page.ExerciseHandler, dashboard),
            (at(rf"api/{CODE}/progress/{NAME}"), api.ProgressHandler, plain),
            (at(rf"api/{CODE}/submit/{NAME}"), api.SubmitHandler, plain),
            (at(rf"api/{CODE}/result/{NAME}"), api.ResultHandler, plain),
            (
                at(rf"api/session/{KERNEL}"),
                api.SessionHandler,
                {**plain, "sessions": sessions},
            ),
            (at(r".*"), pages.LostHandler, plain),
        ],
    )
