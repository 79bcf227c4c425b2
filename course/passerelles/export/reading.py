"""The door: a workspace's folder or a dossier's file, read and checked once, never changed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from passerelles.dossier.data import Damaged
from passerelles.dossier.document import understood
from passerelles.dossier.files import StoredFile
from passerelles.dossier.schema import MIGRATIONS, SCHEMA, Dossier, from_plain
from passerelles.dossier.store import LIMIT
from passerelles.library.errors import Refusal

NAME: Final = "dossier.json"


def read_dossier(path: Path) -> Dossier:
    """Return the dossier in the file `path`, or in the workspace `path`; raise `Refusal`.

    A workspace without a dossier yet gives an empty one. Nothing is written: a damaged file is
    refused here, while the course itself sets it aside and takes up the last good version.
    """
    workspace = path.is_dir()
    file = path / NAME if workspace else path
    try:
        # A file may be a link: whoever names it on a command line may read it anyway.
        data = StoredFile(file if workspace else file.resolve(), LIMIT).read()
        if data is None and workspace:
            return Dossier()
        if data is None:
            raise Refusal(
                f"Le fichier «\u00a0{path}\u00a0» n’existe pas\u00a0; vérifiez son nom.",
                f"The file “{path}” does not exist; check its name.",
            )
        if "sections" not in data and "territories" not in data:
            raise _foreign(file)
        return understood(data, SCHEMA, file, MIGRATIONS, lambda rest: from_plain(rest, file.name))
    except Damaged as fault:
        if isinstance(fault.__cause__, Refusal):
            raise fault.__cause__ from fault  # it names the key that is wrong
        raise Refusal(
            f"«\u00a0{file}\u00a0» est illisible ou incomplet\u00a0; ouvrez-le dans le cours, qui "
            "reprendra la dernière bonne version, ou donnez un autre fichier.",
            f"“{file}” cannot be read or is not whole; open it in the course, which takes up the "
            "last good version, or give another file.",
        ) from fault
    except (OSError, ValueError) as fault:
        raise Refusal(
            f"«\u00a0{path}\u00a0» ne peut pas être ouvert\u00a0; vérifiez son nom.",
            f"“{path}” cannot be opened; check its name.",
        ) from fault


def _foreign(file: Path) -> Refusal:
    return Refusal(
        f"«\u00a0{file}\u00a0» n’est pas un dossier de Passerelles\u00a0; donnez le fichier "
        f"{NAME} d’un espace de travail.",
        f"“{file}” is not a Passerelles dossier; give the {NAME} of a workspace.",
    )
