<?php
/**
 * The outbox of notices: written with the change it tells of, kept until the service took it.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Notices;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Install\Tables;

final class Outbox
{
    /** A call's body may be 64 KiB: a hundred notices of a few facts each stay far below. */
    public const MOST_AT_ONCE = 100;

    /** Delivered rows still answer the service's own reading for a while. */
    private const KEPT_DAYS = 30;

    /** A shop whose service never came back must not fill its database. */
    private const GIVEN_UP_DAYS = 90;

    /** Seconds until the second try; each further one waits twice as long, an hour at most. */
    private const FIRST_WAIT = 5;
    private const LONGEST_WAIT = 3600;

    /**
     * @param array<string, bool|int|string> $facts
     */
    public static function add(int $shop, string $kind, int $orderId, string $operationKey, array $facts): void
    {
        \Db::getInstance()->insert(Tables::NOTICES, [
            'id_shop' => (int) $shop,
            'kind' => pSQL($kind),
            'id_order' => (int) $orderId,
            'operation_key' => pSQL($operationKey),
            'facts' => pSQL((string) json_encode($facts), true),
            'happened_at' => self::now(),
            'due_at' => self::now(),
        ]);
    }

    /**
     * Whether these very facts are the last of their kind that were told of this order.
     *
     * @param array<string, bool|int|string> $facts
     */
    public static function told(string $kind, int $orderId, array $facts): bool
    {
        $last = \Db::getInstance()->getValue(
            'SELECT `facts` FROM `' . self::table() . '` WHERE `id_order` = ' . (int) $orderId
            . " AND `kind` = '" . pSQL($kind) . "' ORDER BY `id_notice` DESC",
            false
        );

        return $last === json_encode($facts);
    }

    /** The shop whose notice waits longest, 0 when none is due. */
    public static function shopWaiting(): int
    {
        return (int) \Db::getInstance()->getValue(
            'SELECT `id_shop` FROM `' . self::table() . '` WHERE ' . self::due() . ' ORDER BY `id_notice`',
            false
        );
    }

    /**
     * The oldest notices that are due, in the form of the wire; each counts as tried from here on.
     *
     * @return array<int, array<string, mixed>>
     */
    public static function takeDue(int $shop): array
    {
        $rows = \Db::getInstance()->executeS(
            'SELECT * FROM `' . self::table() . '` WHERE `id_shop` = ' . (int) $shop . ' AND ' . self::due()
            . ' ORDER BY `id_notice` LIMIT ' . (int) self::MOST_AT_ONCE,
            true,
            false
        );
        if (!is_array($rows) || $rows === []) {
            return [];
        }
        self::countTry(array_column($rows, 'id_notice'));

        return array_map([self::class, 'onTheWire'], $rows);
    }

    /**
     * @param int[] $ids
     */
    public static function delivered(array $ids): void
    {
        if ($ids !== []) {
            \Db::getInstance()->execute(
                'UPDATE `' . self::table() . '` SET `delivered_at` = ' . (int) self::now()
                . ' WHERE `id_notice` IN (' . implode(',', array_map('intval', $ids)) . ')'
            );
        }
    }

    /** What waits was meant for the service that is left; another one must not be told of it. */
    public static function forget(int $shop): void
    {
        \Db::getInstance()->execute(
            'DELETE FROM `' . self::table() . '` WHERE `id_shop` = ' . (int) $shop . ' AND `delivered_at` IS NULL'
        );
    }

    /**
     * Numbers go on above those of an installation before: by them the service knows what it was told already.
     *
     * The second is above them, as no shop has a happening every second for long.
     */
    public static function numberOn(): bool
    {
        return (bool) \Db::getInstance()->execute('ALTER TABLE `' . self::table() . '` AUTO_INCREMENT = ' . (int) time());
    }

    public static function purge(): void
    {
        $day = 86400000;
        \Db::getInstance()->execute(
            'DELETE FROM `' . self::table() . '`'
            . ' WHERE `delivered_at` < ' . (int) (self::now() - self::KEPT_DAYS * $day)
            . ' OR `happened_at` < ' . (int) (self::now() - self::GIVEN_UP_DAYS * $day)
        );
    }

    /**
     * @param array<string, mixed> $row of the table
     *
     * @return array<string, mixed>
     */
    public static function onTheWire(array $row): array
    {
        return [
            'id' => (int) $row['id_notice'],
            'kind' => (string) $row['kind'],
            'order' => (int) $row['id_order'],
            'key' => (string) $row['operation_key'],
            'at' => (int) $row['happened_at'],
            'facts' => (object) (json_decode((string) $row['facts'], true) ?: []),
        ];
    }

    /**
     * @param array<int, mixed> $ids
     */
    private static function countTry(array $ids): void
    {
        \Db::getInstance()->execute(
            'UPDATE `' . self::table() . '` SET `due_at` = ' . (int) self::now() . ' + 1000 * LEAST('
            . (int) self::LONGEST_WAIT . ', ' . (int) self::FIRST_WAIT . ' * POW(2, LEAST(`attempts`, 10))),'
            . ' `attempts` = `attempts` + 1'
            . ' WHERE `id_notice` IN (' . implode(',', array_map('intval', $ids)) . ')'
        );
    }

    private static function due(): string
    {
        return '`delivered_at` IS NULL AND `due_at` <= ' . (int) self::now();
    }

    private static function table(): string
    {
        return _DB_PREFIX_ . Tables::NOTICES;
    }

    /** Unix milliseconds. */
    private static function now(): int
    {
        return (int) (microtime(true) * 1000);
    }
}
