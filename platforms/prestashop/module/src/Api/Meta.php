<?php
/**
 * What the service must know of this shop before it can trust the connection.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Install\Tables;
use Comptoir\Settings;

final class Meta
{
    /** The wire's `meta`; also the body of the module's own call `pair`. */
    public static function told(?int $shop = null): array
    {
        $shop = $shop ?? (int) \Context::getContext()->shop->id;
        $shopObject = new \Shop($shop);
        $module = \Module::getInstanceByName('comptoir');

        return [
            'ps_version' => _PS_VERSION_,
            'module_version' => $module ? (string) $module->version : '',
            'php_version' => PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION . '.' . PHP_RELEASE_VERSION,
            'shop' => ['id' => $shop, 'name' => (string) $shopObject->name, 'url' => (string) $shopObject->getBaseURL(true)],
            'admin_origin' => Settings::adminOrigin(),
            'multistore' => \Shop::isFeatureActive(),
            'timezone' => (string) \Configuration::get('PS_TIMEZONE'),
            'currency' => (string) (new \Currency((int) \Configuration::get('PS_CURRENCY_DEFAULT')))->iso_code,
            'languages' => self::languages(),
            'clock' => time(),
            'refunds_on' => Settings::refundsOn(),
            'cancellations_on' => Settings::cancellationsOn(),
            'profiles' => self::profiles(),
            'states' => ['cancelled' => (int) \Configuration::get('PS_OS_CANCELED'), 'refunded' => (int) \Configuration::get('PS_OS_REFUND')],
            'checks' => [self::coreBus(), self::tables()],
        ];
    }

    private static function languages(): array
    {
        return array_map(static function (array $language): array {
            return ['id' => (int) $language['id_lang'], 'code' => strtolower(substr((string) ($language['locale'] ?? $language['iso_code']), 0, 2))];
        }, \Language::getLanguages(false));
    }

    private static function profiles(): array
    {
        return array_map(static function (array $profile): array {
            $id = (int) $profile['id_profile'];

            return ['id' => $id, 'name' => (string) $profile['name'], 'may_use' => Settings::mayUse($id)];
        }, \Profile::getProfiles((int) \Configuration::get('PS_LANG_DEFAULT')));
    }

    /** Also warms the kernel: the first boot after the cache was cleared takes seconds. */
    private static function coreBus(): array
    {
        try {
            Boot::core();

            return ['name' => 'core_bus', 'ok' => true, 'detail' => ''];
        } catch (\Throwable $fault) {
            return ['name' => 'core_bus', 'ok' => false, 'detail' => get_class($fault)];
        }
    }

    private static function tables(): array
    {
        $missing = Tables::missing();

        return ['name' => 'tables', 'ok' => $missing === [], 'detail' => implode(', ', $missing)];
    }
}
