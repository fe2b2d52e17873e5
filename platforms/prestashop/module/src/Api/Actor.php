<?php
/**
 * Who acts: an employee who is active, may edit orders of this shop, and may use the panel.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Settings;

final class Actor
{
    /** @throws Refusal */
    public static function check(int $employeeId, int $shop): void
    {
        $employee = new \Employee($employeeId);
        if (!\Validate::isLoadedObject($employee) || !$employee->active || !$employee->hasAuthOnShop($shop)) {
            throw new Refusal('employee_refused');
        }
        $profile = (int) $employee->id_profile;
        if (!\Access::isGranted('ROLE_MOD_TAB_ADMINORDERS_UPDATE', $profile) || !Settings::mayUse($profile)) {
            throw new Refusal('employee_refused');
        }
    }
}
