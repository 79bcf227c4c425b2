// What the projector shows: large, nobody's name, the address at hand.
"use strict";
(() => {
  const page = window.passerelles;
  const { word, many, make, draw } = page.tools;
  const at = (id) => document.getElementById(id);

  const SHOWN = { welcome: () => null, plan, activity, game, comparison, teams };

  function plan(view) {
    const found = view.plan;
    if (!found) return null;
    return [make("p", { class: "eyebrow" }, found.kind_label), make("h2", {}, found.title), make("p", { class: "screen-task" }, found.participants), found.next ? make("p", { class: "quiet" }, word("live.next", { title: found.next })) : null];
  }

  function activity(view) {
    const found = view.activity;
    if (!found) return plan(view);
    const goes = found.kind === "simulator" || found.kind === "exercise";
    return [
      make("p", { class: "eyebrow" }, word(`board.kind.${found.kind}`)),
      make("h2", {}, found.question, found.unit ? ` (${found.unit})` : ""),
      goes ? (view.plan ? make("p", { class: "screen-task" }, view.plan.participants) : null) : make("p", { class: "screen-count" }, word("result.answered", { count: found.answered, expected: found.expected })),
      page.results.result(found),
    ];
  }

  function game(view) {
    const found = view.game;
    if (!found) return plan(view);
    return [
      make("h2", {}, word("game.title")),
      make("p", { class: "screen-count" }, `${word("game.quarters", found)}${found.open ? ` · ${word("game.round", found)}` : ""}`),
      found.open ? make("ul", { class: "screen-teams" }, found.teams.map((team) => make("li", {}, make("strong", {}, team.name), ` ${word("game.ready", { decided: team.decided, agreed: team.ready, members: team.members })}`))) : page.results.game(found),
    ];
  }

  function comparison(view) {
    return view.comparison ? [make("h2", {}, word("result.compare", view.comparison)), page.charts.comparison(view.comparison)] : plan(view);
  }

  function teams(view) {
    return [make("h2", {}, word("board.teams")), make("ul", { class: "screen-teams" }, view.teams.map((team) => make("li", {}, make("strong", {}, team.name), ` ${many("board.team_size", team.size, team)}`)))];
  }

  /** Whether there is something to show of what was chosen; until then, the way in. */
  function there(view) {
    const held = { plan: view.plan, activity: view.activity || view.plan, game: view.game || view.plan, comparison: view.comparison || view.plan, teams: view.teams.length };
    return view.showing === "welcome" || Boolean(held[view.showing]);
  }

  function show(view) {
    if (view.role !== "screen") return;
    const what = view.ended || !there(view) ? "welcome" : view.showing;
    at("screen-join").hidden = what !== "welcome";
    at("screen-corner").hidden = what === "welcome";
    draw(at("screen-main"), [what, { ...view, timer: null }], () => SHOWN[what](view));
    draw(at("screen-count"), view.count, () => many("screen.people", view.count, view));
    draw(at("screen-timer"), [Boolean(view.timer), view.timer?.label], () => (view.timer ? [make("span", { "data-clock": true, class: "strong" }), ` ${view.timer.label}`] : []));
    draw(at("screen-message"), view.messages, () => view.messages.map((text) => make("p", {}, text)));
  }

  document.addEventListener("DOMContentLoaded", () => at("screen-main") && page.room.on(show));
})();
