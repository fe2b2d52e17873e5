// A file behind the bearer: fetched with it, then handed to the browser under a name of its own.
import { send } from "./session.js";

document.addEventListener("click", async ({ target }) => {
  const asked = target.closest("[data-download]");
  if (!asked) return;
  const answer = await send(asked.dataset.download, { keepalive: false });
  const words = document.getElementById("offline");
  if (!answer?.ok) return void (words && (words.hidden = false));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = asked.dataset.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});
