/**
 * Fills the order page's card once the page stands, and again when the panel was closed.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
document.addEventListener('DOMContentLoaded', function () {
  'use strict';

  var card = document.getElementById('comptoir-card');
  if (!card) return;
  var body = card.querySelector('[data-comptoir-card]');

  function load() {
    fetch(card.dataset.url, { credentials: 'same-origin', redirect: 'error' })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      })
      .then(function (html) {
        body.innerHTML = html;
      })
      .catch(function () {
        body.replaceChildren(card.querySelector('template').content.cloneNode(true));
      });
  }

  document.addEventListener('comptoir:closed', load);
  load();
});
