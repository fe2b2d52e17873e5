// What the self-test found, in one sentence and as plain text that can be sent to whoever helps.
import { all, byId, client, done, tell } from "./selftest.js";

await done;
const found = all("[data-proof] [data-outcome]:not([hidden])");
tell("summary", ["wrong", "waiting", "watch"].find((verdict) => found.some((one) => one.dataset.verdict === verdict))?.replace("waiting", "unfinished") ?? "fine");
const report = byId("report");
const times = [new Date(Number(report.dataset.now)), new Date()].map((at) => at.toISOString()).join(" · ");
const lines = found.map((one) => {
  const [proof, told] = [one.closest("[data-proof]"), one.cloneNode(true)];
  for (const place of told.querySelectorAll("[data-private]")) place.remove();
  return `${proof.dataset.proof} / ${one.dataset.outcome} · ${proof.querySelector("h3").textContent} · ${told.textContent}`.replace(/\s+/g, " ").trim();
});
report.textContent = [report.dataset.facts, times, navigator.userAgent, ...lines].join("\n");
byId("save").href = URL.createObjectURL(new Blob([report.textContent], { type: "text/plain;charset=utf-8" }));
byId("sending").hidden = false;
client?.invoke("resize", { width: "100%", height: `${Math.min(900, document.body.scrollHeight)}px` }).catch(() => undefined);
byId("copy").addEventListener("click", async () => {
  const isCopied = await navigator.clipboard?.writeText(report.textContent).then(() => true, () => false);
  byId("whole").open ||= !isCopied;
  if (!isCopied) getSelection().selectAllChildren(report);
  tell("copied", isCopied || document.execCommand("copy") ? "copied" : "refused");
});
