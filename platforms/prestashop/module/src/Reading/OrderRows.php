<?php
/**
 * Rows about orders, by the names and in the forms of the shop's webservice.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Reading;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class OrderRows
{
    private const ORDER = '`id_order` AS `id`, `reference`, `id_shop`, `id_shop_group`, `id_carrier`, `id_lang`, `id_customer`, `id_cart`,'
        . ' `id_currency`, `id_address_delivery`, `id_address_invoice`, `current_state`, `payment`, `module`, `conversion_rate`, `valid`,'
        . ' `recyclable`, `gift`, `gift_message`, `note`, `total_discounts`, `total_discounts_tax_incl`, `total_discounts_tax_excl`,'
        . ' `total_paid`, `total_paid_tax_incl`, `total_paid_tax_excl`, `total_paid_real`, `total_products`, `total_products_wt`,'
        . ' `total_shipping`, `total_shipping_tax_incl`, `total_shipping_tax_excl`, `carrier_tax_rate`, `total_wrapping`,'
        . ' `total_wrapping_tax_incl`, `total_wrapping_tax_excl`, `round_mode`, `round_type`, `invoice_number`, `invoice_date`,'
        . ' `delivery_number`, `delivery_date`, `date_add`, `date_upd`';
    private const DETAIL = '`id_order_detail` AS `id`, `id_order`, `id_shop`, `product_id`, `product_attribute_id`, `id_customization`,'
        . ' `product_name`, `product_reference`, `product_quantity`, `product_quantity_refunded`, `product_quantity_return`,'
        . ' `product_quantity_reinjected`, `unit_price_tax_incl`, `unit_price_tax_excl`, `total_price_tax_incl`, `total_price_tax_excl`,'
        . ' `total_refunded_tax_incl`, `total_refunded_tax_excl`';
    private const SLIP = '`id_order_slip` AS `id`, `id_customer`, `id_order`, COALESCE(`total_products_tax_excl`, 0) AS `total_products_tax_excl`,'
        . ' COALESCE(`total_products_tax_incl`, 0) AS `total_products_tax_incl`, COALESCE(`total_shipping_tax_excl`, 0) AS `total_shipping_tax_excl`,'
        . ' COALESCE(`total_shipping_tax_incl`, 0) AS `total_shipping_tax_incl`, `amount`, `shipping_cost`, `shipping_cost_amount`, `partial`,'
        . ' `order_slip_type`, `date_add`, `date_upd`';
    private const CUSTOMER = '`id_customer` AS `id`, `id_lang`, `firstname`, `lastname`, `email`, `company`, `is_guest`, `note`, `date_add`';
    private const ADDRESS = '`id_address` AS `id`, `id_customer`, `id_country`, `id_state`, `alias`, `company`, `firstname`, `lastname`,'
        . ' `address1`, `address2`, `postcode`, `city`, `phone`, `phone_mobile`, `deleted`, `date_add`, `date_upd`';

    /** @return array|null the order where it is this shop's */
    public static function order(int $id, int $shop): ?array
    {
        return Sql::row('SELECT ' . self::ORDER . " FROM orders WHERE `id_order` = $id AND `id_shop` = $shop");
    }

    public static function orders(array $ids): array
    {
        return Sql::rows('SELECT ' . self::ORDER . ' FROM orders WHERE `id_order` IN ' . Sql::ids($ids) . ' ORDER BY `date_add` DESC, `id_order` DESC');
    }

    public static function details(array $orders): array
    {
        return Sql::rows('SELECT ' . self::DETAIL . ' FROM order_detail WHERE `id_order` IN ' . Sql::ids($orders) . ' ORDER BY `id_order_detail`');
    }

    public static function slips(array $orders): array
    {
        $slips = Sql::rows('SELECT ' . self::SLIP . ' FROM order_slip WHERE `id_order` IN ' . Sql::ids($orders) . ' ORDER BY `id_order_slip`');
        $lines = $slips ? Sql::rows(
            'SELECT `id_order_slip` AS `id`, `id_order_detail`, `product_quantity`, COALESCE(`amount_tax_excl`, 0) AS `amount_tax_excl`,'
            . ' COALESCE(`amount_tax_incl`, 0) AS `amount_tax_incl`'
            . ' FROM order_slip_detail WHERE `id_order_slip` IN ' . Sql::ids(array_column($slips, 'id'))
        ) : [];

        return self::nested($slips, 'order_slip_details', $lines, 'id');
    }

    public static function histories(array $orders): array
    {
        return Sql::rows('SELECT `id_order_history` AS `id`, `id_employee`, `id_order`, `id_order_state`, `date_add` FROM order_history WHERE `id_order` IN ' . Sql::ids($orders) . ' ORDER BY `id_order_history`');
    }

    public static function carriers(array $orders): array
    {
        return Sql::rows(
            'SELECT `id_order_carrier` AS `id`, `id_order`, `id_carrier`, `id_order_invoice`, `weight`, COALESCE(`shipping_cost_tax_excl`, 0) AS `shipping_cost_tax_excl`,'
            . ' COALESCE(`shipping_cost_tax_incl`, 0) AS `shipping_cost_tax_incl`, `tracking_number`, `date_add` FROM order_carrier WHERE `id_order` IN ' . Sql::ids($orders)
        );
    }

    public static function cartRules(int $order): array
    {
        return Sql::rows(
            'SELECT `id_order_cart_rule` AS `id`, `id_order`, `id_cart_rule`, `id_order_invoice`, `name`, `value`, `value_tax_excl`,'
            . " `free_shipping`, `deleted` FROM order_cart_rule WHERE `id_order` = $order"
        );
    }

    public static function payments(string $reference): array
    {
        return Sql::rows(
            'SELECT `id_order_payment` AS `id`, `order_reference`, `id_currency`, `amount`, `payment_method`, `conversion_rate`,'
            . ' `transaction_id`, `date_add` FROM order_payment WHERE `order_reference` = ' . Sql::quoted($reference)
        );
    }

    /** Vouchers that core made for an order in place of money, known by the code it gives them. */
    public static function vouchers(int $order, int $customer): array
    {
        return Sql::rows(
            'SELECT `id_cart_rule` AS `id`, `code`, `reduction_amount`, `reduction_tax`, `date_add` FROM cart_rule'
            . " WHERE `id_customer` = $customer AND `code` = CONCAT('V', `id_cart_rule`, 'C$customer', 'O$order') ORDER BY `id_cart_rule`"
        );
    }

    public static function threads(array $orders): array
    {
        return Sql::rows('SELECT `id_customer_thread` AS `id`, `id_lang`, `id_shop`, `id_customer`, `id_order`, `id_product`, `id_contact`, `email`, `status`, `date_add`, `date_upd` FROM customer_thread WHERE `id_order` IN ' . Sql::ids($orders));
    }

    public static function messages(array $threads): array
    {
        return Sql::rows('SELECT `id_customer_message` AS `id`, `id_employee`, `id_customer_thread`, `message`, `private`, `read`, `date_add`, `date_upd` FROM customer_message WHERE `id_customer_thread` IN ' . Sql::ids($threads));
    }

    /** Never the whole record: it holds the password's hash and the account's secret. */
    public static function customers(array $ids): array
    {
        return Sql::rows('SELECT ' . self::CUSTOMER . ' FROM customer WHERE `id_customer` IN ' . Sql::ids($ids));
    }

    public static function addresses(array $ids): array
    {
        return Sql::rows('SELECT ' . self::ADDRESS . ' FROM address WHERE `id_address` IN ' . Sql::ids($ids));
    }

    /**
     * Rows with others nested in them, as the webservice nests associations.
     *
     * @param array[] $rows
     * @param array[] $nested
     */
    public static function nested(array $rows, string $name, array $nested, string $by): array
    {
        $found = [];
        foreach ($nested as $one) {
            $found[(int) $one[$by]][] = $one;
        }
        foreach ($rows as $place => $row) {
            $rows[$place]['associations'][$name] = $found[(int) $row['id']] ?? [];
        }

        return $rows;
    }
}
