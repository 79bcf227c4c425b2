"""The configuration of a learner's own server on a hub; Jupyter reads this file.

The portal as `passerelles serve` sets it up, except what the hub decides: address, port,
who may come in.
"""

from __future__ import annotations

import os
from pathlib import Path

from traitlets.config import Config

from passerelles.portal.serve import configuration
from passerelles.portal.settings import from_environment

_parts = configuration(from_environment(Path.cwd()))
# Without this one the server would ask nobody's name.
_parts["ServerApp"]["jpserver_extensions"] = {
    **_parts["ServerApp"]["jpserver_extensions"],
    "jupyterhub": True,
}
if os.environ.get("JUPYTER_RUNTIME_DIR"):
    # A kernel's ports on loopback could be listened to by everyone on this machine.
    _parts["KernelManager"] = {"transport": "ipc"}
if os.environ.get("PASSERELLES_EXCHANGE"):
    _parts["ServerApp"]["jpserver_extensions"]["nbgrader.server_extensions.assignment_list"] = True

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - given by traitlets
c.merge(Config(_parts))
