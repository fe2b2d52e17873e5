<?php
/**
 * The door of the module's signed API: index.php?fc=module&module=comptoir&controller=api&action=…
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class ComptoirApiModuleFrontController extends ModuleFrontController
{
    /** Nothing of the front office is set up: no session, no cookie, no maintenance page, no redirect. */
    public function init()
    {
        $this->context->cookie->disallowWriting();
        (new Comptoir\Api\Endpoint((int) $this->context->shop->id))->serve();
        exit;
    }
}
