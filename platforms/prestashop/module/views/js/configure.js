/**
 * A form is sent once, and only after its question was answered.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
document.querySelectorAll('form[data-comptoir-once]').forEach(function (form) {
  'use strict';

  form.addEventListener('submit', function (event) {
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    var button = form.querySelector('[type=submit]');
    button.classList.add('disabled');
    button.setAttribute('aria-busy', 'true');
    // The first sending goes its way; a second click finds nothing to press.
    window.setTimeout(function () {
      button.disabled = true;
    });
  });
});
