"""What JupyterHub is told, one short function a subject; `c` is its configuration."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

from passerelles.hub import accounts as accounts_
from passerelles.hub import database as database_
from passerelles.hub import groups as groups_
from passerelles.hub import proxy as proxy_
from passerelles.hub import walls
from passerelles.hub.account_settings import ROLES
from passerelles.hub.secrets_ import ERASER, kept
from passerelles.hub.settings import Course, Settings

LOOPBACK: Final = "127.0.0.1"
TIED: Final = [sys.executable, "-m", "passerelles.hub.tied", sys.executable, "-m"]
"""Before the module of every service: it ends when the hub does."""
CULL_SECONDS: Final = 60
START_SECONDS: Final = 120
"""A server on a busy machine may take this long to start."""
ADMINISTRATION: Final = [
    "admin-ui",
    "admin:users",
    "admin:groups",
    "list:services",
    "read:roles",
    "admin:servers",
    "read:hub",
    "read:metrics",
    "shutdown",
]
"""What the group `administrators` may do: not enter somebody's server or a course's pages.

Those named in hub.yml also have JupyterHub's own role `admin`, which may do everything.
"""


def configure(c: Any, s: Settings) -> None:
    """Tell JupyterHub everything about this hub."""
    for part in (proxy, spawner, accounts, roles, services, limits, database, monitoring):
        part(c, s)


def proxy(c: Any, s: Settings) -> None:
    """Addresses, and the proxy that holds the public one; what browsers keep apart."""
    c.JupyterHub.bind_url = (
        f"{'https' if s.certificate else 'http'}://{_bracketed(s.address)}:{s.port}/"
    )
    # Known in advance, so that servers find the hub again when it has been started anew.
    c.JupyterHub.hub_bind_url = f"http://{LOOPBACK}:{s.hub_port}/hub/"
    c.ConfigurableHTTPProxy.api_url = f"http://{LOOPBACK}:{s.proxy_port}"
    c.ConfigurableHTTPProxy.command = proxy_.command(s)
    c.ConfigurableHTTPProxy.pid_file = str(proxy_.pid_file(s))
    c.ConfigurableHTTPProxy.log_level = "error"
    c.JupyterHub.cookie_secret_file = str(s.root / "cookie_secret")
    c.JupyterHub.log_level = "WARN"
    if s.certificate and s.key:
        c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = s.certificate, s.key
    if s.public_address:
        c.JupyterHub.public_url = s.url
    if s.subdomains:
        c.JupyterHub.subdomain_host = s.url.rstrip("/")
        # Cookies of this kind hold for a whole host name: only where each person has one.
        c.JupyterHub.cookie_host_prefix_enabled = s.secure


def spawner(c: Any, s: Settings) -> None:
    """One Jupyter server a person, opening on the portal, set up by nobody but the hub."""
    c.JupyterHub.spawner_class = "passerelles.hub.spawner.LearnerSpawner"
    c.LearnerSpawner.settings = s
    c.LearnerSpawner.walled = walls.stand(s)
    c.Spawner.ip = LOOPBACK
    c.Spawner.default_url = "/passerelles/"
    c.Spawner.disable_user_config = True
    c.Spawner.start_timeout = c.Spawner.http_timeout = START_SECONDS
    desks = [f"access:services!service=desk-{course.id}" for course in s.courses]
    scopes = ["users:activity!user", "access:servers!server", *desks]
    c.Spawner.server_token_scopes = groups_.joining(scopes, s)
    c.JupyterHub.allow_named_servers = False


def accounts(c: Any, s: Settings) -> None:
    """How people log in, and who approves them."""
    accounts_.configure(c, s)


def roles(c: Any, s: Settings) -> None:
    """Say what each group may do, course by course; nobody has a right in two by accident."""
    groups: dict[str, dict[str, list[str]]] = {"administrators": {"users": s.administrators}}
    made = [_role("administrators", ["administrators"], ADMINISTRATION)]
    for course in s.courses:
        listed = {"learners": course.listed}
        listed |= {"trainers": course.trainers, "instructors": course.instructors}
        groups |= {course.group(role): {"users": listed[role]} for role in ROLES}
        desk = [f"access:services!service=desk-{course.id}"]
        pages = [f"access:services!service=instructor-{course.id}"]
        made.append(_role(f"learners-{course.id}", [course.group("learners")], desk))
        teaching = [course.group("trainers"), course.group("instructors")]
        made.append(_role(f"teaching-{course.id}", teaching, pages))
        seen = [f"read:groups!group={course.group(role)}" for role in ROLES]
        service = {"name": f"service-{course.id}", "scopes": seen}
        made.append({**service, "services": [f"instructor-{course.id}"]})
    made.append(
        {
            "name": "idle-culler",
            "services": ["idle-culler"],
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        }
    )
    made.append({"name": "metrics", "services": ["metrics"], "scopes": ["read:metrics"]})
    made.append({"name": "eraser", "services": ["eraser"], "scopes": ["delete:users"]})
    c.JupyterHub.load_groups = groups
    c.JupyterHub.load_roles = made


def services(c: Any, s: Settings) -> None:
    """Programs beside the hub: a desk and instructor's pages for each course, the idle culler."""
    made = [one for course in s.courses for one in (_desk(s, course), _instructor(s, course))]
    if s.limits.idle_minutes:
        words = [f"--timeout={s.limits.idle_minutes * 60}", f"--cull-every={CULL_SECONDS}"]
        made.append({"name": "idle-culler", "command": [*TIED, "jupyterhub_idle_culler", *words]})
        made[-1]["display"] = False
    else:
        made.append({"name": "idle-culler", "display": False})
    for name, file in (("metrics", "metrics_token"), ("eraser", ERASER)):
        made.append({"name": name, "display": False, "api_token": kept(s.root / file)})
    c.JupyterHub.services = made


def limits(c: Any, s: Settings) -> None:
    """Limit what everyone together may use; what one person may is set by the spawner."""
    c.JupyterHub.active_server_limit = s.limits.servers
    c.JupyterHub.concurrent_spawn_limit = s.limits.starting
    # Shown to whoever looks; the spawner sets the limit itself.
    c.Spawner.mem_limit = s.limits.memory_mb * 2**20


def database(c: Any, s: Settings) -> None:
    """SQLite in the hub's folder, or PostgreSQL through the driver the course installs."""
    c.JupyterHub.db_url = s.database_url
    c.JupyterHub.db_kwargs = database_.arguments(s)


def monitoring(c: Any, s: Settings) -> None:  # noqa: ARG001 - all these functions take both
    """`/hub/health` for everyone, `/hub/metrics` for the holder of the file `metrics_token`."""
    c.JupyterHub.authenticate_prometheus = True


def _desk(s: Settings, course: Course) -> dict[str, Any]:
    made = _service(s, course, "desk", "passerelles.desk")
    return {**made, "display": False}


def _instructor(s: Settings, course: Course) -> dict[str, Any]:
    made = _service(s, course, "instructor", "passerelles.portal.instructor_service")
    scopes = [f"access:services!service=instructor-{course.id}"]
    return {**made, "oauth_client_allowed_scopes": scopes, "oauth_no_confirm": True}


def _service(s: Settings, course: Course, kind: Any, module: str) -> dict[str, Any]:
    words = ["--classroom", str(s.classroom(course)), "--course", course.id]
    return {
        "name": f"{kind}-{course.id}",
        "url": f"http://{LOOPBACK}:{s.service_port(kind, course)}",
        "command": [*TIED, module, *words],
        "cwd": str(s.root),
        "timeout": START_SECONDS,
        "environment": {"PATH": os.environ.get("PATH", os.defpath)},
        "info": {"title": {"fr": course.title.fr, "en": course.title.en}},
    }


def _role(name: str, groups: list[str], scopes: list[str]) -> dict[str, Any]:
    return {"name": name, "groups": groups, "scopes": scopes}


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
