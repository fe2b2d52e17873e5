// Speaks to the helpdesk around the frame by its own script: whose ticket it is, and how high we are.
import { wished } from "./frame.js";

const PATHS = ["ticket.id", "ticket.subject", "ticket.requester", "ticket.conversation", "ticket.via.channel", "currentUser"];
const NEWS = ["requester.id", "requester.email", "requester.name", "id", "subject", "conversation"];
const LOWEST = 320;
const HIGHEST = Math.min(900, Math.max(520, screen.availHeight - 300)); // What stands above and below a sidebar.

export const client = globalThis.ZAFClient?.init() || undefined;

const form = document.getElementById("said");
let [asked, high] = [0, 0];

function trouble(name) {
  for (const words of document.querySelectorAll("[data-trouble]")) words.hidden = words.dataset.trouble !== name;
}

// Only what differs from what was told before is sent: an agent who comes back finds all as it was.
async function read() {
  try {
    const { errors, ...got } = await client.get(PATHS);
    // What never came is given as an answer, too.
    if (!PATHS.some((path) => path in got)) throw new Error(got.message);
    const entries = got["ticket.conversation"];
    if (Array.isArray(entries)) got["ticket.conversation"] = entries.slice(-50);
    got["app.shops"] = (await client.metadata())?.settings?.shops ?? "";
    const said = JSON.stringify(got);
    trouble("");
    if (said === form.elements.said.value) return;
    form.elements.said.value = said;
    form.dispatchEvent(new CustomEvent("said", { bubbles: true }));
  } catch {
    trouble("silent");
    ask(3000); // Whoever is only slow is heard the next time.
  }
}

const ask = (wait) => (clearTimeout(asked), (asked = setTimeout(read, wait)));
const soon = () => ask(150); // Several things change at once when the requester does.

function resize() {
  const height = Math.min(HIGHEST, Math.max(LOWEST, wished()));
  if (Math.abs(height - high) <= 8) return;
  high = height;
  client.invoke("resize", { width: "100%", height: `${height}px` }).catch(() => (high = 0));
}

if (form && client) {
  addEventListener("load", read); // htmx listens by then.
  for (const name of NEWS) client.on(`ticket.${name}.changed`, soon);
  for (const name of ["app.registered", "app.activated", "ticket.updated", "ticket.submit.done"]) client.on(name, soon);
  new ResizeObserver(resize).observe(document.body);
  document.addEventListener("htmx:after:swap", () => requestAnimationFrame(resize));
} else if (form) {
  trouble(globalThis.ZAFClient ? "outside" : "missing");
}
