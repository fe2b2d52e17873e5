// Files beside the text, sent one by one as they are chosen, dropped or pasted; and what is undone.
import { proof } from "./session.js";

const by = (id) => document.getElementById(id);
const say = (words) => by("file-news") && (by("file-news").textContent = words);
let [line, moving] = [Promise.resolve(), 0];

function refuse(row, words) {
  row.classList.add("refused");
  row.querySelector("progress").remove();
  row.querySelector(".file-why").textContent = words;
}

function add(file) {
  const [row, type, words] = [by("file-row").cloneNode(true), by("file-type").value, by("files").dataset];
  row.removeAttribute("id");
  row.hidden = false;
  row.querySelector("[data-name]").textContent = file.name;
  by("uploads").append(row);
  if (!file.size || file.size > Number(words.largest)) return refuse(row, file.size ? words.large : words.empty);
  moving += 1;
  line = line.then(() => row.isConnected && upload(file, row, type, words)).finally(() => (moving -= 1));
}

async function upload(file, row, type, words) {
  const asked = new XMLHttpRequest();
  asked.open("POST", words.upload);
  const own = await globalThis.shopify?.idToken?.(); // A host lends its proof to fetch alone.
  const told = { "Comptoir-Name": encodeURIComponent(file.name), "Comptoir-Type": type, "Content-Type": "application/octet-stream" };
  const headers = { ...proof(), ...(own && { Authorization: `Bearer ${own}` }), ...told };
  for (const [name, said] of Object.entries(headers)) asked.setRequestHeader(name, said);
  asked.upload.onprogress = (sent) => (row.querySelector("progress").value = sent.loaded / sent.total);
  row.querySelector("[data-cancel]").onclick = () => asked.abort();
  await new Promise((ended) => (asked.onloadend = ended) && asked.send(file));
  window.htmx.trigger("#uploads", "listed");
  const isKnown = asked.getResponseHeader("Comptoir-Reason") !== null;
  if (row.isConnected && asked.status !== 201) return refuse(row, isKnown ? asked.responseText.trim() : words.lost);
  if (row.isConnected) say(`${file.name}: ${words.kept}`);
  row.remove();
}

const take = (event, given) => given?.files.length && by("file-row") && (event.preventDefault(), [...given.files].forEach(add));
const on = (name, react, early) => document.addEventListener(name, react, early);
on("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
on("drop", (event) => take(event, event.dataTransfer));
// A cell of a sheet is copied as text and as its picture: the text is meant.
on("paste", (event) => event.clipboardData.types.includes("text/plain") || take(event, event.clipboardData));
on("change", ({ target }) => target.id === "file-choice" && ([...target.files].forEach(add), (target.value = "")));
on("click", ({ target }) => {
  if (target.closest("[data-cancel]")) target.closest("li").remove();
  if (target.closest("[data-cancel], [data-remove]")) by("file-choice").focus();
  if (target.closest("[data-forget]")) by("forwarding").replaceChildren(), by("body")?.focus();
});
on("submit", (event) => {
  if (event.target.id === "composer" && moving) event.preventDefault(), event.stopImmediatePropagation(), say(by("files").dataset.busy);
}, true);
const tick = (left) => (left.textContent -= 1) > 0 || left.closest(".leaves").remove();
setInterval(() => document.querySelectorAll("[data-seconds]").forEach(tick), 1000);
