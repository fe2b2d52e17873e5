<?php
/**
 * How an order stood just before an act, so that a run that died can be told from one that was done.
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
use Comptoir\Reading\Standing;

final class Snapshot
{
    /** @return array of plain values: it is kept in the ledger as JSON */
    public static function of(Standing $standing): array
    {
        $order = $standing->id();
        $lines = [];
        foreach ($standing->details as $detail) {
            $id = (int) $detail['id'];
            $lines[$id] = [
                'gone' => (int) $detail['product_quantity_refunded'] + (int) $detail['product_quantity_return'],
                'reinjected' => (int) $detail['product_quantity_reinjected'],
                'stock' => $standing->stocks()[$id],
            ];
        }

        return [
            'state' => $standing->state(),
            'lines' => $lines,
            'slip' => Sql::number("SELECT MAX(`id_order_slip`) AS `last` FROM order_slip WHERE `id_order` = $order"),
            'rule' => Sql::number('SELECT MAX(`id_cart_rule`) AS `last` FROM cart_rule'),
            'history' => Sql::number("SELECT MAX(`id_order_history`) AS `last` FROM order_history WHERE `id_order` = $order"),
            'movement' => Sql::number("SELECT MAX(`id_stock_mvt`) AS `last` FROM stock_mvt WHERE `id_order` = $order"),
            'message' => Sql::number(
                'SELECT MAX(m.`id_customer_message`) AS `last` FROM customer_message m'
                . " JOIN customer_thread t ON t.`id_customer_thread` = m.`id_customer_thread` WHERE t.`id_order` = $order"
            ),
        ];
    }

    /** Whether nothing of the order moved: a sale may have taken units meanwhile, nothing gives any back. */
    public static function isAsBefore(array $before, Standing $standing): bool
    {
        $now = self::of($standing);
        foreach ($before['lines'] as $id => $line) {
            if (!isset($now['lines'][$id]) || $now['lines'][$id]['gone'] !== $line['gone']) {
                return false;
            }
            if ($now['lines'][$id]['stock'] > $line['stock']) {
                return false;
            }
        }

        return $now['slip'] === $before['slip'] && $now['movement'] === $before['movement']
            && $now['state'] === $before['state'] && $now['history'] === $before['history']
            && self::vouchers($before, $standing) === [];
    }

    /**
     * Whether exactly these units went since, of lines that are all still there; a line that came since lost none.
     *
     * @param array<int, int> $asked units by line
     */
    public static function isGone(array $asked, array $before, array $now): bool
    {
        if (array_diff_key($before + $asked, $now) !== []) {
            return false;
        }
        foreach ($now as $id => $line) {
            if ($line['gone'] !== ($before[$id]['gone'] ?? 0) + ($asked[$id] ?? 0)) {
                return false;
            }
        }

        return true;
    }

    /** The newest message this employee wrote beside the order since; 0 where there is none. */
    public static function written(array $before, Standing $standing, int $employee): int
    {
        return Sql::number(
            'SELECT MAX(m.`id_customer_message`) AS `last` FROM customer_message m'
            . ' JOIN customer_thread t ON t.`id_customer_thread` = m.`id_customer_thread` WHERE t.`id_order` = ' . $standing->id()
            . " AND m.`id_employee` = $employee AND m.`id_customer_message` > " . (int) $before['message']
        );
    }

    /** @return array[] vouchers core made for this order since */
    public static function vouchers(array $before, Standing $standing): array
    {
        $code = 'V%C' . (int) $standing->order['id_customer'] . 'O' . $standing->id();

        return Sql::rows(
            'SELECT `id_cart_rule` AS `id`, `code`, `reduction_amount`, `reduction_tax` FROM cart_rule WHERE `id_cart_rule` > '
            . (int) $before['rule'] . ' AND `code` LIKE ' . Sql::quoted($code) . ' ORDER BY `id_cart_rule`'
        );
    }
}
