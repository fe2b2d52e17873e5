// Opens the ticket in the modal on a plain click; any other click keeps the link's own meaning.
// The dialog element itself closes on Escape, holds the focus and gives it back.
const dialog = document.getElementById("ticket");
const button = document.querySelector("[data-ticket]");
const frame = dialog?.querySelector("iframe");

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
dialog?.addEventListener("close", () => frame.contentWindow.location.replace("about:blank"));

// Escape pressed inside the panel never reaches this page, so the panel may ask.
window.addEventListener("message", (event) => {
  if (event.source === frame?.contentWindow && event.data?.comptoir === "close") dialog.close();
});

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
