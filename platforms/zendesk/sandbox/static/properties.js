// What the agent or an app changes of a ticket; each change is told to the apps that listen.
const post = async (tab, what, told) => {
  const body = JSON.stringify({ person: tab.person, ...told });
  const headers = { "Content-Type": "application/json" };
  return (await fetch(`/agent/tickets/${tab.key}/${what}`, { method: "POST", body, headers })).json();
};

/** The tags as shown; they are the ticket's own once the agent submits. */
export function tag(tab, tags) {
  tab.tags = [...new Set(tags.map((it) => it.toLowerCase().replaceAll(" ", "_")).filter(Boolean))];
  const list = tab.find(".tags");
  list.replaceChildren(...tab.tags.map((name) => {
    const item = Object.assign(document.createElement("li"), { textContent: name });
    item.dataset.tag = name;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    button.setAttribute("aria-label", `${list.dataset.remove} ${name}`);
    button.addEventListener("click", () => tag(tab, tab.tags.filter((it) => it !== name)));
    item.append(button);
    return item;
  }));
  tab.fire("ticket.tags.changed", tab.tags);
}

export function typed(tab) {
  tab.find(".reply").classList.toggle("internal", tab.comment.type === "internalNote");
  tab.fire("ticket.comment.type.changed", tab.comment.type);
  tab.fire("comment.type.changed", tab.comment.type);
  tab.fire("ticket.editor.targetChannel.changed", tab.channel.targetChannel);
}

/** An app chooses between a public answer and a note. */
export function choose(tab, type) {
  const choice = tab.find(`.kinds [value="${CSS.escape(type)}"]`);
  if (!choice) throw new Error(`"${type}" is not a comment type`);
  choice.checked = true;
  typed(tab);
}

export async function requested(tab, id) {
  tab.ticket.requester = tab.customers.find((one) => one.id === id) ?? null;
  if (!tab.ticket.isNew) await post(tab, "requester", { id });
  for (const name of ["id", "name", "email"]) {
    tab.fire(`ticket.requester.${name}.changed`, tab.ticket.requester?.[name] ?? null);
  }
}

/** Submits, unless an app that listens objects. */
export async function save(tab) {
  const objections = await Promise.all(tab.apps.map((app) => app.ask("ticket.save")));
  const objection = objections.find(Boolean);
  if (objection) return tab.page.notify(objection.msg, "error");
  const { text, html, type } = tab.comment;
  const saved = await post(tab, "reply", { text, html, type, tags: tab.tags });
  Object.assign(tab.ticket, { comments: saved.comments, conversation: saved.conversation });
  tab.editor.empty();
  await tab.page.renew(tab);
  tab.fire("ticket.submit.done");
}
