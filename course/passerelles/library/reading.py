"""The files of the library, read into typed entries keyed by id.

A kind is one file (`figures.yml`: id to entry) or one folder (`practices/`: one
file an entry, named by its id).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from passerelles.library.checks import check_id, check_known, check_texts, faulty
from passerelles.library.records import parse_yaml, structure
from passerelles.library.schema import Territory

T = TypeVar("T")
Prepare = Callable[[dict[str, Any], str], dict[str, Any]]


def read(path: Path, root: Path) -> tuple[str, Any]:
    """Return the name of `path` for refusals, and what its YAML holds."""
    where = path.relative_to(root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise faulty(
            where,
            "ce fichier n’est pas en UTF-8 ; enregistrez-le dans ce codage.",
            "this file is not UTF-8; save it in that encoding.",
        ) from error
    return where, parse_yaml(text, where)


def read_entries(
    root: Path, name: str, kind: type[T], prepare: Prepare | None = None
) -> dict[str, T]:
    """Read every entry of `name` as `kind`, in the order of the file or of the file names.

    `prepare` rewrites the plain data before it is structured, for what is not
    written in an entry but drawn from elsewhere.
    """
    folder = root / name
    if folder.is_dir():
        files = [(path.stem, *read(path, root)) for path in sorted(folder.glob("*.yml"))]
        return {key: _entry(key, plain, kind, where, prepare, {}) for key, where, plain in files}
    where, plain = read(root / f"{name}.yml", root)
    return entries(plain, kind, where, prepare)


def entries(
    plain: Any,
    kind: type[T],
    where: str,
    prepare: Prepare | None = None,
    given: Mapping[str, str] | None = None,
) -> dict[str, T]:
    """Structure a mapping of ids to entries that stands in `where`.

    `given` are keys that follow from the place of the entries, not written in them.
    """
    if not isinstance(plain, Mapping):
        raise faulty(
            where,
            "il faut associer une entrée à chaque identifiant.",
            "this must give each id its entry.",
        )
    return {
        str(key): _entry(str(key), value, kind, f"{where}: {key}", prepare, given or {})
        for key, value in plain.items()
    }


def with_territories(places: Mapping[str, Territory]) -> Prepare:
    """Return a `prepare` that puts a place in for each id under `territories`."""

    def prepare(plain: dict[str, Any], where: str) -> dict[str, Any]:
        ids = plain.get("territories", [])
        if not isinstance(ids, list):
            raise faulty(
                f"{where}: territories",
                "il faut une liste d’identifiants de lieux.",
                "this must be a list of place ids.",
            )
        check_known([str(one) for one in ids], places, f"{where}: territories")
        return {**plain, "territories": [_as_plain(places[str(one)]) for one in ids]}

    return prepare


def _as_plain(place: Territory) -> dict[str, Any]:
    name = {"fr": place.name.fr, "en": place.name.en}
    return {
        "id": place.id,
        "name": name,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _entry(
    key: str,
    plain: Any,
    kind: type[T],
    where: str,
    prepare: Prepare | None,
    given: Mapping[str, str],
) -> T:
    check_id(key, where)
    if not isinstance(plain, Mapping):
        raise faulty(
            where,
            "cette entrée n’a pas de clés ; décrivez-la.",
            "this entry has no keys; describe it.",
        )
    known = {"id": key, **given}
    for name in known:
        if name in plain:
            raise faulty(
                where,
                f"la clé « {name} » est de trop, la place de l’entrée la donne déjà ; ôtez-la.",
                f"the key “{name}” is not needed, the place of the entry gives it; remove it.",
            )
    full = {**known, **plain}
    entry = structure(prepare(full, where) if prepare else full, kind, where)
    check_texts(entry, where)
    return entry
