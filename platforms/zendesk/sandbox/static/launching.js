// Brings the app into a frame as Zendesk does: by a form that is signed afresh each time.
import { App } from "./framework.js";
import { hostOf } from "./objects.js";

/** A new frame in `place` with the app of this tab's ticket in it. */
export async function launch(tab, place, where) {
  const asked = `/agent/tickets/${tab.key}/launch/${where}?person=${tab.person}`;
  const told = await (await fetch(asked, { method: "POST" })).json();
  const frame = document.createElement("iframe");
  Object.assign(frame, { name: told.guid, title: "Comptoir", allow: "clipboard-write" });
  place.replaceChildren(frame);
  const app = new App(frame, told, {});
  app.location = told.location;
  app.host = hostOf(tab, app);
  app.begins = {
    context: {
      instanceGuid: told.guid,
      product: "support",
      location: told.location,
      account: { subdomain: told.subdomain },
      ...(tab.ticket.id ? { ticketId: tab.ticket.id } : { newTicketId: told.guid }),
    },
    metadata: { appId: 1082, name: "Comptoir", version: "1.0.0", installationId: told.installation, settings: {} },
  };
  send(told);
  return app;
}

/** A form's own query is lost where it is sent by GET, so what the address says is said again. */
function send({ address, method, token, guid }) {
  const form = document.createElement("form");
  Object.assign(form, { action: address, method, target: guid, hidden: true });
  const said = method === "get" ? [...new URL(address).searchParams] : [["token", token]];
  for (const [name, value] of said) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
