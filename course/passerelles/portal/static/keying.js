// A paper form being keyed in: saved a moment after each change; Enter goes on to the next field.
"use strict";
(() => {
  const form = document.getElementById("keying");
  if (!form) return;
  const portal = window.passerelles;
  const words = document.getElementById("words").dataset;
  const status = document.getElementById("status");
  let timer = 0;
  let working = false; // a save is under way
  let changed = false; // something was typed since the last save left
  let stopped = false; // the server said why it cannot be saved

  async function keep() {
    if (working || stopped || !changed) return;
    working = true;
    changed = false;
    status.textContent = words.saving;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("_do", "keep");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        credentials: "same-origin",
        headers: { "X-XSRFToken": portal.xsrf() }, // a hub asks for it on every request of a script
        body: fields,
      });
      const told = await answer.json();
      if (told.version) {
        form.elements._version.value = told.version;
        const time = new Date().toLocaleTimeString(portal.lang(), { hour: "2-digit", minute: "2-digit" });
        status.textContent = words.saved.replace("{time}", time);
      } else {
        stopped = changed = true; // what was typed stays on the page; the button tells it in full
        status.textContent = told.refusal;
      }
    } catch {
      changed = true;
      status.textContent = words.lost;
    }
    working = false;
    if (changed) wait();
  }

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  }

  form.addEventListener("input", () => {
    changed = true;
    stopped = false;
    wait();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  form.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key !== "Enter" || event.ctrlKey || !at.matches("input, select")) return;
    event.preventDefault();
    const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button")];
    // A group of rounds is one stop, as for the tabulator.
    const next = fields.slice(fields.indexOf(at) + 1).find((one) => one.type !== "radio" || one.name !== at.name);
    next?.focus();
  });
})();
