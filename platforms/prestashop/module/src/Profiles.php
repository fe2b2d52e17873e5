<?php
/**
 * Who may use the panel: profiles that read orders, and that the merchant let in.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Profiles
{
    /** The menu tab "Support"; those who may use the panel see it. */
    public const TAB = 'AdminComptoirSupport';

    private const READS_ORDERS = 'ROLE_MOD_TAB_ADMINORDERS_READ';
    private const READS_MODULE = 'ROLE_MOD_MODULE_COMPTOIR_READ';

    public static function mayUse(int $profile): bool
    {
        if ($profile === self::superAdmin()) {
            return true;
        }

        return $profile > 0
            && \Access::isGranted(self::READS_ORDERS, $profile)
            && \Access::isGranted(self::READS_MODULE, $profile);
    }

    /**
     * The profiles that may be let in, with the name in this language.
     *
     * @return array<int, array{id: int, name: string, may_use: bool, is_fixed: bool}>
     */
    public static function offered(int $language): array
    {
        $offered = [];
        foreach (\Profile::getProfiles($language) as $row) {
            $id = (int) $row['id_profile'];
            $fixed = $id === self::superAdmin();
            if ($fixed || \Access::isGranted(self::READS_ORDERS, $id)) {
                $offered[] = [
                    'id' => $id,
                    'name' => (string) $row['name'],
                    'may_use' => self::mayUse($id),
                    'is_fixed' => $fixed,
                ];
            }
        }

        return $offered;
    }

    /**
     * These may use the panel from now on, and no other.
     *
     * @param int[] $profiles
     */
    public static function letIn(array $profiles): void
    {
        foreach (self::offered((int) \Configuration::get('PS_LANG_DEFAULT')) as $profile) {
            if (!$profile['is_fixed']) {
                self::grant($profile['id'], in_array($profile['id'], $profiles, true));
            }
        }
    }

    /** PrestaShop shows a module's cards only to profiles that may read the module. */
    public static function letInOrderReaders(): void
    {
        $offered = self::offered((int) \Configuration::get('PS_LANG_DEFAULT'));
        self::letIn(array_column($offered, 'id'));
    }

    private static function grant(int $profile, bool $granted): void
    {
        $access = new \Access();
        $access->updateLgcModuleAccess($profile, \Module::getModuleIdByName('comptoir'), 'view', $granted);
        $tab = (int) \Tab::getIdFromClassName(self::TAB);
        if ($tab > 0) {
            $access->updateLgcAccess($profile, $tab, 'view', $granted);
        }
    }

    private static function superAdmin(): int
    {
        return (int) _PS_ADMIN_PROFILE_;
    }
}
