// One ticket in its tab: its properties, its answer, and the app's frames beside both.
import { Editor } from "./editor.js";
import { launch } from "./launching.js";
import { plain } from "./markup.js";
import { toggle } from "./popover.js";
import { requested, save, tag, typed } from "./properties.js";

export class Tab {
  constructor(section, page) {
    const { user, account, person, customers } = page;
    Object.assign(this, { section, page, user, account, person, customers, apps: [] });
    this.key = section.dataset.key;
    this.ticket = JSON.parse(section.dataset.ticket);
    this.isChat = "chat" in section.dataset;
    this.editor = new Editor(this.find(".editor"), this.isChat);
    tag(this, this.ticket.tags);
    this.listen();
    launch(this, this.find(".tray"), this.ticket.isNew ? "new" : "sidebar").then((app) => this.apps.push(app));
  }

  find = (place) => this.section.querySelector(place);
  fire = (name, message) => this.apps.forEach((app) => app.fire(name, message));

  show(isShown) {
    if (this.section.hidden === !isShown) return;
    this.section.hidden = !isShown;
    this.fire(isShown ? "app.activated" : "app.deactivated");
    if (isShown) for (const app of this.apps) app.fire("context.updated", app.begins.context);
  }

  get comment() {
    const { place } = this.editor;
    const type = this.find(".kinds :checked").value;
    return { type, text: plain(place).trim(), html: place.innerHTML, attachments: [] };
  }

  get channel() {
    const name = this.comment.type === "internalNote" ? "internal" : this.ticket.via.channel;
    return { targetChannel: { name }, targetChannels: [{ name }], capabilities: { richText: !this.isChat } };
  }

  listen() {
    const on = (place, name, does) => this.find(place).addEventListener(name, does);
    on(".kinds", "change", () => typed(this));
    on("[name=requester]", "change", ({ target }) => requested(this, Number(target.value)));
    on(".tagging", "submit", (event) => {
      event.preventDefault();
      const { tag: field } = event.target.elements;
      tag(this, [...this.tags, field.value.trim()]);
      field.value = "";
    });
    on(".reply", "submit", (event) => {
      event.preventDefault();
      save(this);
    });
    on(".opener", "click", () => toggle(this));
    this.section.addEventListener("keydown", ({ key }) => key === "Escape" && toggle(this, false));
    on(".widen", "click", ({ target }) => target.setAttribute("aria-pressed", this.section.classList.toggle("wide")));
  }
}
