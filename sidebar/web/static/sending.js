// Sending: one id a message, nothing typed into a text that is leaving, nothing left behind unsaved.
import { composer, flush, isUnsaved, takeFromShelf } from "./draft.js";

const OWN = ["composer", "pulse", "draft-saver"];

function mint() {
  const ask = composer()?.elements.ask_id;
  if (ask) ask.value ||= crypto.getRandomValues(new Uint32Array(4)).join("-");
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "body") return;
  mint();
  // The first letter is told to whoever else is on this ticket.
  if (event.target.value.length === 1) window.htmx.trigger("#pulse", "pulse");
});

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id !== "composer") return;
  mint();
  ctx.request.body.set("ask_id", composer().elements.ask_id.value);
  composer().elements.body.readOnly = true;
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id === "composer" && composer()) composer().elements.body.readOnly = false;
});

// Whatever replaces the panel waits for the text to be kept first.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (OWN.includes(ctx.sourceElement.id) || !isUnsaved()) return;
  ctx.fetch = (...asked) => flush().then(() => window.fetch(...asked));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (event.target.id !== "body") return;
  event.preventDefault();
  composer().requestSubmit(composer().querySelector(".send"));
});

document.addEventListener("visibilitychange", () => document.hidden && flush());
addEventListener("pagehide", flush);
addEventListener("load", takeFromShelf);
