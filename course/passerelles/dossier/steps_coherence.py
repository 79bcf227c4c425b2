"""Step 3, its second half: whether policies agree (G 3.1.3).

The rules are the course's own. Policies agree when two at least have been set against each
other, no conflict is left to settle, and texts of all four levels have been examined.
"""

from __future__ import annotations

from typing import Final

from passerelles.dossier.sections_governance import Coherence, Tier
from passerelles.dossier.verdicts import Verdict, listed
from passerelles.library.text import Text

PAIR: Final = 2
"""How many policies it takes to compare any."""

_TIERS: Final[dict[Tier, Text]] = {
    "local": Text("local", "local"),
    "regional": Text("régional", "regional"),
    "national": Text("national", "national"),
    "international": Text("international", "international"),
}


def agreement_of_policies(section: Coherence | None) -> Verdict:
    """Return the state of step 3 once the platform itself is in order."""
    if section is None or len(section.policies) < PAIR:
        return "thin", Text(
            "La plateforme est en place\u00a0; il reste à vérifier la cohérence de vos politiques.",
            "The platform is in place; the coherence of your policies is still to be checked.",
        )
    if section.conflicts:
        first = section.conflicts[0]
        return "thin", Text(
            "Conflits entre politiques à trancher\u00a0: {count}, d’abord «\u00a0{source}\u00a0»"
            " contre «\u00a0{target}\u00a0».",
            "Conflicts between policies to settle: {count}, first “{source}” against “{target}”.",
        ).format(count=len(section.conflicts), source=first.source, target=first.target)
    seen = {text.tier for text in section.instruments}
    absent = [label for tier, label in _TIERS.items() if tier not in seen]
    if absent:
        return "thin", Text(
            "Il reste à confronter le partenariat aux textes du niveau {tiers}.",
            "The partnership is still to be compared with the texts of the {tiers} level.",
        ).format(tiers=listed(absent))
    return "complete", Text(
        "La plateforme respecte les quatre principes, chaque étape a ses responsables et vos"
        " politiques s’accordent.",
        "The platform meets the four principles, every step has people in charge and your"
        " policies agree.",
    )
