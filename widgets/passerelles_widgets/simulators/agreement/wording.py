"""The sentences drafted for an agreement, in both languages; what is to be completed is said so.

They are suggestions in the course's own words, not clauses: the legal departments of both
authorities read them over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from passerelles.library.text import Text

BACKGROUND: Final = Text(
    "Des personnes vivent, travaillent et circulent entre {home} et {partner}.",
    "People live, work and move between {home} and {partner}.",
)
OBJECTIVE: Final = Text(
    "Répondre ensemble à un besoin constaté\u00a0: {need}.",
    "Meet together a need that has been established: {need}.",
)
PARTICIPANTS: Final = Text(
    "Participent à l’accord, de notre côté\u00a0: {names}.",
    "Taking part in the agreement on our side: {names}.",
)
PARTICIPANTS_MIGRANTS: Final = Text(
    "Les migrants, la diaspora et leurs associations participent à toutes les décisions\u00a0: "
    "{names}.",
    "Migrants, the diaspora and their associations take part in every decision: {names}.",
)
PARTICIPANTS_ALL: Final = Text(
    "Les migrants, la diaspora et leurs associations participent à toutes les décisions "
    "({names}), avec {others}.",
    "Migrants, the diaspora and their associations take part in every decision ({names}), "
    "together with {others}.",
)
MONITORING: Final = Text(
    "Les deux autorités relèvent ensemble ces indicateurs\u00a0: {names}.",
    "Both authorities record these indicators together: {names}.",
)
MONITORING_DATES: Final = Text(
    "Les deux autorités relèvent ensemble ces indicateurs\u00a0: {names}. Évaluation\u00a0: "
    "{months}.",
    "Both authorities record these indicators together: {names}. Evaluation: {months}.",
)
COHERENCE: Final = Text(
    "L’accord s’appuie sur les textes suivants\u00a0: {names}.",
    "The agreement rests on the following texts: {names}.",
)
CLAIMS: Final[Mapping[str, tuple[Text, Text]]] = {
    "commit": (
        Text(
            "Les deux autorités contribuent à la cible {targets}.",
            "Both authorities contribute to target {targets}.",
        ),
        Text(
            "Les deux autorités contribuent aux cibles {targets}.",
            "Both authorities contribute to targets {targets}.",
        ),
    ),
    "attentive": (
        Text(
            "Elles sont attentives à la cible {targets}.", "They are attentive to target {targets}."
        ),
        Text(
            "Elles sont attentives aux cibles {targets}.",
            "They are attentive to targets {targets}.",
        ),
    ),
    "advocate": (
        Text(
            "Elles plaident auprès de leurs gouvernements pour la cible {targets}.",
            "They argue with their governments for target {targets}.",
        ),
        Text(
            "Elles plaident auprès de leurs gouvernements pour les cibles {targets}.",
            "They argue with their governments for targets {targets}.",
        ),
    ),
}
CALENDAR: Final = Text(
    "L’accord dure {months} mois\u00a0; la date de début et celle de fin restent à écrire.",
    "The agreement lasts {months} months; its first and last dates are still to be written.",
)
CALENDAR_DATES: Final = Text(
    "L’accord commence en {first} et s’achève en {last}.",
    "The agreement runs from {first} to {last}.",
)
BUDGET: Final = Text("Le budget est de {amount}.", "The budget is {amount}.")
BUDGET_SHARED: Final = Text(
    "Le budget est de {amount}\u00a0: {shares}.", "The budget is {amount}: {shares}."
)
SHARE: Final = Text("{amount} pour {name}", "{amount} from {name}")
PAYERS: Final[Mapping[str, Text]] = {
    "home": Text("notre collectivité", "our authority"),
    "partner": Text("l’autorité partenaire", "the partner authority"),
    "others": Text("d’autres financeurs", "other funders"),
}
HOME: Final = Text("Notre collectivité", "Our authority")
MANAGEMENT: Final = Text(
    "Pour {home}, le travail quotidien revient à {names}\u00a0; {partner} désigne ses propres "
    "responsables.",
    "For {home}, daily work falls to {names}; {partner} appoints its own people in charge.",
)
MANAGEMENT_ALONE: Final = Text(
    "{home} confie le travail quotidien à {names}.", "{home} entrusts daily work to {names}."
)
GOVERNANCE: Final = Text(
    "Une plateforme de {total} sièges, dont {ours} pour la société civile, les migrants et la "
    "diaspora, suit l’accord.",
    "A platform of {total} seats, {ours} of them for civil society, migrants and the diaspora, "
    "follows the agreement.",
)
