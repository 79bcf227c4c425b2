// The line between a page and the training room: views come, commands go, a team's changes are told.
// What was asked and not answered is asked again when the line is back.
"use strict";
(() => {
  const page = window.passerelles;
  const FIRST_WAIT = 500;
  const LONGEST_WAIT = 8000;
  const AT_EVERY = 2000; // milliseconds between two words on where one reads
  const JUMP = 1500; // milliseconds by which calendar and counter may drift apart between two looks
  const name = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  class Room {
    constructor() {
      Object.assign(this, { view: null, lost: false, heard: [], asked: new Map(), wait: FIRST_WAIT, ahead: 0, boot: null, over: false });
    }

    /** Call `heard(view)` now, if there is one, and at each change. */
    on(heard) {
      this.heard.push(heard);
      if (this.view) heard(this.view);
    }

    /** The server's time in milliseconds. */
    now() {
      return Date.now() + this.ahead;
    }

    /** Send a command; resolves to `{}` or `{refusal}`, however long the line takes. */
    send(command) {
      return new Promise((done) => {
        const n = name();
        this.asked.set(n, { text: JSON.stringify({ ...command, n }), done });
        this.say(this.asked.get(n).text);
      });
    }

    say(text) {
      if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(text);
    }

    connect(as) {
      this.as = as;
      clearTimeout(this.timer);
      const address = new URL(`${page.base()}../room/line`, location.href);
      address.protocol = address.protocol.replace("http", "ws");
      address.searchParams.set("lang", page.lang());
      if (as) address.searchParams.set("as", as);
      const socket = (this.socket = new WebSocket(address));
      socket.onmessage = ({ data }) => this.take(JSON.parse(data));
      socket.onclose = () => {
        if (this.over || this.socket !== socket) return;
        this.mark(true);
        this.again(this.wait);
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
      };
    }

    again(after) {
      if (this.over || this.socket.readyState <= WebSocket.OPEN) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.connect(this.as), after);
    }

    /** Take the line up anew, and with it the room's time; the old one may be dead without knowing. */
    anew() {
      if (this.over) return;
      const old = this.socket;
      this.connect(this.as);
      old.close();
    }

    take(message) {
      if (message.boot) this.begin(message.boot);
      if (message.view) {
        this.ahead = message.now * 1000 - Date.now();
        this.view = message.view;
        for (const heard of this.heard) heard(this.view);
      }
      if (message.answer) {
        this.asked.get(message.answer)?.done("refusal" in message ? { refusal: message.refusal } : {});
        this.asked.delete(message.answer);
      }
      if (message.changed) changed(message.changed);
      if (message.leave) this.leave(message.leave);
    }

    begin(boot) {
      const again = this.boot !== null;
      const restarted = again && this.boot !== boot;
      this.boot = boot;
      this.wait = FIRST_WAIT;
      this.mark(false);
      for (const [n, { text, done }] of this.asked) {
        // A trainer's "next" done twice would be one step too many: after a restart nobody knows.
        if (restarted && this.as) {
          this.asked.delete(n);
          done({ refusal: document.getElementById("room-unsure")?.innerHTML || "" });
        } else this.say(text);
      }
      tell();
      // The kernel of this page went with the server that held it.
      if (restarted && page.look) page.look();
      if (again) changed({ simulators: null, dossier: -1 });
    }

    mark(lost) {
      this.lost = lost;
      const words = document.getElementById("room-lost");
      if (words) words.hidden = !lost;
    }

    leave(why) {
      this.over = true;
      this.socket.close();
      if (why === "gone") location.href = `${page.base()}..`;
      else location.reload();
    }
  }

  /** Show what somebody of the team has changed: values at once, the dossier without losing a word. */
  function changed({ simulators, dossier }) {
    if (simulators !== undefined) page.refresh?.(simulators);
    if (dossier === undefined) return;
    const shown = document.querySelector('main input[name="revision"]');
    if (!shown || Number(shown.value) === dossier) return;
    if (dossier < 0) return;
    if (!typing()) location.reload();
    else document.getElementById("room-changed").hidden = false;
  }

  function typing() {
    const active = document.activeElement;
    if (active && active.matches("main input:not([type=hidden]), main textarea, main select")) return true;
    const fields = document.querySelectorAll("main textarea, main input:not([type=hidden], [type=checkbox], [type=radio], [type=file])");
    return [...fields].some((field) => field.value !== field.defaultValue);
  }

  let at = "";
  function tell() {
    const { module, exercise } = document.body.dataset;
    const section = page.here?.();
    const plain = location.pathname.split("/passerelles/")[1]?.split("/")[1] || "home";
    const place = module ? { module, ...(section && { section }) } : exercise ? { exercise } : { page: PAGES[plain] || "home" };
    const text = JSON.stringify({ at: place });
    if (document.hidden || text === at) return;
    at = text;
    room.say(text);
  }
  // The calendar runs ahead of the page's own counter when the device has slept, and leaps when its
  // clock is set: countdowns would be wrong, and a line may be dead without anybody having said so.
  const drift = () => Date.now() - performance.now();
  let drifted = drift();
  function look() {
    const before = drifted;
    drifted = drift();
    if (Math.abs(drifted - before) > JUMP) room.anew();
  }
  const PAGES = { dossier: "dossier", exercises: "exercises", reference: "reference", glossary: "glossary" };

  const room = (page.room = new Room());
  addEventListener("online", () => room.socket && room.again(0));
  document.addEventListener("visibilitychange", () => !document.hidden && room.socket && (room.again(0), tell()));
  addEventListener("pagehide", () => {
    room.over = true;
    room.socket?.close();
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("DOMContentLoaded", () => {
    const { roomAs } = document.body.dataset;
    if (!roomAs && !document.querySelector(".room-bar")) return;
    room.connect(roomAs || "");
    setInterval(tell, AT_EVERY);
    setInterval(look, AT_EVERY);
  });
})();
