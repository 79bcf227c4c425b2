"""A hub's settings (`hub.yml`), checked once, and the places in its folder."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from passerelles.grading.database import checked_url
from passerelles.grading.files import write_file
from passerelles.hub.account_settings import Accounts
from passerelles.hub.names import identifier, valid
from passerelles.hub.settings_text import SETTINGS_TEXT
from passerelles.library.errors import Refusal
from passerelles.library.records import parse_yaml, structure
from passerelles.library.text import DEFAULT_LANGUAGE, Language, Text

VERSION: Final = 1
SETTINGS_FILE: Final = "hub.yml"
INNER_PORTS: Final = 3
"""Ports after the public one: the hub, the proxy's own, then two for each course."""
_HIGHEST: Final = 65_000
_ADDRESS: Final = re.compile(r"[0-9A-Za-z.:-]{1,64}\Z")

Everyone = Literal["everyone"]


@dataclass(frozen=True, slots=True)
class Course:
    """One course of the hub; people listed here join when the hub starts, others by its pages.

    `learners` may be `everyone`: whoever has an account. `classroom` is a folder, or
    nothing for one in the hub's own folder, made when the hub starts.
    """

    id: str
    title: Text
    language: Language = DEFAULT_LANGUAGE
    classroom: str | None = None
    learners: str | list[str] = field(default_factory=list)
    trainers: list[str] = field(default_factory=list)
    instructors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        identifier(self.id)
        if isinstance(self.learners, str) and self.learners != "everyone":
            raise ValueError("learners must be a list of names, or everyone")
        for people in (self.listed, self.trainers, self.instructors):
            _names(people)

    @property
    def open(self) -> bool:
        """Tell whether everyone with an account learns here."""
        return self.learners == "everyone"

    @property
    def listed(self) -> list[str]:
        """Return the learners named in the settings."""
        return self.learners if isinstance(self.learners, list) else []

    def group(self, role: Literal["learners", "trainers", "instructors"]) -> str:
        """Return the name of one of the course's groups on the hub."""
        return f"{self.id}/{role}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person may use. `memory_mb` (MiB) holds for each of their processes, not their sum.

    `processes` are counted where everybody has a Unix account: the system counts by account.
    `sessions`: pages with a simulator open at once. `idle_minutes`: after which an unused
    server is stopped, 0 for never. `servers`: people at work at once, 0 for no limit.
    """

    memory_mb: int = 1024
    sessions: int = 12
    processes: int = 300
    idle_minutes: int = 60
    servers: int = 0
    starting: int = 4

    def __post_init__(self) -> None:
        least = {"memory_mb": 512, "sessions": 1, "processes": 50, "starting": 1}
        for name, lowest in {**least, "idle_minutes": 0, "servers": 0}.items():
            if getattr(self, name) < lowest:
                raise ValueError(f"{name} must be {lowest} or more")


@dataclass(frozen=True, slots=True)
class Settings:
    """A hub as `hub.yml` describes it; `root` is its folder.

    `public_address` is what people type when it is not http://address:port; with
    `subdomains` each person's server has a name of its own under it.
    """

    version: int
    courses: list[Course]
    address: str = "127.0.0.1"
    port: int = 8000
    public_address: str | None = None
    subdomains: bool = False
    certificate: str | None = None
    key: str | None = None
    database: str | None = None
    accounts: Accounts = field(default_factory=Accounts)
    administrators: list[str] = field(default_factory=list)
    limits: Limits = field(default_factory=Limits)
    unix_users: Literal["auto", "never"] = "auto"
    root: Path = field(default_factory=Path)

    def __post_init__(self) -> None:
        ids = [course.id for course in self.courses]
        if not ids or len(set(ids)) != len(ids):
            raise ValueError("courses must name at least one, each with an id of its own")
        if not _ADDRESS.match(self.address):
            raise ValueError("address must be this machine’s, such as 127.0.0.1 or 0.0.0.0")
        if not 1 <= self.port <= _HIGHEST:
            raise ValueError(f"port must be 1 to {_HIGHEST}")
        if (self.certificate is None) != (self.key is None):
            raise ValueError("state both certificate and key, or neither")
        _names(self.administrators)
        _public(self.public_address, subdomains=self.subdomains)
        self.accounts.check_courses(set(ids))

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach the hub by HTTPS."""
        return self.certificate is not None or (self.public_address or "").startswith("https:")

    @property
    def url(self) -> str:
        """Return the address to open, ending in a slash."""
        if self.public_address:
            return self.public_address.rstrip("/") + "/"
        host = "127.0.0.1" if self.address in ("0.0.0.0", "::", "") else self.address  # noqa: S104
        host = f"[{host}]" if ":" in host else host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}/"

    @property
    def database_url(self) -> str:
        """Return the hub's database, as SQLAlchemy takes it."""
        return self.database or f"sqlite:///{self.root / 'hub.sqlite'}"

    @property
    def hub_port(self) -> int:
        """Return the hub's own port, behind the proxy."""
        return self.port + 1

    @property
    def proxy_port(self) -> int:
        """Return the port by which the hub steers the proxy."""
        return self.port + 2

    def service_port(self, kind: Literal["desk", "instructor"], course: Course) -> int:
        """Return the port of one of a course's two services."""
        place = self.courses.index(course) * 2 + (kind == "instructor")
        return self.port + INNER_PORTS + place

    def classroom(self, course: Course) -> Path:
        """Return a course's classroom."""
        if course.classroom is None:
            return self.root / "classrooms" / course.id
        return (self.root / course.classroom).resolve()

    @property
    def workspaces(self) -> Path:
        """Return the folder of the learners' folders."""
        return self.root / "workspaces"

    @property
    def exchange(self) -> Path:
        """Return nbgrader's exchange."""
        return self.root / "exchange"

    @property
    def proxy(self) -> Path:
        """Return where the proxy is installed."""
        return self.root / "proxy"


def read(root: Path, port: int | None = None) -> Settings:
    """Read the settings of the hub in `root`; `port` takes the place of theirs.

    Raises `Refusal`: no settings, a faulty or unknown key, a newer version.
    """
    root = Path(root).resolve()
    path = root / SETTINGS_FILE
    try:
        data = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            f"« {path} » ne se lit pas ; faites un hub avec « passerelles hub init {root} ».",
            f"“{path}” cannot be read; make a hub with “passerelles hub init {root}”.",
        ) from error
    if not isinstance(data, dict) or not isinstance(data.get("version"), int):
        raise Refusal(
            f"{path.name} ne dit pas sa version ; ajoutez la ligne « version: 1 ».",
            f"{path.name} does not state its version; add the line “version: 1”.",
        )
    if data["version"] > VERSION:
        raise Refusal(
            "Ce hub a été fait par une version plus récente du cours ; mettez le cours à jour "
            "pour l’ouvrir : rien n’a été touché.",
            "This hub was made by a newer version of the course; update the course to open it: "
            "nothing has been touched.",
        )
    if "root" in data:
        raise Refusal(
            f"{path.name} : clé inconnue 'root' ; retirez-la.",
            f"{path.name}: unknown key 'root'; remove it.",
        )
    if data.get("database") is not None:
        data["database"] = checked_url(str(data["database"]))
    given: dict[str, Any] = {**data, "root": str(root)}
    if port is not None:
        given["port"] = port
    return structure(given, Settings, path.name)


def init(root: Path) -> Path:
    """Make a hub's folder with commented settings; return the settings' file.

    Settings that are there stay. Raises `Refusal` when the folder holds something else.
    """
    root = Path(root).absolute()
    path = root / SETTINGS_FILE
    if path.exists():
        return path
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Refusal(
            f"« {root} » existe et n’est pas un hub ; choisissez un dossier vide ou nouveau.",
            f"“{root}” exists and is not a hub; choose an empty or new folder.",
        )
    # Its contents may name a database's password.
    write_file(path, SETTINGS_TEXT.encode(), private=True)
    return path


def _names(people: list[str]) -> None:
    faulty = [name for name in people if not valid(name)]
    if faulty:
        raise ValueError(
            f"{ascii(faulty[0])[:60]} cannot be a person’s name here: small letters, digits, "
            "dots, hyphens"
        )


def _public(address: str | None, *, subdomains: bool) -> None:
    if address is None:
        if subdomains:
            raise ValueError("subdomains need a public_address")
        return
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("public_address must be like https://hub.example.org")
