// The line to a page's kernel: Jupyter's messages over one websocket, taken up again when it drops.
// Messages: https://jupyter-client.readthedocs.io/en/stable/messaging.html
"use strict";
(() => {
  const page = window.passerelles;
  const VERSION = "5.3"; // of Jupyter's messages
  const WIDGETS = "2.1.0"; // of the widgets' protocol
  const FIRST_WAIT = 500;
  const LONGEST_WAIT = 15000;

  // `crypto.randomUUID` is withheld from pages served over plain HTTP, as in a training room.
  const name = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  page.Line = class {
    /** `heard(type, content, parent)` takes each message; `lost()` and `back()` tell of a dropped line. */
    constructor(kernel, { heard, lost, back }) {
      Object.assign(this, { heard, lost, back, session: name(), outbox: [], wait: FIRST_WAIT, ended: false });
      const address = new URL(`${page.base()}../api/kernels/${kernel}/channels`, location.href);
      address.protocol = address.protocol.replace("http", "ws");
      // The same session each time: the server hands over what was said while the line was down.
      address.searchParams.set("session_id", this.session);
      this.address = address;
      this.connect();
      addEventListener("online", () => this.again(0));
    }

    connect() {
      clearTimeout(this.timer);
      const socket = (this.socket = new WebSocket(this.address));
      let opened = false;
      socket.onopen = () => {
        const first = !this.known;
        opened = this.known = true;
        this.wait = FIRST_WAIT;
        for (const text of this.outbox.splice(0)) socket.send(text);
        if (!first) this.back();
      };
      socket.onmessage = ({ data }) => {
        // Only messages with binary parts come as anything but text; the course's widgets have none.
        if (typeof data !== "string") return;
        const { msg_type: type, content, parent_header: parent } = JSON.parse(data);
        this.heard(type, content, parent?.msg_id);
      };
      socket.onclose = () => {
        if (this.ended || this.socket !== socket) return;
        if (opened) this.lost();
        this.again(this.wait);
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
      };
    }

    again(after) {
      if (this.ended || this.socket.readyState <= WebSocket.OPEN) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.connect(), after);
    }

    get open() {
      return this.socket.readyState === WebSocket.OPEN;
    }

    /** Send now, or as soon as the line is there; return the message's name. */
    send(type, content, version = WIDGETS) {
      const id = name();
      const header = { msg_id: id, session: this.session, username: "", msg_type: type, version: VERSION, date: new Date().toISOString() };
      const text = JSON.stringify({ header, parent_header: {}, metadata: { version }, content, buffers: [], channel: "shell" });
      if (this.open) this.socket.send(text);
      else this.outbox.push(text);
      return id;
    }

    end() {
      this.ended = true;
      clearTimeout(this.timer);
      this.socket.close();
    }
  };

  page.newName = name;
})();
