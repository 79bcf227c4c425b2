// Results as everyone sees them, on the projector, the board and each device.
"use strict";
(() => {
  const { word, make, table } = window.passerelles.tools;
  const { estimates, votes, lines } = window.passerelles.charts;

  /** What came of an activity; null before anything may be seen. */
  function result(activity) {
    const found = activity.result;
    if (!found) return null;
    if (activity.kind === "estimate") return [estimates(activity), found.answer ? answer(activity) : null, after(activity)];
    if (activity.kind === "vote") return [votes(activity), after(activity)];
    if (activity.kind !== "question") return null;
    if (!found.texts.length) return make("p", { class: "quiet" }, word("result.texts_none"));
    return [make("ul", { class: "room-texts" }, found.texts.map((text) => make("li", {}, text))), after(activity)];
  }

  function after(activity) {
    return activity.after ? make("p", { class: "room-after" }, activity.after) : null;
  }

  function answer(activity) {
    const { answer: held, near, count } = activity.result;
    return make(
      "div",
      { class: "room-answer" },
      make("p", { class: "strong" }, word(held.bound ? "result.figure_bound" : "result.figure", { number: held.shown, unit: activity.unit || "" })),
      make("p", {}, `${capital(held.value)}. ${held.why}`),
      make("p", {}, word("result.near", { near, count })),
      make("p", { class: "quiet" }, word("result.source", { source: held.source, year: held.year })),
    );
  }

  function capital(text) {
    return text ? text[0].toUpperCase() + text.slice(1) : "";
  }

  /** The game so far: the lines, the principles, what happened, and the debrief. */
  function game(found, level = "h3") {
    if (!found.quarter) return null;
    const scores = table(word("game.scores"), [word("result.team"), ...found.principles.map((one) => one.label)], found.teams.map((team) => [team.name, ...found.principles.map((one) => team.shown[one.id])]));
    return [
      make(level, {}, word("game.overall")),
      lines(found),
      scores,
      found.ended ? make(level, {}, word("game.debrief")) : make(level, {}, word("game.events")),
      ...found.teams.map((team) => (found.ended ? debrief(team) : happened(team))),
    ];
  }

  function happened(team) {
    const events = team.events.map((event) => `${event.label}. ${event.story}`).join(" ") || word("game.no_event");
    return make(
      "div",
      { class: "room-team" },
      make("p", {}, make("strong", {}, team.name)),
      make("p", {}, events),
      make("p", { class: "quiet" }, make("em", {}, word("game.taken")), ` ${names(team.taken)}`),
      team.refused.length ? make("ul", { class: "quiet", "aria-label": word("game.refused") }, team.refused.map((row) => make("li", {}, `${row.label} (${row.why})`))) : null,
    );
  }

  function names(rows) {
    return rows.map((row) => row.label).join(", ") || word("game.none");
  }

  function debrief(team) {
    return make(
      "div",
      { class: "room-team" },
      make("p", {}, make("strong", {}, `${team.name} · ${team.shown.overall}`)),
      team.debrief.length ? null : make("p", {}, word("game.debrief_none")),
      make(
        "ul",
        {},
        team.debrief.map((row) =>
          make("li", {}, word("game.debrief_row", { ...row, points: row.shown }), row.opened.length ? ` ${word("game.debrief_opened", { others: row.opened.join(", ") })}` : ""),
        ),
      ),
    );
  }

  window.passerelles.results = { result, game };
})();
