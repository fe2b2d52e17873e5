// The admin around an app's frame: gives its pages proofs of who is signed in, and to nobody else.
const frame = document.querySelector("iframe[data-app]");
const toast = document.getElementById("toast");

const TOLD = {
  idToken: async () => (await fetch(frame.dataset.token, { method: "POST" })).text(),
  scopes: async ({ names }) =>
    (await fetch(frame.dataset.scopes, { method: "POST", body: new URLSearchParams({ names }) })).json(),
  toast: async ({ message }) => {
    toast.textContent = message;
    toast.hidden = false;
    setTimeout(() => (toast.hidden = true), 4000);
  },
};

addEventListener("message", async ({ source, origin, data }) => {
  const asked = data?.bridge;
  if (!frame || source !== frame.contentWindow || origin !== frame.dataset.app) return;
  if (!Object.hasOwn(TOLD, asked?.what ?? "")) return;
  // A page that is being left asks nobody any more; whoever waited goes with it.
  const answer = await TOLD[asked.what](asked).catch(() => undefined);
  if (answer !== undefined || asked.what === "toast") source?.postMessage({ bridge: { id: asked.id, answer } }, origin);
});

// A menu closes once something else is pressed, as menus do.
addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
