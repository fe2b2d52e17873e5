// The editor of an answer: rich, or plain in a chat; what an app inserts comes where the cursor was.
import { clean, plain } from "./markup.js";

export class Editor {
  constructor(place, isChat) {
    Object.assign(this, { place, isChat });
    document.addEventListener("selectionchange", () => this.notice());
  }

  notice() {
    const chosen = getSelection();
    if (chosen.rangeCount && this.place.contains(chosen.anchorNode)) this.range = chosen.getRangeAt(0).cloneRange();
  }

  insert(html, { atEnd = false } = {}) {
    const body = new DOMParser().parseFromString(html, "text/html").body;
    const part = clean(body, document.createDocumentFragment());
    if (this.isChat) part.replaceChildren(plain(part).replace(/\n+$/, ""));
    const range = atEnd || !this.range || !this.place.contains(this.range.startContainer) ? this.end() : this.range;
    range.deleteContents();
    range.insertNode(part);
    range.collapse(false);
    this.range = range;
    this.place.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  insertText(text, how) {
    const lines = document.createElement("div");
    lines.textContent = text;
    this.insert(lines.innerHTML.replaceAll("\n", "<br>"), how);
  }

  empty() {
    this.place.replaceChildren();
    this.range = undefined;
  }

  end() {
    const range = document.createRange();
    range.selectNodeContents(this.place);
    range.collapse(false);
    return range;
  }

  focus() {
    this.place.focus();
    getSelection().removeAllRanges();
    getSelection().addRange(this.range ?? this.end());
  }
}
