// Takes the launch out of the fragment, which stays in this browser, and posts it once.
const form = document.getElementById("launch");
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
if (token) {
  form.elements.token.value = token;
  form.submit();
} else {
  document.getElementById("empty").hidden = false;
}
