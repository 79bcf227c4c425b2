"""The three levels, their posts and the competences each level needs (guide 3.1.8)."""

from __future__ import annotations

from typing import Final, Literal

Level = Literal["political", "technical", "administrative"]

LEVELS: Final[tuple[Level, ...]] = ("political", "technical", "administrative")
POSTS: Final[dict[str, Level]] = {
    "mayor-or-president": "political",
    "elected-for-cooperation": "political",
    "elected-for-migration": "political",
    "cooperation-department": "technical",
    "migration-department": "technical",
    "legal-services": "administrative",
    "financial-services": "administrative",
}
NEEDED: Final[dict[Level, tuple[str, ...]]] = {
    "political": (
        "leadership",
        "policy-integration",
        "cultural-settings",
        "mobilising",
        "transparency",
        "migration-and-development",
        "needs-and-rights",
    ),
    "technical": (
        "management",
        "languages",
        "cultural-settings",
        "mobilising",
        "budgeting",
        "results",
        "monitoring-and-evaluation",
        "migration-and-development",
        "needs-and-rights",
    ),
    "administrative": ("legal-and-financial",),
}
COMPETENCES: Final = tuple(
    dict.fromkeys(competence for level in LEVELS for competence in NEEDED[level])
)
PAIRS: Final = tuple((level, competence) for level in LEVELS for competence in NEEDED[level])
"""What a complete team covers: each level with each competence it needs (17 pairs)."""

Effort = Literal["understanding", "skill", "long"]
EFFORT: Final[dict[str, Effort]] = {
    "transparency": "understanding",
    "migration-and-development": "understanding",
    "needs-and-rights": "understanding",
    "languages": "long",
    "legal-and-financial": "long",
}
"""How long a competence takes to learn; those not named are skills."""
