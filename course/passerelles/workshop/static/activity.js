// A participant's page: what is open now, answered where one stands; the time, the team, a call for help.
"use strict";
(() => {
  const page = window.passerelles;
  const { word, make, draw, button, left } = page.tools;
  const { address, kinds } = page.forms;
  const { result } = page.results;
  let before = null;
  let opened = false;

  /** One activity: its question, the form or what was answered, then what came of it. */
  function activity(found, me) {
    const form = found.open && !me.gone ? kinds[found.kind](found) : status(found);
    return make(
      "article",
      { class: "room-activity", "data-asks": true, "data-activity": found.id },
      make("p", { class: "eyebrow" }, word(`board.kind.${found.kind}`)),
      make("h3", {}, found.question),
      form,
      result(found),
    );
  }

  function status(found) {
    if (found.kind === "simulator" || found.kind === "exercise") return kinds[found.kind](found);
    return make("p", { class: "quiet" }, word(found.mine ? "live.sent_closed" : "live.unsent"));
  }

  /** Everything that is going on, for the room's own page and for the fold at the bottom. */
  function everything(view) {
    const open = view.activities;
    const game = page.game ? page.game.panel(view) : null;
    const plan = view.plan;
    return [
      view.ended ? make("p", { class: "notice" }, word("live.over")) : null,
      plan && !view.ended ? make("div", { class: "room-item" }, make("h3", {}, plan.title), make("p", {}, plan.participants), plan.link ? make("p", {}, make("a", { href: address(plan.link) }, word("live.go"))) : null) : null,
      ...open.map((found) => activity(found, view.me)),
      game,
      view.comparison ? make("details", { id: "side-by-side" }, make("summary", {}, word("result.compare", { title: view.comparison.title })), page.charts.comparison(view.comparison)) : null,
      !open.length && !game && !plan ? make("p", { class: "quiet" }, word("live.nothing")) : null,
      view.choosing && view.teams.length ? teams(view) : null,
      view.team ? make("p", { class: "quiet" }, word("live.team_members", { names: view.team.members.join(", ") })) : null,
    ];
  }

  function teams(view) {
    const choice = make("select", { id: "my-team" }, view.teams.map((team) => make("option", { value: team.id, selected: team.id === view.team?.id }, team.name)));
    return make("div", { class: "room-form", "data-asks": true }, make("label", { for: "my-team" }, word("live.team_choose")), choice, button(word("live.team_choose"), () => ({ do: "choose-team", team: choice.value }), { id: "take-team" }));
  }

  function shownOf(view) {
    const { timer: _timer, messages: _messages, ...rest } = view;
    return rest;
  }

  /** The bar at the bottom of every page: what is open, the time left, help. */
  function dock() {
    const bar = make("section", { class: "room-dock", "aria-label": word("live.bar") });
    bar.append(make("div", { class: "room-fold", id: "room-fold", hidden: true }), make("div", { class: "room-line" }));
    document.body.append(bar);
    document.body.classList.add("with-dock");
    return bar;
  }

  function line(view) {
    const open = view.activities.find((found) => found.open);
    const playing = view.game?.open && view.game.own;
    const what = open ? open.question : playing ? `${word("game.title")}, ${word("game.round", { round: view.game.round }).toLowerCase()}` : view.plan?.title || word("live.now");
    const verb = playing && !open ? "live.play" : open && !open.link ? "live.answer" : "live.see";
    const label = opened ? "live.hide" : verb;
    const toggle = make("button", { type: "button", class: "button primary small", id: "room-toggle", "aria-expanded": String(opened), "aria-controls": "room-fold", onclick: () => fold(!opened) }, word(label));
    const up = view.me.hand;
    return [
      view.timer ? make("p", { class: "room-time" }, make("span", { class: "visually-hidden" }, `${word("live.time_left")} `), make("span", { "data-clock": true, class: "strong" })) : null,
      make("p", { class: "room-what" }, what),
      make("p", { class: "room-buttons" }, inline() ? null : toggle, view.ended ? null : button(word(up ? "live.hand_down" : "live.hand_up"), { do: "hand", up: !up }, { class: "button small", id: "room-hand", "aria-pressed": String(up) })),
    ];
  }

  function inline() {
    return Boolean(document.getElementById("room-activities"));
  }

  function fold(open) {
    opened = open;
    const inside = document.getElementById("room-fold");
    inside.hidden = !open;
    show(page.room.view);
    if (open) inside.querySelector("h3")?.focus({ preventScroll: true });
  }

  /** Say what has changed, once, where a screen reader hears it. */
  function news(view) {
    const lines = [];
    const last = view.messages.at(-1);
    if (last) lines.push(word("live.message", { text: last.text }));
    if (view.me.hand) lines.push(word("live.hand_waiting"));
    if (before) {
      const was = new Map(before.activities.map((found) => [found.id, found.open]));
      for (const found of view.activities) {
        if (found.open && !was.get(found.id)) lines.push(word("live.opened", { question: found.question }));
        else if (!found.open && was.get(found.id)) lines.push(word("live.closed", { question: found.question }));
      }
      if (view.game?.open && !before.game?.open) lines.push(word("live.round_opened", { round: view.game.round }));
      if (before.game?.open && view.game && !view.game.open) lines.push(word("live.round_closed", { round: view.game.round }));
    }
    if (view.ended) lines.push(word("live.over"));
    const region = document.getElementById("room-news");
    if (region) draw(region, lines, () => lines.map((text) => make("p", {}, text)));
    before = view;
  }

  let warned = null;
  function warn() {
    const timer = page.room.view?.timer;
    if (!timer || timer.ends === null) return;
    const seconds = left(timer);
    const mark = `${timer.ends}-${seconds <= 0 ? "up" : seconds <= 60 && timer.total > 90 ? "minute" : ""}`;
    if (mark.endsWith("-") || mark === warned) return;
    warned = mark;
    document.getElementById("room-news")?.append(make("p", {}, word(seconds <= 0 ? "live.up" : "live.minute")));
  }

  let bar = null;
  function show(view) {
    if (!view || view.role !== "person") return;
    bar ||= dock();
    draw(bar.querySelector(".room-line"), [view.activities.map((a) => [a.id, a.open]), view.game?.open, view.game?.round, view.plan, view.me.hand, view.ended, Boolean(view.timer), opened], () => line(view));
    const inside = document.getElementById("room-activities") || (opened ? document.getElementById("room-fold") : null);
    if (inside) draw(inside, shownOf(view), () => everything(view));
    news(view);
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!document.getElementById("room-words")) return;
    page.room.on(show);
    setInterval(warn, 1000);
  });
})();
