// The panel's own behaviours: tabs on narrow screens, notices put away, lost connections, leaving.
import { here, send } from "./session.js";

const panel = () => document.getElementById("panel");
let unfolded = [];

function show(name) {
  panel().dataset.tab = name;
  for (const tab of panel().querySelectorAll("#tabs button")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.tab === name));
  }
}

const isOffline = (yes) => document.getElementById("offline")?.toggleAttribute("hidden", !yes);

document.addEventListener("click", (event) => {
  const tab = event.target.closest("button[data-tab]");
  if (tab) show(tab.dataset.tab);
  if (event.target.closest("[data-dismiss]")) {
    document.getElementById("notice").replaceChildren();
    document.getElementById("body")?.focus();
  }
});

// An order that was unfolded stays so when its list is read again, and is read again with it.
document.addEventListener("htmx:before:swap", () => {
  const open = document.querySelectorAll("#related details[open][id]");
  if (open.length) unfolded = [...open].map((order) => order.id);
});

document.addEventListener("htmx:after:swap", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  if (document.querySelector("#related details[id]")) unfolded = [];
  const shown = panel();
  document.documentElement.lang = shown?.lang || document.documentElement.lang;
  if (shown?.dataset.ticket) here(shown.dataset.ticket);
});

// A poll, or a part read by itself, that gets through says nothing of the act that did not.
document.addEventListener("htmx:error", ({ detail: { ctx } }) => isOffline(!ctx?.response));
document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.matches("button, select, form:not(#pulse)")) isOffline(false);
});

addEventListener("pagehide", () => {
  const pulse = document.getElementById("pulse");
  if (pulse) send(pulse.dataset.leave, { method: "DELETE" });
});
