// A stand-in of the host's script: lends each request of the page a fresh proof, got from the admin.
(() => {
  const { origin: admin } = new URL(document.currentScript.src);
  const said = new URLSearchParams(location.search);
  const waiting = new Map();
  const plain = window.fetch.bind(window);
  const AGAIN = "X-Shopify-Retry-Invalid-Session-Request";

  function ask(what, more = {}) {
    const id = crypto.getRandomValues(new Uint32Array(2)).join("-");
    parent.postMessage({ bridge: { id, what, ...more } }, admin);
    return new Promise((resolve) => waiting.set(id, resolve));
  }

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== admin || !data?.bridge) return;
    waiting.get(data.bridge.id)?.(data.bridge.answer);
    waiting.delete(data.bridge.id);
  });

  const idToken = () => ask("idToken");

  async function vouched(request) {
    const headers = new Headers(request.headers);
    headers.set("Authorization", `Bearer ${await idToken()}`);
    return plain(new Request(request.clone(), { headers }));
  }

  window.fetch = async (...asked) => {
    const request = new Request(...asked);
    const isOurs = new URL(request.url).origin === location.origin;
    if (!isOurs || request.headers.has("Authorization")) return plain(...asked);
    const answer = await vouched(request);
    return answer.status === 401 && answer.headers.get(AGAIN) ? vouched(request) : answer;
  };

  window.shopify = {
    idToken,
    config: {
      apiKey: document.querySelector('meta[name="shopify-api-key"]')?.content ?? "",
      host: said.get("host") ?? "",
      shop: said.get("shop") ?? "",
      locale: said.get("locale") ?? "en",
    },
    scopes: { request: (names) => ask("scopes", { names }) },
    toast: { show: (message) => void ask("toast", { message }) },
  };

  // A page that came without a proof, or with one too old, is asked for again with a new one.
  async function reload(path) {
    const wanted = new URL(path, location.origin);
    if (wanted.origin !== location.origin) return;
    wanted.searchParams.set("id_token", await idToken());
    location.replace(wanted);
  }

  if (parent !== window && said.has("shopify-reload")) reload(said.get("shopify-reload"));
})();
