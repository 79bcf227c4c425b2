// Hand grading: every change is saved at once, one request after the other; nothing is overwritten.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const marks = $("marks");
  if (!marks) return;
  const portal = window.passerelles;
  const words = $("words").dataset;
  const exercise = document.body.dataset.exercise;
  const question = document.body.dataset.question;
  const points = $("points");
  const comment = $("comment");
  let held = JSON.parse($("held").dataset.state);
  let comments = JSON.parse($("held").dataset.comments);
  let working = null; // the request under way
  let again = false; // something changed since it left
  let timer = 0;
  let failed = false;

  const radios = () => [...marks.querySelectorAll("input[type=radio]")];
  const criteria = new Set(radios().map((one) => one.dataset.criterion));
  const written = (number) => String(number).replace(".", portal.lang() === "fr" ? "," : ".");

  function read() {
    const levels = {};
    for (const one of radios()) if (one.checked) levels[one.dataset.criterion] = Number(one.value);
    const typed = points.value.trim().replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
    const number = typed === "" ? null : Number(typed);
    const wrong = number !== null && !(number >= 0 && number <= Number(points.dataset.most));
    points.setAttribute("aria-invalid", String(wrong));
    return wrong ? null : { levels, points: number, comment: comment.value };
  }

  function show(state) {
    held = state;
    const badge = document.querySelector(".standing-now");
    badge.dataset.state = state.state;
    badge.textContent = words[state.state];
    if ($("confirm")) $("confirm").hidden = state.state !== "review";
  }

  function fill(state) {
    for (const one of radios()) one.checked = state.levels[one.dataset.criterion] === Number(one.value);
    points.value = state.points === null ? "" : written(state.points);
    comment.value = state.comment;
    show(state);
  }

  async function send() {
    // Whoever grades decides first between the two marks.
    if (!$("conflict").hidden) return;
    const given = read();
    if (given === null) {
      failed = true;
      $("status").textContent = words.unread;
      return;
    }
    $("status").textContent = words.saving;
    const body = { ...given, question, copy: held.copy, version: held.version };
    let answer;
    try {
      answer = await portal.post(`grading/${exercise}`, body);
    } catch {
      failed = true;
      $("status").textContent = words.lost;
      return;
    }
    failed = !answer.saved;
    if (answer.saved) {
      show(answer.saved);
      // The server adds the levels up once every criterion has one.
      if (points.value.trim() === "" && answer.saved.points !== null) points.value = written(answer.saved.points);
      const open = criteria.size - Object.keys(answer.saved.levels).length;
      const part = answer.saved.points === null && open < criteria.size && open > 0;
      const time = new Date().toLocaleTimeString(portal.lang(), { hour: "2-digit", minute: "2-digit" });
      $("status").textContent = part ? words.part.replace("{left}", open) : words.saved.replace("{time}", time);
    } else if (answer.conflict) {
      const mark = answer.conflict.points === null ? words.noMark : words.theirs.replace("{points}", written(answer.conflict.points));
      $("status").textContent = "";
      $("theirs").textContent = `${mark} ${answer.conflict.comment}`;
      $("conflict").hidden = false;
      $("take-theirs").onclick = () => { failed = false; fill(answer.conflict); $("conflict").hidden = true; $("status").textContent = ""; };
      $("keep-mine").onclick = () => { held.version = answer.conflict.version; $("conflict").hidden = true; save(0); };
    } else {
      $("status").textContent = answer.refusal || words.lost;
    }
  }

  async function run() {
    clearTimeout(timer);
    timer = 0;
    if (working) {
      again = true;
      return working;
    }
    working = (async () => {
      do {
        again = false;
        await send();
      } while (again && $("conflict").hidden);
    })();
    await working;
    working = null;
  }

  function save(wait) {
    clearTimeout(timer);
    timer = setTimeout(run, wait);
  }

  /** Save what is still to be saved; tells whether everything is. */
  async function settled() {
    if (timer || again) await run();
    else if (working) await working;
    return !failed && $("conflict").hidden;
  }

  marks.addEventListener("submit", (event) => event.preventDefault());
  marks.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    const chosen = radios().filter((one) => one.checked);
    if (chosen.length === criteria.size) {
      points.value = written(chosen.reduce((sum, one) => sum + Number(one.dataset.points), 0));
    }
    save(0);
  });
  points.addEventListener("change", () => save(0));
  comment.addEventListener("input", () => save(700));
  comment.addEventListener("change", () => save(0));
  $("clear").addEventListener("click", () => {
    for (const one of radios()) one.checked = false;
    points.value = "";
    save(0);
  });
  if ($("confirm")) $("confirm").addEventListener("click", () => save(0));

  async function leave(link) {
    if (link && (await settled())) location.href = link.href;
  }
  for (const id of ["before", "after", "next-waiting"]) {
    const link = $(id);
    if (link) link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      leave(link);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    leave(event.shiftKey ? $("before") : $("next-waiting") || $("after"));
  });
  addEventListener("pagehide", () => { if (timer) run(); });

  // The comment bank. A remark goes into the learner's comment in the learner's language.
  let rewording = null;
  function button(label, remark, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "plain";
    made.textContent = label;
    made.setAttribute("aria-describedby", `remark-${remark.id}`);
    made.addEventListener("click", () => act(remark));
    return made;
  }
  function list() {
    const rows = comments.map((remark) => {
      const row = document.createElement("li");
      const text = document.createElement("p");
      text.id = `remark-${remark.id}`;
      text.dir = "auto";
      text.textContent = remark[portal.lang()];
      const buttons = document.createElement("div");
      buttons.className = "buttons";
      buttons.append(button(words.use, remark, use), button(words.edit, remark, reword), button(words.delete, remark, drop));
      row.append(text, buttons);
      return row;
    });
    if (!rows.length) {
      const row = document.createElement("li");
      row.textContent = words.empty;
      rows.push(row);
    }
    $("bank").replaceChildren(...rows);
  }
  function use(remark) {
    const before = comment.value.trimEnd();
    comment.value = (before ? `${before}\n` : "") + remark[marks.dataset.learner];
    save(0);
  }
  function reword(remark) {
    rewording = remark;
    $("remark-title").textContent = remark ? words.rewording : words.add;
    $("remark-fr").value = remark ? remark.fr : "";
    $("remark-en").value = remark ? remark.en : "";
    $("remark-where").hidden = Boolean(remark);
    $("remark-cancel").hidden = !remark;
    if (remark) $(`remark-${portal.lang()}`).focus();
  }
  async function change(body) {
    let answer;
    try {
      answer = await portal.post("comments", { ...body, question });
    } catch {
      answer = { refusal: words.lost };
    }
    $("remark-status").textContent = answer.refusal || "";
    if (!answer.comments) return false;
    comments = answer.comments;
    list();
    return true;
  }
  const drop = (remark) => change({ do: "delete", id: remark.id });
  $("remark").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = { fr: $("remark-fr").value, en: $("remark-en").value };
    const body = rewording
      ? { do: "edit", id: rewording.id, version: rewording.version, ...text }
      : { do: "add", here: $("remark-here").checked, ...text };
    if (await change(body)) reword(null);
  });
  $("remark-cancel").addEventListener("click", () => reword(null));
  list();

  // The language switch keeps the answer one is at.
  const link = $("language-switch");
  if (link) link.addEventListener("click", () => { link.href = `${link.href.split("?")[0]}?question=${question}&copy=${held.copy}`; });
})();
