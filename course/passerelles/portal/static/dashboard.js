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
      if (answer.ok && !(await answer.json()).alive) again();
    } catch {
      // The line is still down: the next look will tell.
    }
  };
  // Begin again at the section one reads: its simulators are not there yet, so heights differ.
  const again = () => {
    const place = page.here?.();
    if (place) {
      history.scrollRestoration = "manual";
      history.replaceState(null, "", `#${place}`);
    }
    location.reload();
  };
  page.look = look;
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

  // Somebody else changed what is shared: the kernel takes it over, for these simulators or for all.
  let missed = [];
  page.refresh = (simulators) => missed.push(simulators);

  /** Called when the kernel has read the page: fill the rooms the reader comes near. */
  page.rooms = async (id) => {
    try {
      const model = await hub.model(id);
      page.refresh = (simulators) => model.send({ changed: simulators });
      missed.forEach(page.refresh);
      missed = [];
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

    for (const desk of document.querySelectorAll(".at-desk")) {
      desk.querySelector(".submit").addEventListener("click", () => handIn(desk));
      if ("waiting" in desk.dataset) result(desk, false);
    }
  });

  const words = () => document.getElementById("submit-words").dataset;
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  async function handIn(desk) {
    const button = desk.querySelector(".submit");
    const word = desk.querySelector(".submit-word");
    button.disabled = true;
    desk.asked = null;
    word.textContent = words().sending;
    try {
      // A field still being typed in is saved when it loses the focus.
      if (document.activeElement) document.activeElement.blur();
      await pause(0.4);
      const given = await page.post(`submit/${document.body.dataset.exercise}`, { desk: desk.dataset.desk });
      if (given.refusal) {
        word.textContent = given.refusal;
        return;
      }
      desk.querySelector(".desk-receipt").innerHTML = given.receipt;
      word.textContent = "";
    } catch {
      // The same answers handed in again give the same receipt: nothing is lost or counted twice.
      word.textContent = words().lost;
      return;
    } finally {
      button.disabled = false;
    }
    if ("graded" in desk.dataset) result(desk, true);
  }

  /** Ask for the result until it is there: what was handed in is graded whether somebody asks or not. */
  async function result(desk, focus) {
    const word = desk.querySelector(".submit-word");
    const asked = (desk.asked = {});
    const longest = Date.now() + 15 * 60 * 1000;
    word.textContent = words().grading;
    for (let wait = 1; Date.now() < longest; wait = Math.min(wait * 1.5, 15)) {
      let graded = null;
      try {
        graded = await page.post(`result/${document.body.dataset.exercise}`, { desk: desk.dataset.desk });
      } catch {
        graded = null;
      }
      if (desk.asked !== asked) return; // handed in again meanwhile
      if (graded && (graded.refusal || graded.graded)) {
        word.textContent = graded.refusal || "";
        if (!graded.result) return;
        const place = desk.querySelector(".desk-result");
        place.innerHTML = graded.result;
        if (focus) place.focus();
        return;
      }
      word.textContent = graded ? words().grading : words().offline;
      await pause(wait);
    }
    word.textContent = words().later;
  }
})();
