"""The simulators that exist, found by their folder and loaded once."""

from __future__ import annotations

from functools import cache
from importlib import import_module, resources

from passerelles.library.errors import Refusal
from passerelles.library.records import parse_yaml, structure
from passerelles_widgets.simulators.base import SimulatorData
from passerelles_widgets.simulators.simulator import Simulator
from passerelles_widgets.simulators.wording import shown

PACKAGE = "passerelles_widgets.simulators"
_PARTS = ("parameters.yml", "model.py", "view.py")


@cache
def ids() -> tuple[str, ...]:
    """Name the simulators, in alphabetical order."""
    return tuple(
        sorted(
            folder.name
            for folder in resources.files(PACKAGE).iterdir()
            if folder.is_dir() and all(folder.joinpath(part).is_file() for part in _PARTS)
        )
    )


def load(simulator_id: str) -> Simulator:
    """Return a simulator; raise `Refusal` naming those that exist."""
    if not isinstance(simulator_id, str) or simulator_id not in ids():
        names = ", ".join(ids())
        raise Refusal(
            f"Le simulateur «\u00a0{shown(simulator_id)}\u00a0» n’existe pas\u00a0;"
            f" les simulateurs sont {names}.",
            f"There is no simulator “{shown(simulator_id)}”; the simulators are {names}.",
        )
    return _loaded(simulator_id)


@cache
def _loaded(simulator_id: str) -> Simulator:
    folder = f"{PACKAGE}.{simulator_id}"
    where = f"simulators/{simulator_id}/parameters.yml"
    text = resources.files(PACKAGE).joinpath(simulator_id, "parameters.yml").read_text("utf-8")
    data = structure(parse_yaml(text, where), SimulatorData, where)
    return Simulator(data, import_module(f"{folder}.model"), import_module(f"{folder}.view"))
