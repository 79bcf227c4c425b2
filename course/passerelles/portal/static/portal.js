// Every page: the language switch keeps the reader's place. Dashboards add what they need.
"use strict";
window.passerelles = {
  base: () => document.body.dataset.base,
  lang: () => document.body.dataset.lang,
  xsrf: () => (document.cookie.match(/(?:^|; )_xsrf=([^;]*)/) || [])[1] || "",

  /** POST JSON to the portal; resolves to the answer, rejects when the line is down. */
  async post(path, value) {
    const answer = await fetch(`${this.base()}api/${this.lang()}/${path}`, {
      method: "POST",
      credentials: "same-origin",
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-XSRFToken": this.xsrf() },
      body: JSON.stringify(value),
    });
    return answer.json();
  },
};

document.addEventListener("DOMContentLoaded", () => {
  const link = document.getElementById("language-switch");
  if (link) {
    const address = link.href;
    link.addEventListener("click", () => {
      const place = window.passerelles.here ? window.passerelles.here() : location.hash.slice(1);
      link.href = address + location.search + (place ? `#${place}` : "");
    });
  }
});
