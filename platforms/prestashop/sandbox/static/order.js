// Opens the ticket in the modal on a plain click; any other click keeps the link's own meaning.
// The dialog element itself closes on Escape, holds the focus and gives it back.
const dialog = document.getElementById("ticket");
const button = document.querySelector("[data-ticket]");
const frame = dialog?.querySelector("iframe");
const LEAST = 360;

const isPlain = (event) =>
  event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

button?.addEventListener("click", (event) => {
  if (!isPlain(event)) return;
  event.preventDefault();
  // Each opening is a launch of its own: the token lives for a minute and works once.
  frame.src = button.href;
  dialog.showModal();
});

dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());

dialog?.querySelector(".whole-page").addEventListener("click", () => dialog.close());

// Replaced, not navigated: the panel must leave nothing in the page's history.
dialog?.addEventListener("close", () => {
  frame.contentWindow.location.replace("about:blank");
  dialog.style.blockSize = "";
});

// The modal is as high as the panel in it says, within the window; on a narrow one it fills it.
const follow = (height) => {
  const around = dialog.offsetHeight - frame.offsetHeight;
  const most = window.innerHeight - 48;
  const isNarrow = window.matchMedia("(max-width: 700px)").matches;
  const told = Math.min(most, Math.max(LEAST, Math.ceil(height)) + around);
  dialog.style.blockSize = isNarrow ? "" : `${told}px`;
};

// Escape pressed inside the panel never reaches this page, so the panel may ask.
window.addEventListener("message", (event) => {
  if (!frame || event.source !== frame.contentWindow) return;
  if (event.origin !== frame.dataset.counter) return;
  const said = event.data?.comptoir;
  if (said === "close") dialog.close();
  else if (Number.isFinite(said?.height)) follow(said.height);
});

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
