<?php
/**
 * A refund as it is asked, read and checked line by line against what may be given back.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api\Acts;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Api\Body;
use Comptoir\Api\Refusal;
use Comptoir\Money\Minor;
use Comptoir\Money\Spreading;
use Comptoir\Reading\Refundable;
use Comptoir\Reading\Standing;

final class RefundAsked
{
    private const MOST_LINES = 1000;

    /** @var array[] line, quantity, amount, restock: as written */
    public $lines = [];
    /** @var mixed */
    public $shipping;
    /** @var string money or voucher */
    public $gives;
    /** @var bool */
    public $settles;
    /** @var string */
    public $expect;

    /** @throws Refusal bad_request */
    public function __construct(Body $body)
    {
        foreach ($body->list('lines', self::MOST_LINES) as $line) {
            if (!is_array($line) || !array_key_exists('amount', $line)) {
                throw new Refusal('bad_request', ['field' => 'lines']);
            }
            (new Body($line))->id('line');
            $this->lines[] = $line;
        }
        $this->shipping = $body->raw('shipping');
        if ($this->shipping === null) {
            throw new Refusal('bad_request', ['field' => 'shipping']);
        }
        $this->gives = $body->matching('gives', '/\A[a-z_]{1,32}\z/');
        $this->settles = $body->isSet('settles');
        $this->expect = $body->matching('expect', '/\A[0-9a-f]{64}\z/');
    }

    public function isVoucher(): bool
    {
        return $this->gives === 'voucher';
    }

    /**
     * Refuses what is more than may be given back, or of another form.
     *
     * @throws Refusal
     */
    public function check(Standing $standing, Refundable $refundable): void
    {
        if (!$refundable->isPaid()) {
            throw new Refusal('not_paid');
        }
        if (!in_array($this->gives, $refundable->offers(), true)) {
            throw new Refusal('not_offered');
        }
        $total = $this->checkedShipping($standing, $refundable);
        $seen = [];
        foreach ($this->lines as $line) {
            $seen[] = $line['line'];
            $total += $this->checkedLine($line, $standing, $refundable);
        }
        if (count(array_unique($seen)) !== count($seen)) {
            throw new Refusal('bad_request', ['field' => 'lines']);
        }
        if ($total === 0) {
            throw new Refusal('nothing_to_refund');
        }
        if ($total > $refundable->left) {
            throw new Refusal('over_paid', ['most' => $standing->written($refundable->left)]);
        }
    }

    public function amountOf(array $line, int $digits): int
    {
        return (int) Minor::asked($line['amount'], $digits);
    }

    public function shippingOf(int $digits): int
    {
        return (int) Minor::asked($this->shipping, $digits);
    }

    public function total(int $digits): int
    {
        $total = $this->shippingOf($digits);
        foreach ($this->lines as $line) {
            $total += $this->amountOf($line, $digits);
        }

        return $total;
    }

    private function checkedShipping(Standing $standing, Refundable $refundable): int
    {
        $shipping = Minor::asked($this->shipping, $standing->digits);
        if ($shipping === null) {
            throw new Refusal('bad_amount', ['field' => 'shipping']);
        }
        if ($shipping > $refundable->shippingLeft) {
            throw new Refusal('shipping_too_high', ['most' => $standing->written($refundable->shippingLeft)]);
        }

        return $shipping;
    }

    private function checkedLine(array $line, Standing $standing, Refundable $refundable): int
    {
        $left = self::leftOf($line['line'], $standing);
        $of = ['line' => $line['line']];
        $quantity = $line['quantity'] ?? null;
        if (!is_int($quantity) || $quantity < 1) {
            throw new Refusal('bad_quantity', $of);
        }
        if ($quantity > $left) {
            throw new Refusal('quantity_too_high', $of + ['most' => $left]);
        }
        $amount = Minor::asked($line['amount'], $standing->digits);
        $most = Spreading::forUnits($refundable->mosts[$line['line']], $quantity, $left);
        // Core refuses to refund units of a line for nothing.
        if ($amount === null || $amount === 0) {
            throw new Refusal('bad_amount', $of);
        }
        if ($amount > $most) {
            throw new Refusal('amount_too_high', $of + ['most' => $standing->written($most)]);
        }
        self::checkRestock($line, $quantity, $refundable->restock($line['line']));

        return $amount;
    }

    private static function leftOf(int $id, Standing $standing): int
    {
        foreach ($standing->details as $detail) {
            if ((int) $detail['id'] === $id) {
                return $standing->left($detail);
            }
        }
        throw new Refusal('line_of_another_order', ['line' => $id]);
    }

    private static function checkRestock(array $line, int $quantity, string $way): void
    {
        $restock = $line['restock'] ?? null;
        $most = $way === 'none' ? 0 : $quantity;
        if (!is_int($restock) || $restock < 0 || $restock > $most) {
            throw new Refusal('bad_restock', ['line' => $line['line'], 'most' => $most]);
        }
        if ($way === 'forced' && $restock !== $quantity) {
            throw new Refusal('restock_forced', ['line' => $line['line'], 'most' => $quantity]);
        }
    }
}
