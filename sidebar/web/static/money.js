// Forms that move money: units stepped, everything chosen, one confirmation at a time, nothing lost.
const all = (place, selector) => [...(place?.querySelectorAll(selector) ?? [])];
const money = () => document.getElementById("money");

function put(box, value) {
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function step(box, by) {
  const now = /^\d+$/.test(box.value.trim()) ? Number(box.value) : 0;
  box.dataset.touched = "yes";
  put(box, String(Math.min(Math.max(now + by, 0), Number(box.dataset.all))));
}

function close(place) {
  place.replaceChildren();
  (document.getElementById(place.id === "life" ? "menu-button" : "to-refund") ?? document.getElementById("refresh"))?.focus();
}

document.addEventListener("click", ({ target }) => {
  const steps = target.closest("[data-step]");
  if (steps) step(steps.parentElement.querySelector("input"), Number(steps.dataset.step));
  if (target.closest("[data-close]")) close(target.closest("#life") ?? money());
  if (target.closest("[data-print]")) print();
  if (target.closest("[data-back]")) {
    document.getElementById("review").replaceChildren();
    document.getElementById("to-review")?.focus();
  }
  if (target.closest("[data-everything]")) {
    const form = target.closest("form");
    for (const box of all(form, "[data-all]")) put(box, box.dataset.all);
    const words = form.querySelector("[data-chosen]");
    words.textContent = words.dataset.chosen;
  }
});

document.addEventListener("keydown", (event) => {
  const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!by || !event.target.closest(".stepper")) return;
  event.preventDefault();
  step(event.target, by);
});

// What is refunded goes back to stock, until someone says otherwise for that line.
document.addEventListener("input", ({ target, isTrusted }) => {
  const [kind, line] = target.name?.split(/-(.*)/s) ?? [];
  if (kind === "restock" && isTrusted) target.dataset.touched = "yes";
  const back = kind === "quantity" && target.form.elements[`restock-${line}`];
  if (back && !back.dataset.touched) back.value = target.value;
});

// The button that moves money says that it is pressed, and keeps the focus.
for (const [event, isBusy] of [["htmx:before:request", true], ["htmx:finally:request", false]]) {
  document.addEventListener(event, ({ detail: { ctx } }) => {
    const button = ctx.sourceElement.matches?.("[data-confirm]") && ctx.sourceElement.querySelector(".confirm");
    if (button) button.setAttribute("aria-disabled", String(isBusy));
  });
}
