// Asks an address for an app, as the account's own page asks it; answers as jQuery has always done.
import { tag } from "./properties.js";

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

export async function request(tab, options, told) {
  const { url, type, method, data, contentType = "application/json", headers = {} } = options;
  const address = new URL(url, location.href);
  if (address.origin === location.origin) address.searchParams.set("person", tab.person);
  const verb = (method ?? type ?? "GET").toUpperCase();
  const body = data === undefined || typeof data === "string" ? data : JSON.stringify(data);
  const sent = verb === "GET" ? { headers } : { body, headers: { "Content-Type": contentType, ...headers } };
  try {
    const answer = await fetch(address, { method: verb, ...sent });
    const responseText = await answer.text();
    const said = { status: answer.status, statusText: answer.statusText, responseText, responseJSON: parsed(responseText) };
    // What another way changed of this ticket is shown here at once.
    if (answer.ok && address.pathname.endsWith(`/tickets/${tab.key}/tags.json`)) tag(tab, said.responseJSON.tags);
    if (answer.ok) told("done", said.responseJSON, "success", said);
    else told("fail", said, "error", said.statusText);
  } catch {
    told("fail", { status: 0, statusText: "error", responseText: "" }, "error", "");
  }
}
