<?php
/**
 * One order whole, in one answer: its rows, what may be given back, and the mark of this moment.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Reading;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class WholeOrder
{
    /** @return array|null as the wire carries it; null where no order of this shop has the id */
    public static function read(int $orderId, int $shop): ?array
    {
        $standing = Standing::of($orderId, $shop);
        if ($standing === null) {
            return null;
        }

        return [
            'rows' => self::rows($standing, $shop),
            'refund' => (new Refundable($standing, $shop))->told(),
            'stand' => $standing->stand(),
        ];
    }

    private static function rows(Standing $standing, int $shop): array
    {
        $order = $standing->order;
        $id = $standing->id();
        $threads = OrderRows::threads([$id]);
        $rules = OrderRows::cartRules($id);

        return [
            'orders' => [$order],
            'order_details' => $standing->details,
            'order_slip' => $standing->slips,
            'order_cart_rules' => $rules,
            'cart_rules' => Sql::rows('SELECT `id_cart_rule` AS `id`, `code` FROM cart_rule WHERE `id_cart_rule` IN ' . Sql::ids(array_column($rules, 'id_cart_rule'))),
            'customer_threads' => $threads,
            'customer_messages' => $threads ? OrderRows::messages(array_column($threads, 'id')) : [],
            'customers' => OrderRows::customers([$order['id_customer']]),
            'order_payments' => OrderRows::payments((string) $order['reference']),
        ] + LineExtras::rows($standing->details, $shop) + self::placed($order) + Lists::common();
    }

    /** Where it stands and where it goes: rows with the short lists they name. */
    private static function placed(array $order): array
    {
        $histories = OrderRows::histories([$order['id']]);
        $carriers = OrderRows::carriers([$order['id']]);
        $addresses = OrderRows::addresses([$order['id_address_delivery'], $order['id_address_invoice']]);

        return [
            'order_histories' => $histories,
            'order_carriers' => $carriers,
            'addresses' => $addresses,
            'order_states' => Lists::orderStates(array_merge([$order['current_state']], array_column($histories, 'id_order_state'))),
            'carriers' => Lists::carriers(array_merge([$order['id_carrier']], array_column($carriers, 'id_carrier'))),
            'countries' => Lists::countries(array_column($addresses, 'id_country')),
            'states' => Lists::regions(array_column($addresses, 'id_state')),
        ];
    }
}
