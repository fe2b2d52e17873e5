// Puts our tags on the host's ticket that is really open, and a note in its editor once asked to.
import { client } from "./helpdesk.js";
import { send } from "./session.js";

let [around, turn] = ["", Promise.resolve()];
// Where the host says nothing for too long its script does not fail: it answers with the failure.
async function ask(verb, path, ...told) {
  const answer = await client[verb](path, ...told);
  if (answer?.name === "TimeoutError") throw new Error(path);
  return answer?.[path];
}
// The host's own interface keeps a tag at once; the form shows it, and keeps it alone where that may not.
const kept = (data) => Promise.race([client.request({ url: `/api/v2/tickets/${around}/tags.json`, type: "PUT", contentType: "application/json", data }), new Promise((late) => setTimeout(late, 5000))]).catch(() => undefined);
// What fails stays waiting: the next answer brings it again. A tag that is there is not put twice.
async function tell() {
  around = String((await ask("get", "ticket.id")) ?? "");
  const news = document.getElementById("helpdesk-news");
  if (!news.elements.length || around !== news.dataset.ticket) return;
  const tags = new Set([...news.elements].map((one) => one.dataset.tag));
  await kept(JSON.stringify({ tags: [...tags] }));
  const lacking = tags.difference(new Set(await ask("get", "ticket.tags")));
  if (lacking.size) await ask("invoke", "ticket.tags.add", [...lacking]);
  if ((await send(news.dataset.told, { method: "POST", body: new FormData(news) }))?.ok) news.replaceChildren();
}
// Into an internal note or nowhere: what is for colleagues must not stand in an answer, nor after one begun.
async function put(note) {
  const begun = String((await ask("get", "ticket.comment.text")) ?? "").replace(/<(?!img)[^>]*>|&nbsp;|\u200b/gi, "");
  if (begun.trim()) return "begun";
  await ask("set", "ticket.comment.type", "internalNote");
  if ((await ask("get", "ticket.comment.type")) !== "internalNote") throw new Error("not internal");
  await ask("invoke", "ticket.comment.appendText", note.querySelector("pre").textContent);
  return "put";
}
for (const moment of ["DOMContentLoaded", "htmx:after:swap"]) document.addEventListener(moment, () => (turn = turn.then(tell).catch(() => undefined)));
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => Object.assign(ctx.request.headers, around && { "Comptoir-Host-Ticket": around }));
document.addEventListener("click", async ({ target }) => {
  const note = target.closest("[data-put-note]")?.closest(".host-note");
  const outcome = note && (await put(note).catch(() => "failed"));
  for (const words of note?.querySelectorAll("[data-outcome]") ?? []) words.hidden = words.dataset.outcome !== outcome;
  note?.querySelector("details").toggleAttribute("open", outcome !== "put");
});
