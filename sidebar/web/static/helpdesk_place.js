// A ticket of ours is shown instead of the list: who opens one is at its title, and comes back where they were.
const around = document.getElementById("around");
let [isListed, place, opener] = [true, 0, ""];

document.addEventListener("htmx:before:swap", () => around.checkVisibility() && ([place, opener] = [scrollY, document.activeElement.id]));
document.addEventListener("htmx:after:swap", () => {
  const wasListed = isListed;
  if ((isListed = around.checkVisibility())) scrollTo(0, place);
  const title = document.querySelector(isListed ? "#around-title" : "#panel h1");
  title?.setAttribute("tabindex", "-1"); // No key leads there: it only says where one is.
  if (isListed !== wasListed) ((isListed && document.getElementById(opener)) || title)?.focus({ preventScroll: true });
});
