// The agent's page: tickets in tabs that stay as they are while another is looked at.
import { Tab } from "./tab.js";

const place = document.getElementById("tabs");
const toast = document.getElementById("toast");
const { person, user, account, customers } = document.body.dataset;
const tabs = new Map();
let wanted;

const page = {
  person,
  user: JSON.parse(user),
  account: JSON.parse(account),
  customers: JSON.parse(customers),
  open,
  notify(message, kind = "notice") {
    Object.assign(toast, { textContent: message, hidden: false });
    toast.dataset.kind = kind;
    setTimeout(() => (toast.hidden = true), 5000);
  },
  async renew(tab) {
    tab.find(".said").replaceWith((await fetched(tab.key)).querySelector(".said"));
  },
};

async function fetched(key) {
  const text = await (await fetch(`/agent/tickets/${key}/tab${location.search}`)).text();
  return new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
}

/** Shows a ticket: its tab as it was left, or a new one. */
async function open(key) {
  wanted = key;
  const section = tabs.has(key) ? undefined : await fetched(key);
  // Of two that were asked for, only the last is shown; each has but one tab.
  if (wanted !== key) return;
  if (!tabs.has(key)) tabs.set(key, new Tab(place.appendChild(section), page));
  for (const tab of tabs.values()) tab.show(tab.key === key);
  for (const link of document.querySelectorAll("[data-open]")) {
    link.toggleAttribute("aria-current", link.dataset.open === key);
  }
  document.title = `${tabs.get(key).ticket.subject || key} · Atelier`;
  history.replaceState(null, "", `/agent/tickets/${key}${location.search}`);
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) menu.open = menu.contains(event.target);
  const link = event.target.closest("[data-open]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open(link.dataset.open);
});

for (const section of place.children) tabs.set(section.dataset.key, new Tab(section, page));
