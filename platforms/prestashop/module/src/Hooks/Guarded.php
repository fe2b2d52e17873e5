<?php
/**
 * Our fault never becomes the merchant’s: whatever is thrown below ends here, and is written down.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Hooks;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Guarded
{
    /**
     * What the body gives, or null when it failed.
     *
     * @return mixed
     */
    public static function run(callable $body)
    {
        try {
            return $body();
        } catch (\Throwable $fault) {
            self::note($fault);

            return null;
        }
    }

    /** Where it happened and what it was; never what was in it: a message may hold a customer's words. */
    private static function note(\Throwable $fault): void
    {
        try {
            $where = basename($fault->getFile()) . ':' . $fault->getLine();
            \PrestaShopLogger::addLog('Comptoir: ' . get_class($fault) . ' (' . $where . ')', 3);
        } catch (\Throwable $again) {
            error_log('Comptoir: ' . get_class($again));
        }
    }
}
