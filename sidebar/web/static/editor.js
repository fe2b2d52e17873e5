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
    tell("trouble", "");
    const { errors, ...got } = await client.get([...PATHS, "comment.useRichText", "currentUser"]);
    const said = JSON.stringify({ ...got, "ticket.conversation": got["ticket.conversation"]?.slice?.(-50) });
    const isSame = context.elements.said.value === said;
    context.elements.said.value = said;
    (isSame ? document.getElementById("wanted") : context)?.requestSubmit();
  } catch {
    tell("trouble", "silent");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-put]");
  if (event.target.closest(".rich a")) event.preventDefault();
  if (!button) return;
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
