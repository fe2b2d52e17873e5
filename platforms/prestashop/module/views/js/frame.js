/**
 * A frame is as high as the panel in it says, within the window; only the panel itself is believed.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
(function () {
  'use strict';

  var LEAST = 360;
  // Below this the back office itself goes to one column.
  var NARROW = 768;

  function room(frame) {
    return Math.max(LEAST, window.innerHeight - Number(frame.dataset.around || 0));
  }

  /** The menu's page and a small screen are filled; else the frame follows what it shows. */
  function fit(frame) {
    var isFilling = 'isFilling' in frame.dataset || window.innerWidth < NARROW;
    var told = isFilling ? Infinity : Number(frame.dataset.told || 0);
    frame.style.height = Math.min(room(frame), Math.max(LEAST, told)) + 'px';
  }

  function frames() {
    return Array.prototype.slice.call(document.querySelectorAll('iframe[data-comptoir-frame]'));
  }

  window.addEventListener('message', function (event) {
    frames().forEach(function (frame) {
      if (event.source !== frame.contentWindow || event.origin !== frame.dataset.comptoirFrame) return;
      var said = event.data && event.data.comptoir;
      if (said && typeof said.height === 'number' && isFinite(said.height)) {
        frame.dataset.told = Math.ceil(said.height);
        fit(frame);
      }
      // Escape pressed inside the panel never reaches this page, so the panel may ask.
      if (said === 'close') frame.dispatchEvent(new CustomEvent('comptoir:close', { bubbles: true }));
    });
  });

  window.addEventListener('resize', function () {
    frames().forEach(fit);
  });
  document.addEventListener('DOMContentLoaded', function () {
    frames().forEach(fit);
  });
  frames().forEach(fit);
})();
