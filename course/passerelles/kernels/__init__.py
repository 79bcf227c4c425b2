"""Warm kernels: ready in a twentieth of a second, because they are forked from a parent that is.

`fork`, `child`, `forkserver` and `wire` fork a prepared function on request and know
nothing of Jupyter; `kernel`, `exercise` and `parent` prepare an IPython kernel for
it; `keeper` holds a server's parent; `provisioner` is what `jupyter_client` finds by
the kernelspec `passerelles`, so that every Jupyter program starts warm kernels.
"""

from __future__ import annotations

from typing import Final

KERNEL_NAME: Final = "passerelles"
"""The kernelspec whose kernels are warm."""


def preheat() -> None:
    """Start preparing the parent now, so that the first kernel does not wait for it.

    Returns at once; a fault shows when the first kernel is asked for.
    """
    from passerelles.kernels.keeper import preheat as start  # noqa: PLC0415 - costs an import

    start()
