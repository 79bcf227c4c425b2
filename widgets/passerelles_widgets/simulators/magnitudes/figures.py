"""The numbers to guess: one for each figure of the library, in the unit the question asks for.

`scale` is what one unit of the answer stands for: 244 with a scale of a million is 244
million people. A share is in percent. The words of each question, its unit and its
explanation stand in `parameters.yml`; value, year, source and corrections in the library
(`figures.yml`), under the same ids. A test holds the three together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Unit = Literal["people", "share", "dollars", "euros", "count", "times"]

THOUSAND: Final = 10**3
MILLION: Final = 10**6
BILLION: Final = 10**9


@dataclass(frozen=True, slots=True)
class Magnitude:
    """A figure of the library: its id, the number sought, its unit and scale.

    `bound` says that the source gives the number as a floor (“more than”).
    """

    id: str
    number: float
    unit: Unit
    scale: int = 1
    bound: bool = False

    @property
    def share(self) -> bool:
        """Whether the number is a percentage of a whole, which no guess can exceed."""
        return self.unit == "share"


MAGNITUDES: Final = (
    Magnitude("migrant-stock", 244, "people", MILLION),
    Magnitude("gdp-contribution", 9.4, "share"),
    Magnitude("integration-gain", 1000, "dollars", BILLION),
    Magnitude("remittances-vs-aid", 432, "dollars", BILLION),
    Magnitude("urban-share", 54, "share"),
    Magnitude("displaced-in-cities", 80, "share"),
    Magnitude("slum-dwellers", 100 / 3, "share"),
    Magnitude("eu-local-authorities", 91, "count", THOUSAND, bound=True),
    Magnitude("icmd-grants", 54, "count"),
    Magnitude("jmdi-phase-2", 16, "count"),
    Magnitude("tres-por-uno-2004", 60, "dollars", MILLION),
    Magnitude("tres-por-uno-steps", 310, "count"),
    Magnitude("cartaya-budget", 1495, "euros", THOUSAND),
    Magnitude("madrid-budget", 7.4, "euros", MILLION),
    Magnitude("veneto-budget", 1, "euros", MILLION),
    Magnitude("modena-fund", 150, "euros", THOUSAND),
    Magnitude("hamburg-reach", 2800, "people"),
    Magnitude("hamburg-leavers", 2, "times", bound=True),
    Magnitude("cuf-members", 3000, "count"),
    Magnitude("fons-catala-members", 280, "count", bound=True),
    Magnitude("sabadell-members", 36, "count"),
    Magnitude("cpmr-signatures", 1400, "people", bound=True),
    Magnitude("piedmont-origin", 60, "share", bound=True),
    Magnitude("cos-rmh", 250, "count"),
)

BY_ID: Final = {magnitude.id: magnitude for magnitude in MAGNITUDES}
