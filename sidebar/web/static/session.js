// Keeps the panel token in a variable (and in this tab's own memory, for a reload), never in a cookie.
const memory = "comptoir-token";
let token = document.body.dataset.token ?? "";

if (token) {
  delete document.body.dataset.token;
  history.replaceState(null, "", document.body.dataset.address);
  remember();
} else {
  token = recall();
}

function remember() {
  try {
    sessionStorage.setItem(memory, token);
  } catch {
    // A browser that forbids storage in frames loses only the reload.
  }
}

function recall() {
  try {
    return sessionStorage.getItem(memory) ?? "";
  } catch {
    return "";
  }
}

/** Sends a request with the bearer, and survives the page being closed. */
export function send(address, options) {
  const headers = { Authorization: `Bearer ${token}`, "HX-Request": "true" };
  // Nobody is left to be told when the page is going away.
  return fetch(address, { keepalive: true, ...options, headers }).catch(() => undefined);
}

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers.Authorization = `Bearer ${token}`;
});

document.addEventListener("htmx:before:response", (event) => {
  const fresh = event.detail.ctx.response.headers.get("Comptoir-Token");
  if (fresh) {
    token = fresh;
    remember();
  }
});
