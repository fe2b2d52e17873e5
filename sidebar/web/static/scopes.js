// Asks the shop, in the host's own window, for a permission that it may grant or not.
addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-scope]");
  if (!button) return;
  button.disabled = true;
  const asked = globalThis.shopify?.scopes?.request([button.dataset.scope]);
  const answer = await Promise.resolve(asked).catch(() => undefined);
  const outcome = { "granted-all": "granted", "declined-all": "declined" }[answer?.result] ?? "refused";
  for (const told of button.parentElement.querySelectorAll("[data-outcome]")) told.hidden = told.dataset.outcome !== outcome;
  button.disabled = false;
});
