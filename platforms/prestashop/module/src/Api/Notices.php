<?php
/**
 * The outbox as the service polls it: a safety net under the notices sent.
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
use Comptoir\Notices\Outbox;
use Comptoir\Reading\Sql;

final class Notices
{
    public static function after(int $after, int $limit, int $shop): array
    {
        $table = Tables::NOTICES;
        $rows = Sql::rows("SELECT * FROM $table WHERE `id_shop` = $shop AND `id_notice` > $after ORDER BY `id_notice` LIMIT $limit");

        return [
            'notices' => array_map([Outbox::class, 'onTheWire'], $rows),
            'last' => Sql::number("SELECT MAX(`id_notice`) AS `last` FROM $table WHERE `id_shop` = $shop"),
        ];
    }
}
