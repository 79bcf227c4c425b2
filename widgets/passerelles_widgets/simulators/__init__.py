"""The planning tools of the course; `load("partners")` gives one, `ids()` names them all."""

from __future__ import annotations

from passerelles_widgets.simulators.registry import ids, load
from passerelles_widgets.simulators.simulator import Simulator

__all__ = ["Simulator", "ids", "load"]
