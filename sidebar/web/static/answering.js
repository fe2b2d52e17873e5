// Texts put where the cursor is, as if they had been typed: default replies, variables, names.
let last = null;

/** The text being written: the composer's, or on a page of settings the one that had the cursor. */
function box() {
  const texts = [document.getElementById("body"), last, document.querySelector(".reply-form textarea")];
  return texts.find((text) => text?.isConnected && !text.readOnly);
}

function type(place, text) {
  place.focus();
  const isInsideWord = text.startsWith("@") && /\S$/.test(place.value.slice(0, place.selectionStart));
  const typed = isInsideWord ? ` ${text}` : text;
  // Typed by the browser itself where it can: its own undo takes that back.
  if (document.execCommand("insertText", false, typed)) return;
  place.setRangeText(typed, place.selectionStart, place.selectionEnd, "end");
  place.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("focusout", ({ target }) => {
  if (target.matches(".reply-form textarea")) last = target;
});

document.addEventListener("click", ({ target }) => {
  const [button, place] = [target.closest("[data-insert], [data-rewrite]"), box()];
  if (!button || !place) return;
  if ("rewrite" in button.dataset) return place.focus();
  button.closest("[popover]")?.hidePopover();
  const used = document.getElementById("reply-ids");
  if (used && button.dataset.reply) used.value = `${used.value} ${button.dataset.reply}`.trim();
  type(place, button.dataset.insert);
});
