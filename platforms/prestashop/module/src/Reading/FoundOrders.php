<?php
/**
 * Orders of the shop that meet any of some criteria, newest first.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Reading;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class FoundOrders
{
    /**
     * @param string[] $emails
     * @param string[] $phones digits only
     * @param string[] $references
     * @param int[] $customers
     */
    public static function rows(array $emails, array $phones, array $references, array $customers, int $limit, int $shop): array
    {
        $where = self::criteria($emails, $phones, $references, $customers);
        $orders = $where ? Sql::rows(
            "SELECT o.`id_order` AS `id` FROM orders o WHERE o.`id_shop` = $shop AND (" . implode(' OR ', $where) . ')'
            . " ORDER BY o.`date_add` DESC, o.`id_order` DESC LIMIT $limit"
        ) : [];

        return self::whole(OrderRows::orders(array_column($orders, 'id')));
    }

    private static function criteria(array $emails, array $phones, array $references, array $customers): array
    {
        $where = [];
        if ($emails) {
            $where[] = 'o.`id_customer` IN (SELECT `id_customer` FROM customer WHERE `email` IN ' . self::among($emails) . ')';
        }
        foreach ($phones as $digits) {
            $like = Sql::quoted('%' . implode('%', str_split($digits)) . '%');
            $where[] = "o.`id_customer` IN (SELECT `id_customer` FROM address WHERE `id_customer` > 0 AND (`phone` LIKE $like OR `phone_mobile` LIKE $like))";
        }
        if ($references) {
            $where[] = 'o.`reference` IN ' . self::among($references);
        }
        if ($customers) {
            $where[] = 'o.`id_customer` IN ' . Sql::ids($customers);
        }

        return $where;
    }

    private static function whole(array $orders): array
    {
        $ids = array_column($orders, 'id');
        $carriers = OrderRows::carriers($ids);
        $threads = OrderRows::threads($ids);
        $addresses = array_merge(array_column($orders, 'id_address_delivery'), array_column($orders, 'id_address_invoice'));

        return [
            'orders' => $orders,
            'order_details' => OrderRows::details($ids),
            'order_slip' => OrderRows::slips($ids),
            'order_carriers' => $carriers,
            'customers' => OrderRows::customers(array_column($orders, 'id_customer')),
            'addresses' => self::addresses($addresses, array_column($orders, 'id_customer')),
            'customer_threads' => $threads,
            'customer_messages' => OrderRows::messages(array_column($threads, 'id')),
            'order_states' => Lists::orderStates(array_column($orders, 'current_state')),
            'carriers' => Lists::carriers(array_column($carriers, 'id_carrier')),
        ] + Lists::common();
    }

    /** Those of the orders and all others of their customers: a phone may be on any of them. */
    private static function addresses(array $ids, array $customers): array
    {
        $of = Sql::rows('SELECT `id_address` FROM address WHERE `id_customer` > 0 AND `id_customer` IN ' . Sql::ids($customers) . ' ORDER BY `id_address` DESC LIMIT 500');

        return OrderRows::addresses(array_merge($ids, array_column($of, 'id_address')));
    }

    private static function among(array $texts): string
    {
        return '(' . implode(', ', array_map([Sql::class, 'quoted'], $texts)) . ')';
    }
}
