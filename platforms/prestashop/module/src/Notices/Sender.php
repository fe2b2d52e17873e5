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
    /** A worker of the shop is busy meanwhile, or an employee waits: it may not be for long. */
    private const CONNECT_MS = 1000;
    private const TOTAL_MS = 2000;

    /** Where a page has to wait for the service, a silent one is left alone for so long. */
    private const PAUSE_SECONDS = 300;

    private const LOCK = 'comptoir_notices_';

    /** @var bool */
    private static $isSet = false;

    /** As below; but where the page itself would wait, a customer's never does: a later request sends it. */
    public static function afterHappening(): void
    {
        if (self::canLetResponseGo() || defined('_PS_ADMIN_DIR_')) {
            self::afterResponse();
        }
    }

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
            if (!Settings::isPaired()) {
                // Nobody is left to be told; and what waits in vain must not hold up the other shops'.
                Outbox::forget($shop);

                return 0;
            }

            return self::isPaused() ? 0 : self::send($shop);
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
        // Set before: a request that is ended while it waits has failed too.
        self::pause();
        $answer = Client::ofSettings()->call('notices', ['notices' => $notices], self::CONNECT_MS, self::TOTAL_MS);
        $taken = array_intersect(array_column($notices, 'id'), (array) ($answer->result['taken'] ?? []));
        Outbox::delivered($taken);
        if ($answer->isGood()) {
            Settings::setPausedUntil(0);
        }
        Outbox::purge();

        return count($taken);
    }

    private static function isPaused(): bool
    {
        return !self::canLetResponseGo() && time() < Settings::pausedUntil();
    }

    private static function pause(): void
    {
        if (!self::canLetResponseGo()) {
            Settings::setPausedUntil(time() + self::PAUSE_SECONDS);
        }
    }

    /** Whether the browser can have its page while this request goes on: not under mod_php. */
    private static function canLetResponseGo(): bool
    {
        return function_exists('fastcgi_finish_request') || function_exists('litespeed_finish_request');
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
