<?php
/**
 * How one order stands: all that a refund or a cancellation depends on, read at one moment.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Reading;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Money\GivenBack;
use Comptoir\Money\Minor;

final class Standing
{
    /** @var array */
    public $order;
    /** @var array[] */
    public $details;
    /** @var array[] */
    public $slips;
    /** @var array[] what the slips say of lines */
    public $slipLines = [];
    /** @var array[] vouchers that core made in place of money for this order, whoever asked */
    public $vouchers;
    /** @var array[] of all orders that share the reference */
    private $payments;
    /** @var array[] the history's states with their flags */
    public $history;
    /** @var int digits of the order's currency */
    public $digits;
    /** @var bool a state that counts as paid in the history, or a payment: core's own rule */
    public $isPaid;
    /** @var int[] cancelled and payment error: states in which core holds no stock for the order */
    private $releasing;
    /** @var array<int, int|null>|null */
    private $stocks;

    public function __construct(array $order)
    {
        $id = (int) $order['id'];
        $this->order = $order;
        $this->details = OrderRows::details([$id]);
        $this->slips = OrderRows::slips([$id]);
        foreach ($this->slips as $slip) {
            $this->slipLines = array_merge($this->slipLines, $slip['associations']['order_slip_details']);
        }
        $this->vouchers = OrderRows::vouchers($id, (int) $order['id_customer']);
        $this->payments = OrderRows::payments((string) $order['reference']);
        $this->history = Sql::rows(
            'SELECT h.`id_order_history` AS `id`, h.`id_order_state`, s.`paid`, s.`shipped`, s.`delivery`'
            . " FROM order_history h LEFT JOIN order_state s ON s.`id_order_state` = h.`id_order_state` WHERE h.`id_order` = $id"
            . ' ORDER BY h.`id_order_history`'
        );
        $this->digits = (int) (new \Currency((int) $order['id_currency']))->precision;
        $this->isPaid = $this->was('paid') || $this->payments !== [];
        $this->releasing = [(int) \Configuration::get('PS_OS_CANCELED'), (int) \Configuration::get('PS_OS_ERROR')];
    }

    /** @return self|null null where no order of this shop has the id */
    public static function of(int $orderId, int $shop): ?self
    {
        $order = OrderRows::order($orderId, $shop);

        return $order === null ? null : new self($order);
    }

    public function id(): int
    {
        return (int) $this->order['id'];
    }

    public function state(): int
    {
        return (int) $this->order['current_state'];
    }

    /** Whether the order ever was in a state with this flag. */
    public function was(string $flag): bool
    {
        return array_filter(array_column($this->history, $flag)) !== [];
    }

    public function wasIn(int $state): bool
    {
        return in_array($state, array_map('intval', array_column($this->history, 'id_order_state')), true);
    }

    /** Whether the units of the order are on the shelf already, whatever is refunded of it. */
    public function holdsNoStock(): bool
    {
        return in_array($this->state(), $this->releasing, true);
    }

    /** Units of a line that may still be given back: never more than core's own refundable quantity. */
    public function left(array $detail): int
    {
        return max(0, (int) $detail['product_quantity'] - GivenBack::units($detail, $this->slipLines));
    }

    /** Minor units given back for a line. */
    public function refunded(array $detail): int
    {
        return GivenBack::minor(GivenBack::ofLine($detail, $this->slipLines), $this->digits);
    }

    /** Minor units given back for products and shipping without a slip: as vouchers. */
    public function byVoucher(): array
    {
        $parts = [$this->details, $this->slips, $this->slipLines];

        return [
            'products' => GivenBack::minor(GivenBack::uncovered($parts[0], $parts[1], $parts[2], 'incl'), $this->digits),
            'shipping' => GivenBack::minor(GivenBack::shippingByVouchers($this->vouchers, $parts[0], $parts[1], $parts[2], $this->order), $this->digits),
        ];
    }

    /** Minor units received; the order's total where it was taken as paid and no payment was ever written. */
    public function paid(): int
    {
        $received = $this->minor($this->order['total_paid_real']);
        if ($received > 0) {
            return $received;
        }

        return $this->was('paid') ? $this->minor($this->order['total_paid_tax_incl']) : 0;
    }

    public function hasGivenBack(): bool
    {
        foreach ($this->details as $detail) {
            if (GivenBack::units($detail, $this->slipLines) > 0) {
                return true;
            }
        }

        return $this->slips !== [] || $this->vouchers !== [];
    }

    /** Units for sale of each line's product, by line; null where the product is gone or none is counted. */
    public function stocks(): array
    {
        if ($this->stocks === null) {
            $counted = \Configuration::get('PS_STOCK_MANAGEMENT') ? $this->counted() : [];
            $this->stocks = [];
            foreach ($this->details as $detail) {
                $this->stocks[(int) $detail['id']] = $counted[(int) $detail['id']] ?? null;
            }
        }

        return $this->stocks;
    }

    /** Sha256 hex of what matters: equal texts, equal standing. */
    public function stand(): string
    {
        $facts = [$this->id(), $this->state(), $this->minor($this->order['total_paid_real']),
            $this->minor($this->order['total_paid_tax_incl']), $this->minor($this->order['total_discounts_tax_incl']),
            $this->minor($this->order['total_shipping_tax_incl'])];
        foreach ($this->details as $one) {
            $facts[] = ['line', (int) $one['id'], (int) $one['product_quantity'], (int) $one['product_quantity_refunded'],
                (int) $one['product_quantity_return'], $this->minor($one['total_refunded_tax_incl']),
                Minor::stored($one['unit_price_tax_incl'], GivenBack::DIGITS), $this->minor($one['total_price_tax_incl']),
                GivenBack::units($one, $this->slipLines), $this->refunded($one)];
        }
        foreach ($this->slips as $one) {
            $facts[] = ['slip', (int) $one['id'], $this->minor($one['total_products_tax_incl']), $this->minor($one['total_shipping_tax_incl'])];
        }
        foreach ($this->vouchers as $one) {
            $facts[] = ['voucher', (int) $one['id'], $this->minor($one['reduction_amount'])];
        }
        $facts[] = ['payments', array_sum(array_map([$this, 'minor'], array_column($this->payments, 'amount')))];

        return hash('sha256', (string) json_encode($facts));
    }

    /** @param mixed $stored */
    public function minor($stored): int
    {
        return Minor::stored($stored ?? '0', $this->digits);
    }

    public function written(int $minor): string
    {
        return Minor::written($minor, $this->digits);
    }

    /** @return array<int, int> by line, of products that still exist */
    private function counted(): array
    {
        return array_map('intval', array_column(Sql::rows(
            'SELECT d.`id_order_detail`, s.`quantity` FROM order_detail d'
            . ' JOIN product p ON p.`id_product` = d.`product_id`'
            . ' JOIN stock_available s ON s.`id_product` = d.`product_id` AND s.`id_product_attribute` = d.`product_attribute_id`'
            . ' WHERE d.`id_order` = ' . $this->id()
            . \StockAvailable::addSqlShopRestriction(null, (int) $this->order['id_shop'], 's')
        ), 'quantity', 'id_order_detail'));
    }
}
