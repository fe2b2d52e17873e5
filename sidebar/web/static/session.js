// Who asks: the panel token, in a variable (and this tab's memory); in a host's page, the host's proof.
const own = "comptoir-token";
const { kept, language, address } = document.body.dataset;
const isVouchedFor = kept !== undefined;
let token = isVouchedFor ? "" : document.body.dataset.token ?? recall(own) ?? "";

if (isVouchedFor) here(address ?? location.pathname);
else if (document.body.dataset.token) {
  delete document.body.dataset.token;
  here(address);
  remember(own, token);
}

/** Writes where we are; of what a host said in the address only what proves nothing stays. */
export function here(path) {
  // Beside a helpdesk's ticket the address is the launch's own: its script reads from it.
  if (document.body.dataset.helpdesk) return;
  const said = new URLSearchParams(isVouchedFor ? location.search : "");
  for (const name of [...said.keys()]) if (!kept.split(" ").includes(name)) said.delete(name);
  if (isVouchedFor) said.set(language, document.documentElement.lang);
  const wanted = said.size ? `${path}${path.includes("?") ? "&" : "?"}${said}` : path;
  if (wanted !== location.pathname + location.search) history.replaceState(null, "", wanted);
}

/** Keeps a text for a reload of this tab. A browser that forbids it in frames loses only the reload. */
export function remember(name, text) {
  try {
    text ? sessionStorage.setItem(name, text) : sessionStorage.removeItem(name);
  } catch {}
}

/** What this tab kept, if anything. */
export function recall(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {}
}

// A host adds its proof to whatever we ask, and takes care of one that has ended.
export const proof = () =>
  isVouchedFor ? { "Comptoir-Language": document.documentElement.lang } : { Authorization: `Bearer ${token}` };

/** Sends a request with the bearer, and survives the page being closed. */
export function send(address, options) {
  const headers = { ...proof(), "HX-Request": "true" };
  // Nobody is left to be told when the page is going away.
  return fetch(address, { keepalive: true, ...options, headers }).catch(() => undefined);
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => Object.assign(ctx.request.headers, proof()));

document.addEventListener("htmx:before:response", (event) => {
  const fresh = event.detail.ctx.response.headers.get("Comptoir-Token");
  if (fresh) {
    token = fresh;
    remember(own, token);
  }
});
