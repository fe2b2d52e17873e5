// Fills the card beside the order once the page stands, and again when the panel was closed.
const card = document.getElementById("ticket-card");

const fill = async () => {
  const body = card.querySelector("[data-card]");
  try {
    const answer = await fetch(card.dataset.address, { redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    body.innerHTML = await answer.text();
  } catch {
    body.replaceChildren(card.querySelector("template").content.cloneNode(true));
  }
};

if (card) {
  document.getElementById("ticket")?.addEventListener("close", fill);
  fill();
}
