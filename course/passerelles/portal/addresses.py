"""The addresses of a learner's pages, once: what every server of them answers, and what one adds.

A training room serves `shared` and nothing else of the portal; a server of one's own (a laptop,
a hub) adds `own`. What is put into `shared` is therefore reached by everybody in a room.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
    slides_page,
)
from passerelles.portal.dashboards import voila_configuration
from passerelles.portal.patterns import (
    CODE,
    DECK,
    KERNEL,
    NAME,
    PICTURE,
    REVISION,
    STATIC,
    TEMPLATE,
)
from passerelles.portal.sessions import Sessions
from passerelles.portal.settings import Settings
from passerelles.portal.static_files import StaticHandler

At = Callable[[str], str]
"""Puts a pattern behind the base of a server's addresses and `passerelles/`."""
Addresses = list[tuple[Any, ...]]
"""Lines for Tornado: a pattern, its handler, and what the handler is given."""


def shared(at: At, settings: Any, sessions: Sessions, config: Any, server: Any) -> Addresses:
    """Return the pages of the course, wherever they are served: for one learner or a room full.

    `settings` are the portal's, or say whose they are at each request (a room's workspaces);
    `server` is the `ServerApp`, None where there is none.
    """
    plain = {"settings_of_portal": settings}
    dashboard = {
        **plain,
        "sessions": sessions,
        "config": config,
        "voila_configuration": voila_configuration(server),
    }
    return [
        (at(STATIC), StaticHandler),
        (at(r"?"), pages.RootHandler, plain),
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
        (at(rf"{CODE}/guides/{DECK}(?P<printed>\.pdf)?"), slides_page.DeckHandler, plain),
        (at(rf"{CODE}/guides/{NAME}(?P<printed>\.pdf)?"), papers_page.PaperHandler, plain),
        (at(rf"{CODE}/guides/kit/{NAME}\.pdf"), papers_page.SheetHandler, plain),
        (at(rf"{CODE}/guides/pictures/{PICTURE}"), papers_page.PictureHandler, plain),
        (at(rf"{CODE}/privacy"), privacy_page.PrivacyHandler, plain),
        (at(rf"{CODE}/modules/{NAME}"), module_page.ModuleHandler, dashboard),
        (at(rf"{CODE}/exercises"), exercise_page.ExercisesHandler, plain),
        (at(rf"{CODE}/exercises/{NAME}"), exercise_page.ExerciseHandler, dashboard),
        (at(rf"api/{CODE}/progress/{NAME}"), api.ProgressHandler, plain),
        (at(rf"api/{CODE}/submit/{NAME}"), api.SubmitHandler, plain),
        (at(rf"api/session/{KERNEL}"), api.SessionHandler, {**plain, "sessions": sessions}),
    ]


def own(at: At, settings: Settings) -> Addresses:
    """Return what only a server of one's own answers: one's data, results, and what is lost."""
    plain = {"settings_of_portal": settings}
    return [
        (at(rf"{CODE}/privacy/download"), privacy_page.PrivacyDownloadHandler, plain),
        (at(rf"{CODE}/privacy/erase"), privacy_page.PrivacyEraseHandler, plain),
        (at(rf"api/{CODE}/result/{NAME}"), api.ResultHandler, plain),
        (at(r".*"), pages.LostHandler, plain),
    ]
