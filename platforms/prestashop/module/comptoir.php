<?php
/**
 * Comptoir: the customer's ticket one click away from the order. This class only routes hooks.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

require_once __DIR__ . '/vendor/autoload.php';

class Comptoir extends Module
{
    public function __construct()
    {
        $this->name = 'comptoir';
        $this->tab = 'administration';
        $this->version = '0.1.0';
        $this->author = 'Comptoir';
        $this->need_instance = 0;
        $this->bootstrap = true;
        $this->ps_versions_compliancy = ['min' => '8.1.0', 'max' => '9.99.99'];

        parent::__construct();

        $this->displayName = $this->trans('Comptoir', [], 'Modules.Comptoir.Admin');
        $this->description = $this->trans('Opens the customer’s support ticket from the order, in one click.', [], 'Modules.Comptoir.Admin');
        $this->confirmUninstall = $this->trans('The pairing and the notices that wait are deleted from this shop. The record of refunds and cancellations stays in its database, tickets stay in Comptoir. Go on?', [], 'Modules.Comptoir.Admin');
    }

    public function isUsingNewTranslationSystem()
    {
        return true;
    }

    public function install()
    {
        // Classes below src/ are written for PHP 8.1: on an older one they must not even be read.
        if (PHP_VERSION_ID < 80100) {
            $this->_errors[] = $this->trans('Comptoir needs PHP 8.1 or newer.', [], 'Modules.Comptoir.Admin');

            return false;
        }

        return parent::install() && (new Comptoir\Install\Installer($this))->install();
    }

    public function uninstall()
    {
        return (new Comptoir\Install\Installer($this))->uninstall() && parent::uninstall();
    }

    public function getContent()
    {
        Tools::redirectAdmin($this->context->link->getAdminLink('AdminModulesSf', true, ['route' => 'comptoir_configure']));

        return '';
    }

    public function hookActionGetAdminOrderButtons(array $params)
    {
        Comptoir\Hooks\Guarded::run(function () use ($params) {
            (new Comptoir\Hooks\OrderPage($this))->addButton($params);
        });
    }

    public function hookDisplayAdminOrderSide(array $params)
    {
        return (string) Comptoir\Hooks\Guarded::run(function () use ($params) {
            return (new Comptoir\Hooks\OrderPage($this))->card((int) $params['id_order']);
        });
    }

    public function hookActionAdminControllerSetMedia(array $params)
    {
        Comptoir\Hooks\Guarded::run(function () {
            (new Comptoir\Hooks\OrderPage($this))->addMedia();
            Comptoir\Notices\Sender::afterResponse();
        });
    }

    public function hookActionOrderHistoryAddAfter(array $params)
    {
        Comptoir\Hooks\Happenings::told('historyAdded', $params);
    }

    public function hookActionOrderStatusPostUpdate(array $params)
    {
        Comptoir\Hooks\Happenings::told('stateChanged', $params);
    }

    public function hookActionOrderSlipAdd(array $params)
    {
        Comptoir\Hooks\Happenings::told('slipMade', $params);
    }

    public function hookActionObjectOrderSlipAddAfter(array $params)
    {
        Comptoir\Hooks\Happenings::told('slipAdded', $params);
    }

    public function hookActionAdminOrdersTrackingNumberUpdate(array $params)
    {
        Comptoir\Hooks\Happenings::told('trackingSet', $params);
    }

    public function hookActionObjectOrderCarrierUpdateAfter(array $params)
    {
        Comptoir\Hooks\Happenings::told('carrierUpdated', $params);
    }

    public function hookActionObjectCustomerUpdateAfter(array $params)
    {
        Comptoir\Hooks\Happenings::told('customerUpdated', $params);
    }

    public function hookActionObjectCustomerMessageAddAfter(array $params)
    {
        Comptoir\Hooks\Happenings::told('messageAdded', $params);
    }

    public function hookActionValidateOrder(array $params)
    {
        Comptoir\Hooks\Happenings::told('orderMade', $params);
    }

    public function hookActionValidateOrderAfter(array $params)
    {
        Comptoir\Hooks\Happenings::told('orderMade', $params);
    }
}
