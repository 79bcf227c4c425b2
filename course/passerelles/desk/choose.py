"""Which desks a learner has: their courses' on a hub, else this machine's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from passerelles.desk.addresses import DeskAddress
from passerelles.desk.local import LocalDesk
from passerelles.desk.protocol import Desk
from passerelles.desk.remote import RemoteDesk
from passerelles.dossier.workspace import Workspace


def desks(
    workspace: Workspace, classroom: Path | None, addresses: Sequence[DeskAddress], token: str
) -> tuple[Desk, ...]:
    """Return where the owner of `workspace` hands in: one desk at least.

    A hub's desks come alone; without any, the classroom of this machine or, without
    that, the workspace itself.
    """
    if addresses:
        return tuple(RemoteDesk.at(workspace, one, token) for one in addresses)
    return (LocalDesk(workspace, classroom),)
