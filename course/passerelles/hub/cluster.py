"""The hub on Kubernetes: what the Zero to JupyterHub chart leaves to Python.

The chart runs the hub, the proxy and one pod a learner. Everything that is not about pods
is told by the very functions that set up the hub of one machine (`configure`), from the
same settings (`hub.yml`, mounted in the hub's pod): accounts, roles, what a learner's
token opens, where the desks are. `course/deploy/values.yaml` calls `configure`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from passerelles.desk.addresses import DESKS, DeskAddress, written
from passerelles.hub import configure as single
from passerelles.hub import groups
from passerelles.hub.settings import Course, Settings, read

DESK_PORT: Final = 8080
STATE: Final = Path("/srv/jupyterhub")
"""The hub's own volume, where the chart keeps its database."""
PORTABLE: Final = ("default_url", "disable_user_config")
"""What the hub of one machine says of every spawner, and holds for pods too."""
_NOT_HERE: Final = frozenset({"idle-culler", "metrics", "eraser"})
"""Roles of services that the chart has of its own, or has not."""


def configure(c: Any, folder: Path, spawner: type | None = None) -> None:
    """Tell the chart's JupyterHub about this hub, after all that the chart says itself.

    `folder` holds `hub.yml`; `spawner` is KubeSpawner unless given. Raises `Refusal`.
    """
    settings = replace(read(folder), root=STATE)
    single.accounts(c, settings)
    roles(c, settings)
    learners(c, settings, spawner)


def roles(c: Any, s: Settings) -> None:
    """Add groups and roles by course to those that the chart has for its own services."""
    ours = _said_by(single.roles, s)
    c.JupyterHub.load_groups = ours.JupyterHub.load_groups
    kept = c.JupyterHub.get("load_roles")
    before = kept if isinstance(kept, list) else []
    added = [one for one in ours.JupyterHub.load_roles if one["name"] not in _NOT_HERE]
    c.JupyterHub.load_roles = [*before, *added]


def learners(c: Any, s: Settings, spawner: type | None = None) -> None:
    """Give each learner's pod the desks of their courses, and a token that opens those alone."""
    if spawner is None:
        # Only the hub's image has it.
        from kubespawner import KubeSpawner  # type: ignore[import-not-found] # noqa: PLC0415

        spawner = KubeSpawner
    ours = _said_by(single.spawner, s)
    for name in PORTABLE:
        c.Spawner[name] = ours.Spawner[name]
    c.Spawner.server_token_scopes = ours.Spawner.server_token_scopes
    c.JupyterHub.spawner_class = pods(spawner, s)


def desk_url(course: Course) -> str:
    """Return the address of a course's desk inside the cluster: a Service of `desk.yaml`."""
    return f"http://desk-{course.id}:{DESK_PORT}/services/desk-{course.id}/"


def pods(spawner: type, s: Settings) -> type:
    """Return `spawner` with what a learner's server is told about courses.

    By `get_env`, not by `environment`: KubeSpawner fills the places `{…}` of the latter,
    and JSON has braces of its own.
    """

    class LearnerPods(spawner):
        """Starts one pod a learner."""

        def get_env(self) -> dict[str, Any]:
            """Return the pod's environment, with the desks of the learner's courses."""
            env: dict[str, Any] = super().get_env()
            mine = groups.belongs(self.user)
            desks = [one for one in s.courses if one.group("learners") in mine]
            env[DESKS] = written(
                tuple(DeskAddress(one.id, one.title, desk_url(one)) for one in desks)
            )
            return env

    return LearnerPods


def _said_by(part: Any, s: Settings) -> Any:
    """Return what one of the functions of the single machine says, told to nobody yet."""
    from traitlets.config import Config  # noqa: PLC0415 - slow to load

    said = Config()
    part(said, s)
    return said
