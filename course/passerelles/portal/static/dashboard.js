// A page with a kernel: rooms are filled as one comes near, progress is noted, work is handed in.
"use strict";
(() => {
  const NEAR = 800; // pixels below or above the window within which a room begins to be filled
  const page = window.passerelles;
  let kernelId = null;
  let hub = null;

  /** Called as soon as there is a kernel: it serves this page, and ends when the page is left. */
  page.kernel = (id) => {
    kernelId = id;
    hub = new page.Hub(id, () => setTimeout(look, 1000));
    // The browser itself goes to the place in the address only when the whole page has come.
    if (location.hash && !scrollY) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView({ behavior: "instant" });
    near(".simulator-room", () => want("link", { rel: "preload", as: "script", href: document.body.dataset.charts }));
  };
  addEventListener("pagehide", () => {
    if (kernelId) navigator.sendBeacon(`${page.base()}api/session/${kernelId}?_xsrf=${page.xsrf()}`);
    kernelId = null;
    hub?.line.end();
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

  /** Called when the kernel has read the page: fill the rooms the reader comes near. */
  page.rooms = async (id) => {
    try {
      const model = await hub.model(id);
      const filled = new Set();
      const fill = () => {
        for (const [cell, shown] of Object.entries(model.get("shown"))) {
          if (filled.has(cell)) continue;
          filled.add(cell);
          const room = document.querySelector(`.room[data-cell="${CSS.escape(cell)}"]`);
          if (room) settle(room, shown).catch((fault) => (console.error(fault), say(room)));
        }
      };
      model.on("change:shown", fill);
      near(".room[data-cell]", (rooms) => {
        model.set("near", [...model.get("near"), ...rooms.map((room) => room.dataset.cell)]);
        model.save_changes();
        if (rooms.some((room) => room.dataset.room === "simulator")) {
          // After the message to the kernel has left: reading it keeps the page busy.
          setTimeout(() => want("script", { src: document.body.dataset.charts, async: true }));
        }
      });
    } catch (fault) {
      console.error(fault);
      page.failed();
    }
  };

  /** Call `come` once with each element the reader comes near; with all of them before printing. */
  function near(selector, come) {
    const waiting = new Set(document.querySelectorAll(selector));
    const take = (elements) => {
      const fresh = elements.filter((element) => waiting.delete(element));
      fresh.forEach((element) => watch.unobserve(element));
      if (fresh.length) come(fresh);
    };
    const watch = new IntersectionObserver(
      (seen) => take(seen.filter((one) => one.isIntersecting).map((one) => one.target)),
      { rootMargin: `${NEAR}px 0px` },
    );
    // What is near already need not wait until the page has been painted.
    take([...waiting].filter(isNear));
    waiting.forEach((element) => watch.observe(element));
    addEventListener("beforeprint", () => take([...waiting]));
  }

  function isNear(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > -NEAR && top < innerHeight + NEAR;
  }

  async function part({ widget, html, text }) {
    if (widget) return (await hub.view(widget)).el;
    // The course's own cells wrote it; what a learner entered comes in widgets, as text.
    if (html) return document.createRange().createContextualFragment(html);
    return Object.assign(document.createElement("pre"), { textContent: text });
  }

  /** Put what a cell shows into its room. */
  async function settle(room, shown) {
    if (shown.some((item) => item.failed)) return say(room);
    if (!shown.length) return undefined;
    const place = document.createElement("div");
    place.className = "arrived";
    place.append(...(await Promise.all(shown.map(part))));
    room.append(place);
    // The standing text leaves when the widget has drawn itself, so the page never jumps.
    const drawn = () => {
      if (!place.querySelector("input, select, textarea, button, svg, p, .psl-panel")) return;
      seen.disconnect();
      room.querySelector(".standing")?.remove();
      room.classList.add("here");
    };
    const seen = new MutationObserver(drawn);
    seen.observe(place, { childList: true, subtree: true });
    drawn();
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

  // A megabyte of plotly travels while the line to the kernel opens, and is read while the kernel
  // builds the simulator that will need it.
  const asked = new Set();
  const want = (tag, how) => {
    if (asked.has(tag)) return;
    asked.add(tag);
    document.head.append(Object.assign(document.createElement(tag), how));
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
