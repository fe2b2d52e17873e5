<?php
/**
 * What a refund came to, read from the shop after it: the slip or voucher, lines, stock, state.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api\Acts;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Reading\Standing;

final class RefundTold
{
    /** @var RefundAsked */
    private $asked;
    /** @var array */
    private $before;
    /** @var Standing */
    private $after;

    public function __construct(RefundAsked $asked, array $before, Standing $after)
    {
        $this->asked = $asked;
        $this->before = $before;
        $this->after = $after;
    }

    /** Whether the shop shows exactly what was asked, and nothing beside it. */
    public function isExact(): bool
    {
        $asked = array_column($this->asked->lines, 'quantity', 'line');
        if (!Snapshot::isGone($asked, $this->before['lines'], Snapshot::of($this->after)['lines'])) {
            return false;
        }
        $made = [count($this->slips()), count(Snapshot::vouchers($this->before, $this->after))];

        return $made === ($this->asked->isVoucher() ? [0, 1] : [1, 0]) && $this->isWithinRounding();
    }

    /** Core adds unrounded amounts: each line may move the sum by one minor unit, and no more. */
    private function isWithinRounding(): bool
    {
        $given = $this->given();
        $asked = $this->asked->total($this->after->digits);

        return $given !== null && abs($given - $asked) <= count($this->asked->lines);
    }

    /** Whether what was given back is another amount than was asked. */
    public function differs(): bool
    {
        return $this->given() !== $this->asked->total($this->after->digits);
    }

    private function given(): ?int
    {
        return $this->asked->isVoucher() ? $this->voucherMinor() : $this->slipMinor();
    }

    public function slipId(): int
    {
        return (int) (array_column($this->slips(), 'id')[0] ?? 0);
    }

    public function slip(): ?array
    {
        $slip = $this->slips()[0] ?? null;
        if ($slip === null) {
            return null;
        }
        $products = $this->after->minor($slip['total_products_tax_incl']);
        $shipping = $this->after->minor($slip['total_shipping_tax_incl']);

        return [
            'id' => (int) $slip['id'],
            'number' => sprintf('%06d', (int) $slip['id']),
            'products' => $this->after->written($products),
            'shipping' => $this->after->written($shipping),
            'total' => $this->after->written($products + $shipping),
        ];
    }

    public function voucher(): ?array
    {
        $voucher = Snapshot::vouchers($this->before, $this->after)[0] ?? null;

        return $voucher === null ? null : ['code' => $voucher['code'], 'amount' => $this->after->written((int) $this->voucherMinor())];
    }

    public function lines(): array
    {
        $lines = [];
        foreach ($this->asked->lines as $line) {
            $lines[] = [
                'line' => $line['line'],
                'quantity' => $line['quantity'],
                'amount' => $this->after->written($this->asked->amountOf($line, $this->after->digits)),
                'restocked' => $line['restock'],
                'stock_before' => $this->before['lines'][$line['line']]['stock'] ?? null,
                'stock_after' => $this->after->stocks()[$line['line']] ?? null,
            ];
        }

        return $lines;
    }

    /** Whether each line's shelf shows what was asked of it. */
    public function isRestocked(): bool
    {
        foreach ($this->lines() as $line) {
            if ($line['stock_before'] !== null && $line['stock_after'] !== $line['stock_before'] + $line['restocked']) {
                return false;
            }
        }

        return true;
    }

    private function slips(): array
    {
        return array_values(array_filter($this->after->slips, function (array $slip): bool {
            return (int) $slip['id'] > $this->before['slip'];
        }));
    }

    private function slipMinor(): ?int
    {
        $slip = $this->slips()[0] ?? null;

        return $slip === null ? null : $this->after->minor($slip['total_products_tax_incl']) + $this->after->minor($slip['total_shipping_tax_incl']);
    }

    /** A voucher without tax is worth, tax included, what its lines were: core keeps no such figure. */
    private function voucherMinor(): ?int
    {
        $voucher = Snapshot::vouchers($this->before, $this->after)[0] ?? null;
        if ($voucher === null) {
            return null;
        }

        return (int) $voucher['reduction_tax'] === 1 ? $this->after->minor($voucher['reduction_amount']) : $this->asked->total($this->after->digits);
    }
}
