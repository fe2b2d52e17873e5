// What an app may read, set and invoke beside one ticket, by the framework's own paths.
import { plain } from "./markup.js";
import { close } from "./popover.js";
import { choose, tag } from "./properties.js";
import { request } from "./requesting.js";

const BESIDE = { height: [0, 6000] };
const OVER = { width: [100, 1000], height: [100, 320] };

function unknown() {
  throw new Error("No such Api");
}

/** A value inside others, by its path; a part that is not there is no API. */
function within(objects, path) {
  return path.split(".").reduce((at, name) => {
    return typeof at === "object" && at && Object.hasOwn(at, name) ? at[name] : unknown();
  }, objects);
}

const size = (wanted, [least, most]) => `${Math.min(Math.max(parseInt(wanted, 10), least), most)}px`;

function resize({ frame, location }, wanted) {
  const limits = location === "ticket_editor" ? OVER : BESIDE;
  for (const [side, limit] of Object.entries(limits)) if (wanted?.[side]) frame.style[side] = size(wanted[side], limit);
}

/** The paths beside this tab's ticket, for one app in it. */
export function hostOf(tab, app) {
  const { editor } = tab;
  const [comment, isOver] = [(path) => path.replace(/^comment\./, "ticket.comment."), app.location === "ticket_editor"];
  const objects = () => ({
    ticket: { ...tab.ticket, tags: tab.tags, comment: tab.comment, editor: isOver ? tab.channel : {} },
    currentUser: tab.user,
    currentAccount: tab.account,
  });
  const does = {
    resize: ([wanted]) => resize(app, wanted),
    notify: ([message, kind]) => tab.page.notify(message, kind),
    "ticket.tags.add": (names) => tag(tab, [...tab.tags, ...names.flat()]),
    "ticket.tags.remove": (names) => tag(tab, tab.tags.filter((it) => !names.flat().includes(it))),
    "ticket.comment.appendText": ([text]) => editor.insertText(text, { atEnd: true }),
    "ticket.comment.appendHtml": ([html]) => editor.insert(html, { atEnd: true }),
    "ticket.editor.insert": ([html]) => (isOver ? editor.insert(html) : unknown()),
    "ticket.editor.hasContent": () => plain(editor.place).trim() !== "",
    routeTo: ([place, id]) => (place === "ticket" ? tab.page.open(String(id)) : unknown()),
    "app.close": () => close(tab, app),
    popover: ([way]) => (way === "hide" ? close(tab, app) : undefined),
  };
  return {
    get(path) {
      const [, field] = /^ticket\.customField:(?:custom_field_)?(.+)$/.exec(path) ?? [];
      return field ? tab.ticket.fields[field] ?? null : within(objects(), comment(path));
    },
    set: (path, value) => (comment(path) === "ticket.comment.type" ? choose(tab, value) : unknown()),
    invoke: (path, given) => (does[comment(path)] ?? unknown)(given),
    request: (options, told) => request(tab, options, told),
    begins: () => app.begins,
  };
}
