// The text being typed: one ask id per message, saved as it is typed and when the page goes away.
import { send } from "./session.js";

let unsaved = false;

const composer = () => document.querySelector("form#composer");

function say(word) {
  const place = composer()?.querySelector(".saved");
  if (place) place.textContent = word ? place.dataset[word] : "";
}

function flush() {
  const form = composer();
  if (!form || !unsaved) return;
  unsaved = false;
  send(form.dataset.draft, { method: "PUT", body: new URLSearchParams(new FormData(form)) });
}

document.addEventListener("input", (event) => {
  if (event.target.form !== composer() || event.target.name !== "body") return;
  unsaved = true;
  say("");
});

document.addEventListener("htmx:config:request", (event) => {
  const form = composer();
  const { request, sourceElement } = event.detail.ctx;
  if (form && sourceElement.id === "pulse") request.body.set("unsaved", unsaved ? "yes" : "no");
  if (!form || sourceElement !== form) return;
  const ask = form.elements.ask_id;
  ask.value ||= crypto.getRandomValues(new Uint32Array(4)).join("-");
  request.body.set("ask_id", ask.value);
});

document.addEventListener("htmx:after:request", (event) => {
  const { response, sourceElement } = event.detail.ctx;
  if (sourceElement.id !== "body") return;
  unsaved = !response?.raw?.ok && !response?.ok && response?.status !== 200;
  say(unsaved ? "unsaved" : "saved");
});

document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx?.sourceElement?.id === "body") say("unsaved");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (event.target.id !== "body") return;
  event.preventDefault();
  composer().requestSubmit(composer().querySelector(".send"));
});

document.addEventListener("visibilitychange", () => document.hidden && flush());
addEventListener("pagehide", flush);
