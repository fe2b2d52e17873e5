<?php
/**
 * Sends what waits in the outbox, after the answer left: no page ever waits for the service.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Notices;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Hooks\Guarded;
use Comptoir\Service\Client;
use Comptoir\Settings;

final class Sender
{
    /** A worker of the shop is busy meanwhile: it may not be for long. */
    private const CONNECT_MS = 1000;
    private const TOTAL_MS = 3000;

    private const LOCK = 'comptoir_notices_';

    /** @var bool */
    private static $isSet = false;

    /** At the end of this request, what is due is sent; cheap to ask again and again. */
    public static function afterResponse(): void
    {
        if (self::$isSet) {
            return;
        }
        self::$isSet = true;
        register_shutdown_function(static function (): void {
            Guarded::run(static function (): void {
                if (Outbox::shopWaiting() > 0) {
                    self::letResponseGo();
                    self::sendDue();
                }
            });
        });
    }

    /** Sends the notices that are due, of one shop and a hundred at most; how many the service took. */
    public static function sendDue(): int
    {
        $shop = Outbox::shopWaiting();
        if ($shop === 0 || !self::lock()) {
            return 0;
        }
        Settings::ofShop($shop);
        try {
            return Settings::isPaired() ? self::send($shop) : 0;
        } finally {
            Settings::ofShop(null);
            self::unlock();
        }
    }

    private static function send(int $shop): int
    {
        $notices = Outbox::takeDue($shop);
        if ($notices === []) {
            return 0;
        }
        $answer = Client::ofSettings()->call('notices', ['notices' => $notices], self::CONNECT_MS, self::TOTAL_MS);
        $taken = array_intersect(array_column($notices, 'id'), (array) ($answer->result['taken'] ?? []));
        Outbox::delivered($taken);
        Outbox::purge();

        return count($taken);
    }

    /** The browser has its page, and the employee's next one is not kept waiting for this session. */
    private static function letResponseGo(): void
    {
        if (session_status() === PHP_SESSION_ACTIVE) {
            session_write_close();
        }
        if (function_exists('fastcgi_finish_request')) {
            fastcgi_finish_request();
        } elseif (function_exists('litespeed_finish_request')) {
            litespeed_finish_request();
        }
    }

    /** Two requests that end together must not send the same rows. */
    private static function lock(): bool
    {
        return (bool) \Db::getInstance()->getValue("SELECT GET_LOCK('" . pSQL(self::LOCK . md5(_DB_NAME_ . _DB_PREFIX_)) . "', 0)", false);
    }

    private static function unlock(): void
    {
        \Db::getInstance()->getValue("SELECT RELEASE_LOCK('" . pSQL(self::LOCK . md5(_DB_NAME_ . _DB_PREFIX_)) . "')", false);
    }
}
