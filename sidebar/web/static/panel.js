// The panel's own behaviours: tabs on narrow screens, notices put away, leaving said.
import { send } from "./session.js";

const panel = () => document.getElementById("panel");

function show(name) {
  panel().dataset.tab = name;
  for (const tab of panel().querySelectorAll("[data-tab]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.tab === name));
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("button[data-tab]");
  if (tab) show(tab.dataset.tab);
  if (event.target.closest("[data-dismiss]")) {
    document.getElementById("notice").replaceChildren();
    document.getElementById("body")?.focus();
  }
});

document.addEventListener("htmx:after:swap", () => {
  const here = panel();
  document.documentElement.lang = here?.lang || document.documentElement.lang;
  const address = here?.dataset.ticket;
  if (address && address !== location.pathname) history.replaceState(null, "", address);
});

// A lost connection or a time-out brings no answer to show: say so in the words of the page.
document.addEventListener("htmx:error", () => panel()?.classList.add("offline"));
document.addEventListener("htmx:before:response", () => panel()?.classList.remove("offline"));

addEventListener("pagehide", () => {
  const pulse = document.getElementById("pulse");
  if (pulse) send(pulse.dataset.leave, { method: "DELETE" });
});
