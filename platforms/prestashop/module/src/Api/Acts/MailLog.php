<?php
/**
 * Core's mails of a refund: it sends them silently, and silently fails to.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api\Acts;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Reading\Sql;

final class MailLog
{
    private const NO_MAILS = 3;

    public static function last(): int
    {
        return Sql::number('SELECT MAX(`id_mail`) AS `last` FROM mail');
    }

    /** Whether a mail that core always sends is not in its log; false where the log cannot tell. */
    public static function lacks(string $template, int $since, int $customer): bool
    {
        $isLogged = (bool) \Configuration::get('PS_LOG_EMAILS') && (int) \Configuration::get('PS_MAIL_METHOD') !== self::NO_MAILS;
        if (!$isLogged || self::isSentByOthers() || (string) (new \Customer($customer))->email === '') {
            return false;
        }

        return Sql::number("SELECT COUNT(*) FROM mail WHERE `id_mail` > $since AND `template` = " . Sql::quoted($template)) === 0;
    }

    /** A module may take mails over before core sends them: then core logs none. */
    private static function isSentByOthers(): bool
    {
        return Sql::number("SELECT COUNT(*) FROM hook_module hm JOIN hook h ON h.`id_hook` = hm.`id_hook` WHERE h.`name` = 'actionEmailSendBefore'") > 0;
    }
}
