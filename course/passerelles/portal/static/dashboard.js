// A page with a kernel: outputs settle into their rooms, progress is noted, work is handed in.
"use strict";
(() => {
  const page = window.passerelles;
  let kernelId = null;

  /** Called by the page's tail: the kernel that serves it, ended when the page is left. */
  page.kernel = (id) => {
    kernelId = id;
  };
  addEventListener("pagehide", () => {
    if (kernelId) navigator.sendBeacon(`${page.base()}api/session/${kernelId}?_xsrf=${page.xsrf()}`);
    kernelId = null;
  });
  // A locked phone or a dead line may have cost the page its kernel. Everything entered is kept,
  // so the page begins again where it stands, as soon as someone looks at it.
  const look = async () => {
    if (!kernelId || document.hidden) return;
    try {
      const answer = await fetch(`${page.base()}api/session/${kernelId}`, { credentials: "same-origin" });
      if (answer.ok && !(await answer.json()).alive) location.reload();
    } catch {
      // The line is still down: the next look will tell.
    }
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  setInterval(look, 20000);
  // A page taken from the browser's back-forward store has lost its kernel: begin again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  const say = (room, which = "failed-words") => {
    const words = document.getElementById(which).content.cloneNode(true);
    const standing = room.querySelector(".standing") || room;
    const waiting = room.querySelector(".standing-word");
    if (waiting) waiting.remove();
    standing.append(words);
  };

  /** Called when the outputs have arrived: move each into the room kept for it. */
  page.settle = () => {
    document.querySelectorAll(".arrival[data-cell]").forEach(settleOne);
  };

  function settleOne(arrival) {
    const room = document.querySelector(`.room[data-cell="${CSS.escape(arrival.dataset.cell)}"]`);
    if (!room) return;
    if (arrival.querySelector("[data-failed]")) {
      say(room);
      return;
    }
    const place = document.createElement("div");
    place.className = "arrived";
    while (arrival.firstChild) place.append(arrival.firstChild);
    arrival.remove();
    if (!place.childElementCount) return;
    room.append(place);
    // The standing text leaves when the widget has drawn itself, so the page never jumps.
    const standing = room.querySelector(".standing");
    const drawn = new MutationObserver(() => {
      if (!place.querySelector("input, select, textarea, button, svg, p, .psl-panel")) return;
      drawn.disconnect();
      if (standing) standing.remove();
      room.classList.add("here");
    });
    drawn.observe(place, { childList: true, subtree: true });
  }

  /** Called when the machine holds as many pages as it can: say so and try again alone. */
  page.full = () => {
    document.querySelectorAll(".room .standing").forEach((standing) => say(standing.parentElement, "full-words"));
    setTimeout(() => location.reload(), 15000 + Math.random() * 15000);
  };

  /** Called when no kernel could be had: every room still waiting says so. */
  page.failed = () => {
    document.querySelectorAll(".room:not(.here)").forEach((room) => {
      if (!room.querySelector("[role=alert]") && room.querySelector(".standing")) say(room);
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    page.here = () => (current ? current : location.hash.slice(1));
    let current = null;
    const { module, sections } = document.body.dataset;
    const known = new Set((sections || "").split(" ").filter(Boolean));
    const waiting = new Set();
    let timer = null;
    const note = () => {
      timer = null;
      if (!module || (!waiting.size && !current)) return;
      const seen = [...waiting];
      waiting.clear();
      const last = known.has(current) ? current : undefined;
      page.post(`progress/${module}`, { seen, last }).catch(() => seen.forEach((s) => waiting.add(s)));
    };
    const links = new Map([...document.querySelectorAll(".contents a")].map((a) => [a.hash.slice(1), a]));
    const watch = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          current = entry.target.id;
          if (!known.has(current) && module) continue;
          waiting.add(current);
          links.forEach((a, id) => (id === current ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current")));
        }
        timer = timer || setTimeout(note, 1500);
      },
      { rootMargin: "-20% 0px -60% 0px" },
    );
    document.querySelectorAll(".prose, .room").forEach((part) => watch.observe(part));
    if (innerWidth < 1024) document.querySelector(".contents details")?.removeAttribute("open");

    const submit = document.getElementById("submit");
    if (submit) submit.addEventListener("click", () => handIn(submit));
  });

  async function handIn(button) {
    const words = document.getElementById("submit-words").dataset;
    const word = document.getElementById("submit-word");
    const exercise = document.body.dataset.exercise;
    button.disabled = true;
    word.textContent = words.sending;
    try {
      // A field still being typed in is saved when it loses the focus.
      if (document.activeElement) document.activeElement.blur();
      await new Promise((done) => setTimeout(done, 400));
      const given = await page.post(`submit/${exercise}`, {});
      if (given.refusal) {
        word.textContent = given.refusal;
        return;
      }
      document.getElementById("receipt").innerHTML = given.receipt;
      word.textContent = "";
      if (!words.graded) return;
      word.textContent = words.grading;
      const graded = await page.post(`result/${exercise}`, {});
      word.textContent = graded.refusal || "";
      if (graded.result) {
        const result = document.getElementById("result");
        result.innerHTML = graded.result;
        result.focus();
      }
    } catch {
      word.textContent = words.lost;
    } finally {
      button.disabled = false;
    }
  }
})();
