<?php
/**
 * The back office’s own base controller: PrestaShop 9 has a new one, and 8 only the old.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Admin;

if (!defined('_PS_VERSION_')) {
    exit;
}

use PrestaShopBundle\Controller\Admin\FrameworkBundleAdminController;
use PrestaShopBundle\Controller\Admin\PrestaShopAdminController;

class_alias(
    class_exists(PrestaShopAdminController::class)
        ? PrestaShopAdminController::class
        : FrameworkBundleAdminController::class,
    'Comptoir\Admin\BackOffice'
);
