/**
 * A plain click on the button opens the ticket in a modal; any other click keeps the link's meaning.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
document.addEventListener('DOMContentLoaded', function () {
  'use strict';

  var $ = window.jQuery;
  var modal = document.getElementById('comptoir-modal');
  if (!modal || !$ || !$.fn.modal) return;
  var frame = modal.querySelector('iframe');
  var opener = null;
  // Below the body nothing can clip it, and it stands above the back office's own bars.
  document.body.appendChild(modal);

  function isPlain(event) {
    return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  }

  function go(address) {
    // Replaced, not navigated: the panel must leave nothing in the page's history.
    frame.contentWindow.location.replace(address);
  }

  document.addEventListener('click', function (event) {
    var link = event.target.closest('.js-comptoir-open');
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    opener = link;
    $(modal).modal('show');
    // Each opening is a launch of its own: the token lives for a minute and works once.
    go(link.href);
  });

  $(modal).on('shown.bs.modal', function () {
    frame.focus();
  });
  $(modal).on('hidden.bs.modal', function () {
    go('about:blank');
    delete frame.dataset.told;
    if (opener) opener.focus();
    document.dispatchEvent(new CustomEvent('comptoir:closed'));
  });
  modal.addEventListener('comptoir:close', function () {
    $(modal).modal('hide');
  });
  modal.querySelector('.comptoir-whole').addEventListener('click', function () {
    $(modal).modal('hide');
  });
});
