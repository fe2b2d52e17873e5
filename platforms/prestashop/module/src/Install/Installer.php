<?php
/**
 * Puts the module into a shop and takes it out again: nothing of ours stays behind.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Install;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Notices\Outbox;
use Comptoir\Profiles;
use Comptoir\Settings;

final class Installer
{
    public const HOOKS = [
        'actionGetAdminOrderButtons',
        'displayAdminOrderSide',
        'actionAdminControllerSetMedia',
        'actionOrderHistoryAddAfter',
        'actionOrderStatusPostUpdate',
        'actionOrderSlipAdd',
        'actionObjectOrderSlipAddAfter',
        'actionAdminOrdersTrackingNumberUpdate',
        'actionObjectOrderCarrierUpdateAfter',
        'actionObjectCustomerUpdateAfter',
        'actionObjectCustomerMessageAddAfter',
        'actionValidateOrder',
        'actionValidateOrderAfter',
    ];

    /** @var \Module */
    private $module;

    public function __construct(\Module $module)
    {
        $this->module = $module;
    }

    public function install(): bool
    {
        if (!Tables::create() || !Outbox::numberOn() || !$this->module->registerHook(self::HOOKS) || !$this->addTab()) {
            return false;
        }
        Profiles::letInOrderReaders();

        return true;
    }

    /** Everything but the operations: a refund asked for again must still be known, and its row is a proof. */
    public function uninstall(): bool
    {
        foreach (Settings::KEYS as $key) {
            \Configuration::deleteByName($key);
        }

        return $this->removeTab() && Tables::drop();
    }

    /** Below "Orders": whoever may read orders may also open that menu. */
    private function addTab(): bool
    {
        $tab = new \Tab((int) \Tab::getIdFromClassName(Profiles::TAB) ?: null);
        $tab->class_name = Profiles::TAB;
        $tab->route_name = 'comptoir_support';
        $tab->module = $this->module->name;
        $tab->id_parent = (int) \Tab::getIdFromClassName('AdminParentOrders');
        $tab->active = true;
        $translator = $this->module->getTranslator();
        foreach (\Language::getLanguages(false) as $language) {
            $tab->name[(int) $language['id_lang']] = $translator->trans('Support', [], 'Modules.Comptoir.Admin', $language['locale']);
        }

        return (bool) $tab->save();
    }

    private function removeTab(): bool
    {
        $id = (int) \Tab::getIdFromClassName(Profiles::TAB);
        // Core takes the tab's roles away, but leaves behind who had them.
        \Db::getInstance()->execute(
            'DELETE a FROM `' . _DB_PREFIX_ . 'access` a'
            . ' JOIN `' . _DB_PREFIX_ . 'authorization_role` r ON r.`id_authorization_role` = a.`id_authorization_role`'
            . " WHERE r.`slug` LIKE 'ROLE_MOD_TAB_" . pSQL(strtoupper(Profiles::TAB)) . "_%'"
        );

        return $id === 0 || (bool) (new \Tab($id))->delete();
    }
}
