// The text being typed: saved as it is typed, before anything replaces it, and when the page goes.
import { recall, remember, send } from "./session.js";

const shelf = `comptoir-draft ${document.body.dataset.address ?? location.pathname}`;
let [edits, saved, sending] = [0, 0, 0];
export const composer = () => document.querySelector("form#composer");
export const isUnsaved = () => edits !== saved;

function say(word) {
  const place = composer()?.querySelector(".saved");
  if (place) place.textContent = word ? place.dataset[word] : "";
}

// What the counter could not take waits in this tab for a new launch.
const shelve = (text) => remember(shelf, text);

export async function flush() {
  const form = composer();
  if (!form || !isUnsaved()) return;
  const mine = edits;
  shelve(form.elements.body.value);
  const body = new URLSearchParams(new FormData(form));
  const answer = await send(form.dataset.draft, { method: "PUT", body });
  if (!answer?.ok) return;
  const version = (await answer.text()).match(/name="draft_version" value="(\d+)"/)?.[1];
  if (version) form.elements.draft_version.value = version;
  saved = mine;
  shelve("");
}

document.addEventListener("input", (event) => {
  if (event.target.form !== composer() || !composer()) return;
  edits += 1;
  say("");
});

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id === "pulse") ctx.request.body.set("unsaved", isUnsaved() ? "yes" : "no");
  if (ctx.sourceElement.id === "draft-saver") sending = edits;
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id !== "draft-saver") return;
  const isKept = ctx.response?.status === 200;
  if (isKept) saved = sending;
  shelve(isKept ? "" : composer()?.elements.body.value);
  say(isUnsaved() ? "unsaved" : "saved");
});

export function takeFromShelf() {
  const [text, box] = [recall(shelf), composer()?.elements.body];
  if (!text || !box || box.value) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
