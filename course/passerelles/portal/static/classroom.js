// A grading run under way: shows how far it is, and the page again once it has ended.
"use strict";
(() => {
  const bar = document.getElementById("run-bar");
  if (!bar) return;
  const portal = window.passerelles;
  const label = document.querySelector("label[for=run-bar]");
  const words = label.textContent;
  const first = `${bar.value}`;
  async function look() {
    try {
      const answer = await fetch(`${portal.base()}api/${portal.lang()}/run`, {
        credentials: "same-origin",
        headers: { "X-XSRFToken": portal.xsrf() }, // a hub asks for it on every request of a script
      });
      const run = await answer.json();
      if (!run.running) {
        // Without the sentence about its start: what it came to is shown now.
        location.replace(location.pathname);
        return;
      }
      bar.max = Math.max(run.most, 1);
      bar.value = run.done;
      const numbers = [run.done, run.most];
      label.textContent = words.replace(/\d+/g, () => numbers.shift() ?? first);
    } catch {
      // The line is down: the run goes on without this page.
    }
    setTimeout(look, 1000);
  }
  setTimeout(look, 500);
})();
