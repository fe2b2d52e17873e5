// Whether scripts come: a host's by loading it, ours without being run.
let forbidden = "";
addEventListener("securitypolicyviolation", ({ blockedURI }) => (forbidden = blockedURI));
export const after = (ms, outcome) => new Promise((end) => setTimeout(end, ms, outcome));

export async function loaded(address, it = Object.assign(document.createElement("script"), { src: address })) {
  const ended = new Promise((end) => Object.assign(it, { onload: () => end("fine"), onerror: () => end("blocked") }));
  document.head.append(it);
  const outcome = await Promise.race([ended, after(8000, "slow")]);
  return outcome === "blocked" && forbidden.startsWith(address) ? "policy" : outcome;
}

/** The address of a script that does not come; empty for one that does. */
export async function missing(address) {
  // As what filters take for a script; a login page says what it is.
  const it = Object.assign(document.createElement("link"), { rel: "preload", as: "script", href: address });
  const comes = fetch(address, { signal: AbortSignal.timeout(8000) }).then(({ ok, headers }) => ok && /javascript/.test(headers.get("Content-Type"))).catch(() => false);
  return (await loaded(address, it)) === "fine" && (await comes) ? "" : address;
}
