"""What names a place in a restored folder: addresses of databases, classrooms, the exchange."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import yaml

from passerelles.backup.archive import Manifest
from passerelles.grading.settings import NBGRADER_FILE

HUB_FILE: Final = "hub.yml"
_DATABASE_LINE: Final = re.compile(r"^database:.*$", re.MULTILINE)
_DB_URL: Final = re.compile(r"^c\.CourseDirectory\.db_url\s*=.*$", re.MULTILINE)
_EXCHANGE: Final = re.compile(r"^c\.Exchange\.root\s*=\s*(.+)$", re.MULTILINE)


def stored_address(manifest: Manifest, staging: Path, name: str) -> str:
    """Return the address that the restored settings themselves state for a database."""
    if manifest.databases[name]["file"].endswith((".db", ".sqlite")):
        return "sqlite"
    if name == "hub":
        from passerelles.hub.settings import read  # noqa: PLC0415 - heavy

        return read(staging).database_url
    from passerelles.grading.database import address  # noqa: PLC0415 - heavy
    from passerelles.grading.settings import Classroom, read_settings  # noqa: PLC0415

    root = classroom_of(manifest, staging, name)
    return address(Classroom(root, read_settings(root / "passerelles.yml")))


def classroom_of(manifest: Manifest, folder: Path, name: str) -> Path:
    """Return the classroom that a gradebook belongs to."""
    return folder / Path(manifest.databases[name]["file"]).parent


def adjust(manifest: Manifest, staging: Path, target: Path, servers: Mapping[str, str]) -> None:
    """Write into the settings where things now lie; `target` is where the folder will be."""
    for name in manifest.databases:
        if name != "hub":
            config = classroom_of(manifest, staging, name) / NBGRADER_FILE
            if config.is_file():
                _classroom(config, servers.get(name), manifest, target)
    if manifest.kind == "hub":
        _hub(staging / HUB_FILE, servers.get("hub"))
        if "hub" not in servers and (staging / "hub.sqlite").is_file():
            forget_servers(staging / "hub.sqlite")


def _classroom(config: Path, url: str | None, manifest: Manifest, target: Path) -> None:
    text = config.read_text(encoding="utf-8")
    line = f"c.CourseDirectory.db_url = {url!r}" if url else ""
    changed = _DB_URL.sub(lambda _: line, text)
    if url and not _DB_URL.search(text):
        from passerelles.grading.classroom import _DATABASE_CONFIG  # noqa: PLC0415

        changed += _DATABASE_CONFIG.format(url=url)

    def exchange(found: re.Match[str]) -> str:
        old = found[1].strip().strip("'\"")
        if manifest.kind != "hub" or not Path(old).is_relative_to(manifest.root):
            return found[0]
        return f"c.Exchange.root = {str(target / Path(old).relative_to(manifest.root))!r}"

    changed = _EXCHANGE.sub(exchange, changed)
    if changed != text:
        mode = config.stat().st_mode
        config.write_text(changed, encoding="utf-8")
        config.chmod(mode)


def _hub(path: Path, url: str | None) -> None:
    """Have hub.yml name the hub's database, and the classrooms where they were restored."""
    text = path.read_text(encoding="utf-8")
    data: Any = yaml.safe_load(text)
    wanted = url or None
    if data.get("database") != wanted and not _same(data.get("database"), wanted):
        text = _DATABASE_LINE.sub(lambda _: f"database: {json.dumps(wanted)}", text)
        data["database"] = wanted
    elsewhere = [one for one in data.get("courses", []) if one.get("classroom") is not None]
    for one in elsewhere:
        one["classroom"] = None
    if elsewhere or yaml.safe_load(text).get("database") != data.get("database"):
        # The comments are lost, the meaning is not.
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def _same(stated: Any, wanted: str | None) -> bool:
    if not isinstance(stated, str) or wanted is None:
        return False
    from passerelles.grading.database import checked_url  # noqa: PLC0415 - slow to load

    return checked_url(stated) == wanted


def forget_servers(path: Path) -> None:
    """Have the restored hub believe no server of a learner's is running: they ran elsewhere."""
    with closing(sqlite3.connect(path)) as book, book:
        tables = {name for (name,) in book.execute("SELECT name FROM sqlite_master")}
        if "spawners" in tables:
            book.execute("UPDATE spawners SET server_id = NULL, state = NULL, started = NULL")
