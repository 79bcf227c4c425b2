"""What must stand before a hub starts: its folder, its proxy, its classrooms; and warnings."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from passerelles.build.course import places
from passerelles.grading.classroom import init, open_
from passerelles.grading.settings import SETTINGS_FILE as CLASSROOM_FILE
from passerelles.hub import exchange, people, proxy, walls
from passerelles.hub.settings import SETTINGS_FILE, Course, Settings
from passerelles.library.errors import Refusal
from passerelles.library.text import Text
from passerelles.verbs import LANGUAGE

PRIVATE: Final = 0o711
"""The hub's folder may be passed through, to one's own folder inside it; not listed."""


def prepare(settings: Settings) -> None:
    """Make what is missing; done again it changes nothing. Raises `Refusal`."""
    # Whatever the hub writes from here on is its own; what others need is opened by name.
    os.umask(0o077)
    settings.root.chmod(PRIVATE)
    for name in (SETTINGS_FILE, "hub.sqlite"):
        if (settings.root / name).exists():
            (settings.root / name).chmod(0o600)
    settings.workspaces.mkdir(exist_ok=True)
    settings.workspaces.chmod(PRIVATE)
    _check_files(settings)
    if people.separate(settings) and not walls.stand(settings) and not walls.readable():
        raise Refusal(
            f"Les comptes Unix de cette machine ne peuvent pas lancer {sys.executable}\u00a0; "
            "installez le cours où chacun peut le lire (/opt par exemple), ou installez "
            "bubblewrap, ou écrivez «\u00a0unix_users: never\u00a0» dans hub.yml.",
            f"The Unix accounts of this machine cannot run {sys.executable}; install the course "
            "where everyone may read it (in /opt for example), or install bubblewrap, or write "
            "“unix_users: never” in hub.yml.",
        )
    proxy.install(settings)
    exchange.open_(settings)
    for course in settings.courses:
        _classroom(settings, course)
    # One that was killed may have left its proxy, or a number that is now somebody else's.
    proxy.running(settings)
    for warning in warnings(settings):
        sys.stderr.write(warning[LANGUAGE] + "\n")


def warnings(settings: Settings) -> list[Text]:
    """Return what the administrator should know before letting people in."""
    found = []
    if not walls.stand(settings) and not people.separate(settings):
        found.append(
            Text(
                "Attention\u00a0: toutes les personnes partagent ici un compte Unix sans cloison "
                "entre elles ; qui écrit du code dans JupyterLab peut lire le travail des autres. "
                "Installez bubblewrap, ou lancez le hub par root.",
                "Warning: everyone shares one Unix account here, with no wall between them; who "
                "writes code in JupyterLab can read the others’ work. Install bubblewrap, or run "
                "the hub as root.",
            )
        )
    elif not walls.stand(settings):
        listed = ", ".join(str(one) for one in walls.exposed(settings))
        if listed:
            found.append(
                Text(
                    f"Attention\u00a0: tout compte de cette machine peut lire {listed}, où sont "
                    "les corrigés ; retirez ce droit (chmod o-rwx).",
                    f"Warning: every account of this machine can read {listed}, where the keys "
                    "are; take that right away (chmod o-rwx).",
                )
            )
    if not settings.subdomains:
        found.append(
            Text(
                "Attention\u00a0: toutes les personnes sont servies sous le même nom de machine ; "
                "une page piégée de l’une pourrait agir au nom d’une autre qui l’ouvre. Pour "
                "l’empêcher, donnez un nom à chacune (subdomains dans hub.yml).",
                "Warning: everyone is served under the same host name; a page one person has "
                "tampered with could act as another who opens it. To prevent that, give each a "
                "name of their own (subdomains in hub.yml).",
            )
        )
    if not settings.secure and settings.address not in ("127.0.0.1", "::1", "localhost"):
        found.append(
            Text(
                "Attention\u00a0: sans HTTPS, les mots de passe passent en clair sur le réseau ; "
                "donnez un certificat, ou une public_address en https.",
                "Warning: without HTTPS passwords cross the network in clear; give a certificate, "
                "or a public_address with https.",
            )
        )
    return found


def _classroom(settings: Settings, course: Course) -> None:
    """Make a course's classroom, or check the one that is there."""
    folder = settings.classroom(course)
    if course.classroom is not None or (folder / CLASSROOM_FILE).is_file():
        _apart(settings, course, folder)
        open_(folder)
        return
    solutions = places().solutions
    if solutions is None:
        raise Refusal(
            f"Le cours « {course.id} » n’a pas de classe, et les corrigés ne sont pas installés "
            "avec le cours ; faites-la d’une copie du dépôt (passerelles classroom init) et "
            "nommez-la dans hub.yml.",
            f"Course “{course.id}” has no classroom, and the keys are not installed with the "
            "course; make one from a checkout (passerelles classroom init) and name it in "
            "hub.yml.",
        )
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    root = settings.exchange if people.separate(settings) else None
    init(folder, solutions, course.language, course=course.id, exchange=root)
    folder.chmod(0o700)


def _apart(settings: Settings, course: Course, folder: Path) -> None:
    """Refuse a classroom where learners could read it."""
    if folder.is_relative_to(settings.workspaces) or folder.is_relative_to(settings.exchange):
        raise Refusal(
            f"La classe de « {course.id} » se trouve parmi les dossiers des personnes qui "
            "apprennent, où ses corrigés se liraient ; placez-la ailleurs.",
            f"The classroom of “{course.id}” lies among the learners’ folders, where its keys "
            "could be read; put it elsewhere.",
        )


def _check_files(settings: Settings) -> None:
    for path in (settings.certificate, settings.key):
        if path is not None and not Path(path).is_file():
            raise Refusal(
                f"Le fichier « {path} » n’existe pas ; corrigez certificate et key dans hub.yml.",
                f"The file “{path}” does not exist; correct certificate and key in hub.yml.",
            )
