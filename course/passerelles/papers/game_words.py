"""What the rules and the story of the game on paper say, in both languages."""

from __future__ import annotations

from typing import Final

from passerelles.library.text import Text

WORDS: Final[dict[str, Text]] = {
    "rules": Text("Jouer sans ordinateur\u00a0: la règle", "Playing without a computer: the rules"),
    "rules_lead": Text(
        "Trois ans de partenariat au crayon. Chaque équipe a un plateau de dix pistes, un "
        "formulaire de proposition par tour et cette règle. Un tour vaut "
        "{quarters}\u00a0trimestres. "
        "Désignez une personne pour l’argent et une pour le plateau. L’argent du départ\u00a0: "
        "{money}.",
        "Three years of partnership in pencil. Each team has a board of ten tracks, a proposal "
        "form "
        "for each round and these rules. A round is {quarters} quarters. Choose one person for the "
        "money and one for the board. Money at the start: {money}.",
    ),
    "round": Text("## Un tour, en cinq gestes", "## A round, in five moves"),
    "income": Text(
        "**Encaissez.** La ligne «\u00a0Reçu\u00a0» du plateau dit combien, sous la case du "
        "soutien "
        "des élus. Ajoutez ce que vos décisions vous donnent et payez l’entretien.",
        "**Take in your money.** The board’s row “Received” says how much, under the square of "
        "political support. Add what your decisions give you, and pay the upkeep.",
    ),
    "decide": Text(
        "**Décidez.** Chaque trimestre, {staff}\u00a0mois de travail, qui ne se gardent pas. Une "
        "décision demande d’avoir pris les autres dans un trimestre précédent, et d’avoir atteint "
        "les cases dites au début du tour. Écrivez l’ordre et le trimestre sur le formulaire.",
        "**Decide.** Each quarter has {staff} person-months, which cannot be saved. A decision "
        "needs "
        "the others to have been taken in an earlier quarter, and the squares stated to be reached "
        "when the round begins. Write order and quarter on the form.",
    ),
    "move": Text(
        "**Avancez** vos pions comme le dit le tableau. Trois nombres donnent un recul\u00a0: en "
        "zone claire, moyenne, foncée. Puis chaque initiative en cours fait avancer les résultats.",
        "**Move** your markers as the table says. Three numbers are a step back: in the light, the "
        "middle and the dark zone. Then every initiative under way moves results forward.",
    ),
    "events": Text(
        "**Écoutez.** La personne qui anime lit ce qui arrive. Appliquez ce qui vous "
        "concerne\u00a0: "
        "toutes les équipes vivent la même histoire, pas les mêmes suites.",
        "**Listen.** The trainer reads out what happens. Apply what concerns you: every team lives "
        "the same story, not the same consequences.",
    ),
    "end": Text(
        "**Finissez.** Reculez chaque pion de la ligne «\u00a0Usure\u00a0». Puis avancez d’une "
        "case\u00a0: {pulls}. Le soutien des élus ne s’use pas\u00a0: il fait une case vers la "
        "légitimité si {gap}\u00a0cases au moins les séparent.",
        "**Finish.** Move each marker back as the row “Wear” says. Then move one square forward: "
        "{pulls}. Political support does not wear: it moves one square towards legitimacy if at "
        "least {gap} squares lie between them.",
    ),
    "pull": Text(
        "{name} si {sources} est à {low} ou plus", "{name} if {sources} stands at {low} or more"
    ),
    "effort": Text(
        "Effort réduit\u00a0: 0,6\u00a0fois le coût, la moitié des cases. Effort renforcé\u00a0: "
        "une "
        "fois et demie le coût, un quart de cases en plus. Arrondissez.",
        "Light effort: 0.6 times the cost, half the squares. Strong effort: half as much again to "
        "pay, a quarter more squares. Round off.",
    ),
    "decisions": Text("## Les décisions", "## The decisions"),
    "decision": Text("Décision (étape)", "Decision (step)"),
    "months": Text("Mois", "Months"),
    "cost": Text("Coût", "Cost"),
    "needs": Text("Il faut avant", "Needs before"),
    "gives": Text("Effet, en cases", "Effect, in squares"),
    "or": Text(" ou ", " or "),
    "partner": Text("un partenaire", "a partner"),
    "not": Text("sauf après «\u00a0{name}\u00a0»", "not after “{name}”"),
    "at": Text("{name}\u00a0: case\u00a0{square}", "{name}: square {square}"),
    "times": Text("{count}\u00a0fois au plus", "{count} times at most"),
    "brings": Text("{sum} tout de suite", "{sum} at once"),
    "grant": Text("{sum} par point de (faits + équipe)", "{sum} a point of (evidence + team)"),
    "yearly": Text("{sum} de plus chaque tour", "{sum} more each round"),
    "upkeep": Text(
        "entretien\u00a0: {sum} par tour, {staff}\u00a0mois par trimestre",
        "upkeep: {sum} a round, {staff} months a quarter",
    ),
    "runs": Text("initiative, {rounds}\u00a0tours", "initiative, {rounds} rounds"),
    "improves": Text(
        "ce que rapporte chaque initiative en cours × {factor}",
        "what each initiative under way yields × {factor}",
    ),
    "yields": Text("## Ce que rapporte une initiative", "## What an initiative yields"),
    "yields_note": Text(
        "Faites la moyenne de quatre niveaux\u00a0: {names}. Lisez les cases de résultats par "
        "tour\u00a0; la moitié si l’engagement du partenaire est sous {low}.",
        "Take the mean of four levels: {names}. Read the squares of results a round; half if the "
        "partner’s commitment is below {low}.",
    ),
    "mean": Text("Moyenne des quatre niveaux", "Mean of the four levels"),
    "score": Text("## À la fin\u00a0: les quatre principes", "## At the end: the four principles"),
    "score_note": Text(
        "Multipliez le niveau de chaque piste par sa part, et additionnez. Il n’y a pas de "
        "total\u00a0: "
        "un principe ne s’achète pas avec un autre, et le plus faible dit de quoi parler.",
        "Multiply the level of each track by its share, and add up. There is no total: no "
        "principle "
        "can be bought with another, and the weakest says what to talk about.",
    ),
    "principle": Text("Principe", "Principle"),
    "shares": Text("Niveaux et parts", "Levels and shares"),
    "story": Text("L’histoire n°\u00a0{seed}", "Story number {seed}"),
    "story_lead": Text(
        "Pour la personne qui anime. À ne pas laisser sur une table. Après chaque tour, lisez ce "
        "qui arrive et à qui\u00a0; les équipes font les comptes sur leur plateau. Les dés sont "
        "ceux "
        "de l’ordinateur\u00a0: la même histoire, arrondie à la case. Comptez huit minutes par "
        "tour "
        "et jouez-en quatre.",
        "For the trainer. Not to be left on a table. After each round read out what happens and to "
        "whom; the teams do the sums on their boards. The dice are the computer’s own: the same "
        "story, rounded to whole squares. Allow eight minutes a round and play four.",
    ),
    "tour": Text("## Tour\u00a0{number}", "## Round {number}"),
    "nothing": Text("Rien n’arrive. Dites-le.", "Nothing happens. Say so."),
    "quarter": Text("Trimestre\u00a0{number}", "Quarter {number}"),
    "whom": Text("Qui", "Who"),
    "everyone": Text("toutes les équipes", "every team"),
    "below": Text("{names} sous {low}", "{names} below {low}"),
    "above": Text("{names} à {low} ou plus", "{names} at {low} or more"),
    "mean_of": Text("moyenne de {names}", "mean of {names}"),
    "with": Text("avec «\u00a0{name}\u00a0»\u00a0: {whom}", "with “{name}”: {whom}"),
    "nobody": Text("personne", "nobody"),
    "only": Text("seulement avec «\u00a0{names}\u00a0»", "only with “{names}”"),
    "without": Text("sauf avec «\u00a0{names}\u00a0»", "not with “{names}”"),
    "seen": Text("sauf qui l’a déjà vécu", "not those it has come to already"),
    "effect": Text("Effet", "Effect"),
    "shield": Text(
        "Qui a pris «\u00a0{name}\u00a0» n’en subit que {part}.",
        "Those who took “{name}” suffer only {part} of it.",
    ),
    "boost": Text(
        "Qui a pris «\u00a0{name}\u00a0» en gagne {part}.",
        "Those who took “{name}” gain {part} of it.",
    ),
    "money": Text("argent {sum}", "money {sum}"),
    "share": Text("{part} de ce qui reste en caisse est perdu", "{part} of the money left is lost"),
    "staff": Text(
        "{count}\u00a0mois de travail en moins au trimestre suivant",
        "{count} person-months less next quarter",
    ),
    "compare": Text("## Pour le bilan", "## For the debrief"),
    "compare_note": Text(
        "Ce que quatre plans tout faits donnent dans cette histoire, joués par l’ordinateur "
        "jusqu’au "
        "bout. Demandez à chaque équipe la décision qui en a ouvert le plus d’autres (colonne "
        "«\u00a0Il "
        "faut avant\u00a0») et celle qu’elle ne prendrait plus.",
        "What four ready-made plans give in this story, played to the end by the computer. Ask "
        "each "
        "team which decision opened most others (column “Needs before”), and which they would not "
        "take again.",
    ),
    "plan": Text("Plan", "Plan"),
}
