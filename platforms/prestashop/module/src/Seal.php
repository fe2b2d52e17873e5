<?php
/**
 * Keeps a text unreadable in the database: the webservice can be asked for any row of the configuration.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Seal
{
    public static function close(string $text): string
    {
        return (string) (new \PhpEncryption(_NEW_COOKIE_KEY_))->encrypt($text);
    }

    /** '' for what was not sealed here, or was sealed before the shop's key changed. */
    public static function open(string $sealed): string
    {
        if ($sealed === '') {
            return '';
        }

        return (string) (new \PhpEncryption(_NEW_COOKIE_KEY_))->decrypt($sealed);
    }
}
