"""The goals and the agreement as a reader of the dossier sees them."""

from __future__ import annotations

from passerelles.dossier.sections_agreement import Agreement, SdgAdherence, Target
from passerelles.portal.dossier_writer import NOTHING, ShownSection, Writer

_FORMS = "agreement-forms"


def sdg_adherence(writer: Writer, section: SdgAdherence) -> ShownSection:
    """Return what the agreement claims of each target it quotes."""
    cited = [target for target in section.targets if target.cited]
    sentence = writer.t(
        "sdg-adherence.solidity",
        count=writer.number(len(cited)),
        share=writer.percent(section.solidity),
    )
    claims = writer.table(
        "sdg-adherence.claims",
        ["target", "claim", "action", "measure", "reason"],
        [_target(writer, target) for target in cited],
    )
    powers = writer.table(
        "sdg-adherence.powers",
        ["legal-power", "held", "targets"],
        [
            [power.name, writer.t(f"held.{power.held}"), writer.listed(power.targets)]
            for power in section.competences
        ],
    )
    return writer.section("sdg-adherence", 4, [sentence], [claims, powers])


def _target(writer: Writer, target: Target) -> list[str]:
    label = writer.item("sdg-targets-on-migration", target.target)
    actions = [pair.action for pair in target.commitments if pair.action]
    measures = [pair.measure for pair in target.commitments if pair.measure]
    return [
        label,
        writer.t(f"claim.{target.claim}"),
        " ; ".join(actions) or NOTHING,
        " ; ".join(measures) or NOTHING,
        target.reason or NOTHING,
    ]


def agreement(writer: Writer, section: Agreement) -> ShownSection:
    """Return the agreement's form, its elements with their state, and its actions."""
    revised = section.form == "revision"
    form = writer.t("form.revision") if revised else writer.item(_FORMS, section.form)
    checklist = "agreement-revision-elements" if revised else "agreement-elements"
    complete = sum(1 for element in section.elements if element.rating == "complete")
    sentence = writer.t(
        "agreement.state",
        form=form,
        home=section.home or NOTHING,
        partner=section.partner or NOTHING,
        complete=writer.number(complete),
        all=writer.number(len(section.elements)),
    )
    elements = writer.table(
        "agreement.elements",
        ["element", "state", "text"],
        [
            [
                writer.item(checklist, element.id),
                writer.t(f"rating.{element.rating}"),
                element.text or NOTHING,
            ]
            for element in section.elements
        ],
    )
    actions = writer.table(
        "agreement.actions",
        ["action", "indicator", "quantity", "date", "who", "measurable"],
        [
            [
                action.action,
                action.indicator or NOTHING,
                writer.number(action.quantity) if action.quantity else NOTHING,
                action.date or NOTHING,
                action.who or NOTHING,
                writer.t("yes" if action.measurable else "no"),
            ]
            for action in section.actions
        ],
    )
    return writer.section("agreement", 4, [sentence], [elements, actions])
