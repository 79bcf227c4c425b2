// The hub's pages work without this; with it passwords can be shown and a starting course opens by itself.
"use strict";

for (const line of document.querySelectorAll(".show-password")) {
  line.hidden = false;
  const fields = line.closest("form").querySelectorAll('input[type="password"]');
  line.querySelector("input").addEventListener("change", (event) => {
    for (const field of fields) field.type = event.target.checked ? "text" : "password";
  });
}

const starting = document.getElementById("starting");
if (starting) {
  const events = new EventSource(starting.dataset.progress);
  events.onmessage = (message) => {
    const said = JSON.parse(message.data);
    if (said.failed) {
      events.close();
      starting.textContent = starting.dataset.failed;
    } else if (said.ready) {
      events.close();
      window.location.reload();
    }
  };
}
