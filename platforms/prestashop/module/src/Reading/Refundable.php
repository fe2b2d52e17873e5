<?php
/**
 * What may still be given back of an order, and why not where nothing may.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Reading;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Ledger\Table;
use Comptoir\Money\Minor;
use Comptoir\Money\Spreading;
use Comptoir\Settings;

final class Refundable
{
    /** Payments in which nobody but the merchant can move money. */
    private const BY_HAND = ['ps_checkpayment', 'ps_wirepayment', 'ps_cashondelivery', 'free_order'];
    /** On any of these a payment module may move money by itself: on a slip, on a cancelled product, on a state. */
    private const REFUND_HOOKS = [
        'actionOrderSlipAdd', 'actionObjectOrderSlipAddAfter', 'actionProductCancel',
        'actionOrderStatusUpdate', 'actionOrderStatusPostUpdate', 'actionOrderHistoryAddAfter',
    ];
    /** PrestaShop's setting "send no mail at all". */
    private const NO_MAILS = 3;

    /** @var Standing */
    private $standing;
    /** @var int */
    private $shop;
    /** @var array<int, int> the most for all units left, by line */
    public $mosts;
    /** @var int */
    public $shippingLeft;
    /** @var int paid and not yet given back, whatever the lines say */
    public $left;

    public function __construct(Standing $standing, int $shop)
    {
        $this->standing = $standing;
        $this->shop = $shop;
        $this->weigh();
    }

    /** How units of a line go back to the shelf with its refund: forced, optional or none. */
    public function restock(int $line): string
    {
        $stocks = $this->standing->stocks();
        if ($stocks[$line] === null || $this->standing->holdsNoStock()) {
            return 'none';
        }

        return $this->standing->was('delivery') ? 'optional' : 'forced';
    }

    /** Why nothing can be refunded; '' where something can. */
    public function barred(): string
    {
        if (!Settings::refundsOn()) {
            return 'refunds_off';
        }
        if (!$this->isPaid()) {
            return 'not_paid';
        }

        return $this->isNothingLeft() ? 'nothing_left' : '';
    }

    /** Core's own rule, and money of this very order: a payment may be that of another order of its reference. */
    public function isPaid(): bool
    {
        return $this->standing->isPaid && ($this->standing->was('paid') || $this->standing->paid() > 0);
    }

    public function isNothingLeft(): bool
    {
        return array_sum($this->mosts) + $this->shippingLeft <= 0 || $this->left <= 0;
    }

    /** Why the order cannot be cancelled; '' where it can. */
    public function cancelBarred(): string
    {
        return Settings::cancellationsOn() ? self::whyNotCancelled($this->standing) : 'cancellations_off';
    }

    public static function whyNotCancelled(Standing $standing): string
    {
        $over = [(int) \Configuration::get('PS_OS_CANCELED'), (int) \Configuration::get('PS_OS_REFUND')];
        if (in_array($standing->state(), $over, true)) {
            return 'already_cancelled';
        }
        if ($standing->wasIn((int) \Configuration::get('PS_OS_DELIVERED'))) {
            return 'already_delivered';
        }
        if ($standing->was('shipped')) {
            return 'already_shipped';
        }

        return $standing->hasGivenBack() ? 'partly_refunded' : '';
    }

    /** @return string[] */
    public function offers(): array
    {
        // A module that pays on actionProductCancel would pay beside the voucher.
        $isVoucherSafe = (int) $this->standing->order['id_customer'] > 0 && !$this->paysBeforeSlip();

        return $isVoucherSafe ? ['money', 'voucher'] : ['money'];
    }

    /** The whole as the wire carries it. */
    public function told(): array
    {
        $standing = $this->standing;
        $cancelled = (int) \Configuration::get('PS_OS_CANCELED');

        return [
            'barred' => $this->barred(),
            'cancel_barred' => $this->cancelBarred(),
            'lines' => $this->lines(),
            'shipping_left' => $standing->written($this->shippingLeft),
            'left' => $standing->written($this->left),
            'offers' => $this->offers(),
            'payment' => [
                'module' => (string) $standing->order['module'],
                'name' => (string) $standing->order['payment'],
                'way' => $this->isByHand() ? 'by_hand' : 'unknown',
            ],
            'mails_refund' => self::sendsMails(),
            'mails_cancel' => self::sendsMails() && (bool) (Lists::orderState($cancelled)['send_email'] ?? false),
            'cancel_state' => $cancelled,
            'refunded_state' => (int) \Configuration::get('PS_OS_REFUND'),
        ];
    }

    /** Whether the order's payment module runs when a refund is only begun: then a broken one may have paid. */
    public function paysBeforeSlip(): bool
    {
        return !$this->isKnownByHand() && self::listens((string) $this->standing->order['module'], ['actionProductCancel']);
    }

    private function lines(): array
    {
        $stocks = $this->standing->stocks();
        $lines = [];
        foreach ($this->standing->details as $detail) {
            $id = (int) $detail['id'];
            $lines[] = [
                'line' => $id,
                'left' => $this->standing->left($detail),
                'most' => $this->standing->written($this->mosts[$id]),
                'restock' => $this->restock($id),
                'stock' => $stocks[$id],
            ];
        }

        return $lines;
    }

    private function weigh(): void
    {
        $standing = $this->standing;
        $order = $standing->order;
        $shippingTotal = $standing->minor($order['total_shipping_tax_incl']);
        $shippingSlips = array_sum(array_map([$standing, 'minor'], array_column($standing->slips, 'total_shipping_tax_incl')));
        $productSlips = array_sum(array_map([$standing, 'minor'], array_column($standing->slips, 'total_products_tax_incl')));
        $byVoucher = $standing->byVoucher();
        // A voucher that somebody deleted since is still known to the ledger.
        $shippingByVoucher = max($byVoucher['shipping'], $this->shippingByOwnVouchers());
        $paidLeft = $standing->paid() - $productSlips - $shippingSlips - $byVoucher['products'] - $shippingByVoucher;
        $spread = Spreading::mosts(
            array_map([$this, 'weighed'], $standing->details),
            $shippingTotal,
            max(0, $shippingTotal - $shippingSlips - $shippingByVoucher),
            $standing->minor($order['total_discounts_tax_incl']),
            $this->isShippingFree(),
            $paidLeft,
            $standing->digits
        );
        $this->mosts = $spread['mosts'];
        $this->shippingLeft = $spread['shipping'];
        $this->left = max(0, $paidLeft);
    }

    private function weighed(array $detail): array
    {
        return [
            'id' => (int) $detail['id'],
            'total' => $this->standing->minor($detail['total_price_tax_incl']),
            'quantity' => (int) $detail['product_quantity'],
            'left' => $this->standing->left($detail),
            'refunded' => $this->standing->refunded($detail),
            'unit_micro' => Minor::stored($detail['unit_price_tax_incl'], 6),
        ];
    }

    private function isShippingFree(): bool
    {
        $id = $this->standing->id();

        return Sql::number("SELECT COUNT(*) FROM order_cart_rule WHERE `id_order` = $id AND `free_shipping` = 1 AND `deleted` = 0") > 0;
    }

    private function shippingByOwnVouchers(): int
    {
        $given = 0;
        foreach ((new Table($this->shop))->done($this->standing->id(), 'refund') as $row) {
            if (($row->asked['gives'] ?? '') === 'voucher') {
                $given += (int) Minor::asked($row->asked['shipping'] ?? '', $this->standing->digits);
            }
        }

        return $given;
    }

    private function isByHand(): bool
    {
        return $this->isKnownByHand() || !self::listens((string) $this->standing->order['module'], self::REFUND_HOOKS);
    }

    private function isKnownByHand(): bool
    {
        return in_array((string) $this->standing->order['module'], self::BY_HAND, true);
    }

    /** @param string[] $hooks whether the module listens to any of them */
    private static function listens(string $module, array $hooks): bool
    {
        return Sql::number(
            'SELECT COUNT(*) FROM hook_module hm JOIN hook h ON h.`id_hook` = hm.`id_hook` JOIN module m ON m.`id_module` = hm.`id_module`'
            . ' WHERE m.`name` = ' . Sql::quoted($module) . ' AND h.`name` IN (' . implode(', ', array_map([Sql::class, 'quoted'], $hooks)) . ')'
        ) > 0;
    }

    private static function sendsMails(): bool
    {
        return (int) \Configuration::get('PS_MAIL_METHOD') !== self::NO_MAILS;
    }
}
