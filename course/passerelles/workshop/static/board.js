// The trainer's board: what to do now on the left, who is where on the right.
"use strict";
(() => {
  const page = window.passerelles;
  const { word, make, draw, ask, button, left, untouch } = page.tools;
  const at = (id) => document.getElementById(id);

  /** A form of one line: fields, then a button that sends what `command` reads. */
  function form(id, fields, label, command, attributes = {}) {
    const go = make("button", { type: "submit", class: "button", id: `${id}-go` }, label);
    const made = make("form", { id, class: "board-form", "data-asks": true, ...attributes }, fields, make("p", {}, go));
    made.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await ask(command(made.elements), go)) {
        untouch(made);
        made.reset();
      }
    });
    return made;
  }

  function field(id, label, control) {
    control.id = id;
    control.name ||= id;
    return make("p", { class: "board-field" }, make("label", { for: id }, label), control);
  }

  function select(options, chosen) {
    return make("select", {}, options.map(([value, label]) => make("option", { value, selected: value === chosen }, label)));
  }

  function timer(view) {
    const found = view.timer;
    const label = found ? found.label || word("board.timer") : "";
    return [
      found ? make("p", { class: "board-time" }, make("span", { "data-clock": true, class: "strong" }), ` ${label}`) : make("p", { class: "quiet" }, word("board.timer_none")),
      make(
        "p",
        { class: "buttons" },
        found?.ends ? button(word("board.timer_pause"), { do: "timer-pause" }, { class: "button small", id: "timer-pause" }) : null,
        found && found.ends === null ? button(word("board.timer_resume"), { do: "timer-resume" }, { class: "button small", id: "timer-resume" }) : null,
        [1, 5].map((minutes) => button(word("board.timer_add", { minutes }), { do: "timer-add", seconds: minutes * 60 }, { class: "button small", id: `timer-add-${minutes}` })),
        found ? button(word("board.timer_stop"), { do: "timer-stop" }, { class: "button small", id: "timer-stop" }) : null,
      ),
      form("timer-new", field("timer-minutes", word("board.timer_minutes"), make("input", { type: "number", min: 1, max: 600, value: "5", required: true })), word("board.timer_start"), (fields) => ({ do: "timer-start", seconds: Number(fields["timer-minutes"].value) * 60, label: "" })),
    ];
  }

  function messages(view) {
    const teams = [["", word("board.say_all")], ...view.teams.map((team) => [team.id, team.name])];
    const names = Object.fromEntries(teams);
    return [
      form(
        "say",
        [field("say-to", word("board.say"), select(teams, "")), field("say-text", word("board.say_text"), make("input", { maxlength: 300, required: true, autocomplete: "off" }))],
        word("board.say_do"),
        (fields) => ({ do: "say", text: fields["say-text"].value, team: fields["say-to"].value || null }),
      ),
      make("ul", { class: "board-list" }, view.messages.slice(0, 6).map((said) => make("li", {}, make("span", {}, `${names[said.team || ""] || ""} · ${said.text}`), button("×", { do: "unsay", message: said.id }, { class: "button small", id: `unsay-${said.id}`, "aria-label": word("board.unsay", { text: said.text }) })))),
    ];
  }

  const SCREENS = ["auto", "welcome", "plan", "activity", "game", "comparison", "teams"];
  function screen(view) {
    const choice = select(SCREENS.map((name) => [name, word(`board.screen_${name}`)]), view.screen);
    choice.addEventListener("change", () => ask({ do: "screen", screen: choice.value }, choice));
    return field("screen-shows", word("board.screen_shows"), choice);
  }

  function end(view) {
    const { archive } = view;
    const megabytes = new Intl.NumberFormat(page.lang(), { maximumFractionDigits: 1 }).format(archive.size / 1e6);
    return [
      make("p", { class: "quiet" }, word(view.ended ? "board.over" : "board.end_note")),
      make("p", { class: "buttons" }, button(word(view.ended ? "board.end_undo" : "board.end_do"), { do: "end", ended: !view.ended }, { id: "end-do" }), archive.working ? null : button(word("board.archive"), { do: "archive" }, { id: "archive-do" })),
      make("p", { class: "quiet" }, word("board.archive_note")),
      archive.working ? make("p", { role: "status" }, word("board.archive_working", archive), " ", make("progress", { max: archive.total || 1, value: archive.done, "aria-label": word("board.archive") })) : null,
      archive.fault ? make("p", { class: "refusal", role: "alert" }, archive.fault) : null,
      archive.undone.length ? make("p", { class: "notice" }, word("board.archive_undone", { names: archive.undone.join(", ") })) : null,
      archive.name && !archive.working ? make("p", {}, make("a", { class: "button primary", id: "archive-take", href: `${page.base()}../room/${page.lang()}/archive/${archive.name}` }, word("board.archive_take", { size: megabytes }))) : null,
    ];
  }

  /** The words that change too often to be heard: the board tells the trainer little, and once. */
  let warned = null;
  function warn() {
    const found = page.room.view?.timer;
    if (!found || found.ends === null || left(found) > 0 || warned === found.ends) return;
    warned = found.ends;
    at("board-news").textContent = word("live.up");
  }

  function show(view) {
    if (view.role !== "trainer") return;
    at("board-notice").textContent = view.notice;
    at("board-notice").hidden = !view.notice;
    const { plan, items, change, activities, write, compare, game, people, hands, teams } = page.board;
    draw(at("board-timer"), view.timer, () => timer(view));
    draw(at("board-plan"), [view.plan, view.plans, view.activities.map((a) => [a.id, a.open]), view.game?.id, view.game?.round], () => plan(view));
    draw(at("board-items"), [view.plan?.items, view.plan?.place], () => [items(view), change(view)]);
    draw(at("board-activities"), view.activities, () => activities(view));
    draw(at("board-write"), view.catalogue, () => write(view));
    draw(at("board-compare"), [view.comparison, view.catalogue], () => compare(view));
    draw(at("board-game"), [view.game, view.teams.length], () => game(view));
    draw(at("board-hands"), [view.hands, view.people.map((one) => [one.name, one.team])], () => hands(view));
    draw(at("board-people"), [view.people, view.teams], () => people(view));
    draw(at("board-teams"), [view.teams, view.choosing], () => teams(view));
    draw(at("board-messages"), [view.messages, view.teams], () => messages(view));
    draw(at("board-screen"), view.screen, () => screen(view));
    draw(at("board-end"), [view.ended, view.archive], () => end(view));
  }

  page.board = { form, field, select };
  document.addEventListener("DOMContentLoaded", () => {
    if (!at("board-plan")) return;
    page.room.on(show);
    setInterval(warn, 1000);
  });
})();
