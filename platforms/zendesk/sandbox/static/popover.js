// The app over the editor: brought there when it is first asked for, kept while the ticket is open.
import { launch } from "./launching.js";

export async function toggle(tab, wanted) {
  const place = tab.find(".popover");
  const isOpen = wanted ?? place.hidden;
  if (isOpen === !place.hidden) return;
  place.hidden = !isOpen;
  tab.find(".opener").setAttribute("aria-expanded", isOpen);
  if (isOpen && !tab.over) {
    tab.over = true;
    tab.over = await launch(tab, place, "editor");
    tab.apps.push(tab.over);
  } else tab.over?.fire?.(isOpen ? "pane.activated" : "pane.deactivated");
}

/** The app is done; who writes goes on where the cursor was. */
export function close(tab, app) {
  if (app.location !== "ticket_editor") return;
  toggle(tab, false);
  tab.editor.focus();
}
