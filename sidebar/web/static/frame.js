// Tells the page around the frame how high the panel would like to be; nothing else is said to it.
const SCROLLERS = ".scroll, .side, .listed";

/** The height at which nothing would have to scroll. */
export function wished() {
  const shown = document.querySelectorAll("#panel, #around");
  const lacking = [...document.querySelectorAll(SCROLLERS)]
    .filter((place) => place.clientHeight > 0)
    .map((place) => [...place.children].reduce((sum, part) => sum + part.offsetHeight, 0) - place.clientHeight);
  return Math.ceil([...shown].reduce((sum, part) => sum + part.offsetHeight, 0) + Math.max(0, ...lacking));
}

// Browsers ignore autofocus inside another site's frame; each title or fault asks for it once.
document.addEventListener("htmx:after:swap", () => {
  for (const place of document.querySelectorAll(":is(#money, #life, #new-ticket, #forwarding, .look, .notices, .timeline) [autofocus]")) {
    place.removeAttribute("autofocus");
    place.focus();
  }
});

let told = 0;

function tell() {
  const height = wished();
  if (height > 0 && Math.abs(height - told) > 8) parent.postMessage({ comptoir: { height } }, "*");
  told = height;
}

// A helpdesk is told its own way (helpdesk.js).
if (parent !== window && !document.body.dataset.helpdesk) {
  addEventListener("load", tell);
  document.addEventListener("htmx:after:swap", () => requestAnimationFrame(tell));
}
