// The list of tickets: left and found again as it was, and picked from by many at once.
import { here } from "./session.js";

const rows = () => document.querySelectorAll(".tickets .entry").length;
const boxes = () => [...document.querySelectorAll('#bulk [name="ticket"]')];
let left;
let isBack = false;
let still;

/** Where the rows are that were not picked: what moves away must not move them. */
const stays = () => [...document.querySelectorAll(".tickets > li:not(:has(:checked)) .entry")]
  .map(({ id }) => ({ id, at: at(id) })).find((row) => row.at > 80);
const at = (id) => document.getElementById(id)?.getBoundingClientRect().top;

document.addEventListener("click", ({ target }) => {
  if (target.closest(".tickets .entry")) left = { rows: rows(), top: document.querySelector(".listed").scrollTop };
});

function count() {
  const picked = boxes().filter((box) => box.checked).length;
  const told = document.querySelector("[data-picked]");
  if (told) told.textContent = String(picked);
  const all = document.querySelector("[data-pick-all]");
  if (all) [all.checked, all.indeterminate] = [picked > 0 && picked === boxes().length, picked > 0 && picked < boxes().length];
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-pick-all]")) for (const box of boxes()) box.checked = target.checked;
  if (target.closest("#bulk")) count();
});

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const from = ctx.sourceElement.id;
  const known = document.querySelector("#list, #of");
  if (known?.value) ctx.request.headers["Comptoir-List"] = known.value;
  still = from === "bulk" ? stays() : undefined;
  if (from === "bulk") ctx.request.body.set("rows", rows());
  const list = document.getElementById("list");
  if (from !== "to-inbox" || !left || !list?.value) return;
  [isBack, left.of] = [true, list.dataset.of];
  ctx.request.body.set("rows", left.rows);
});

document.addEventListener("htmx:after:swap", () => {
  const found = document.querySelector("#found[data-address]");
  if (!found) return;
  here(found.dataset.address);
  document.querySelector("#bulk-bar [autofocus]")?.focus();
  count();
  if (still && at(still.id)) document.querySelector(".listed").scrollTop += at(still.id) - still.at;
  // What was pressed is gone: whoever goes on by keyboard stands at the list, not at the page's beginning.
  if (document.activeElement === document.body && document.hasFocus()) found.focus({ preventScroll: true });
  if (!isBack) return;
  document.getElementById(left.of)?.focus({ preventScroll: true });
  document.querySelector(".listed").scrollTop = left.top;
  isBack = false;
});
