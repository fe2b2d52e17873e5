<?php
/**
 * The order's lock, held by the database connection of this very request.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Ledger;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class OrderLock implements Lock
{
    public function take(int $orderId, int $seconds): bool
    {
        return (int) \Db::getInstance()->getValue(
            "SELECT GET_LOCK('" . self::name($orderId) . "', " . $seconds . ')',
            false
        ) === 1;
    }

    public function isHeld(int $orderId): bool
    {
        return (int) \Db::getInstance()->getValue(
            "SELECT IS_USED_LOCK('" . self::name($orderId) . "') = CONNECTION_ID()",
            false
        ) === 1;
    }

    public function release(int $orderId): void
    {
        \Db::getInstance()->getValue("SELECT RELEASE_LOCK('" . self::name($orderId) . "')", false);
    }

    /** Names of locks are shared by all databases of a server: this shop's own are told apart. */
    private static function name(int $orderId): string
    {
        return 'comptoir_order_' . $orderId . '_' . substr(hash('sha256', _DB_NAME_ . '/' . _DB_PREFIX_), 0, 12);
    }
}
