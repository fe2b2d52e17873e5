// Reads the ticket for the page over its answer, and puts texts where the answer's cursor is.
import { client } from "./helpdesk.js";
import { send } from "./session.js";

const PATHS = "id subject requester conversation via.channel editor.targetChannel".split(" ").map((name) => `ticket.${name}`);
const context = document.getElementById("context");

function tell(kind, name) {
  for (const words of document.querySelectorAll(`[data-${kind}]`)) words.hidden = words.dataset[kind] !== name;
}

// The same ticket as before has the same orders; what was done with them meanwhile is read anew.
async function read() {
  try {
    const { errors, ...got } = await client.get([...PATHS, "comment.useRichText", "currentUser"]);
    tell("trouble", "");
    const said = JSON.stringify({ ...got, "ticket.conversation": got["ticket.conversation"]?.slice?.(-50) });
    const isSame = context.elements.said.value === said;
    context.elements.said.value = said;
    (isSame ? document.getElementById("wanted") : context)?.requestSubmit();
  } catch {
    tell("trouble", "silent");
    setTimeout(read, 3000); // As beside the ticket: whoever is only slow is heard the next time.
  }
}

// What was typed last may not be in the text yet: who presses before it is waits for it.
let [typed, shown, isWished] = [0, 0, false];
document.addEventListener("input", ({ target }) => target.closest("#wanted") && ((typed += 1), (isWished = false)));
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => (ctx.typed = typed));
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  shown = ctx.typed ?? shown;
  if (isWished && shown === typed) isWished = document.getElementById("put")?.click();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-put]");
  if (event.target.closest(".rich a")) event.preventDefault();
  if (!button || ((isWished = shown !== typed) && (document.getElementById("wanted").requestSubmit(), true))) return;
  try {
    await client.invoke("ticket.editor.insert", button.dataset.put);
    tell("tell", "done");
    if (button.dataset.used) send(button.dataset.used, { method: "POST", body: new FormData(button.form) });
    client.invoke("app.close").catch(() => undefined);
  } catch {
    tell("tell", "failed");
    document.getElementById("copy").select();
  }
});

if (client) {
  addEventListener("load", read); // What submits a form before that is heard by nobody.
  for (const name of ["ticket.requester.id.changed", "ticket.editor.targetChannel.changed", "pane.activated"]) client.on(name, read);
  client.invoke("resize", { width: "480px", height: "320px" }).catch(() => undefined);
} else tell("trouble", globalThis.ZAFClient ? "outside" : "missing");
