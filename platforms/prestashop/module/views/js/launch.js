/**
 * Brings the launch to the service at once; without scripts the page has a button.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
document.querySelector('[data-comptoir-launch]').submit();
