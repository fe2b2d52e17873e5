<?php
/**
 * What went back already, told from lines, slips and vouchers, none counted twice.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

use Comptoir\Api\Acts\Snapshot;
use Comptoir\Money\GivenBack;

final class GivenBackTest extends Checks
{
    private const ORDER = ['total_shipping_tax_incl' => '8.400000', 'total_shipping_tax_excl' => '7.000000'];

    public function testAUnitOnASlipIsGoneWhoeverWroteTheSlip(): void
    {
        $slip = [self::slipLine(3, 1, '22.940000'), self::slipLine(4, 9, '99.000000')];
        self::same([1, 22940000], [GivenBack::units(self::line(3), $slip), GivenBack::ofLine(self::line(3), $slip)]);
        $byCore = self::line(3, '22.940000', 1);
        self::same([1, 22940000], [GivenBack::units($byCore, $slip), GivenBack::ofLine($byCore, $slip)]);
        $more = self::line(3, '45.880000', 1, 1);
        self::same([2, 45880000], [GivenBack::units($more, $slip), GivenBack::ofLine($more, $slip)]);
        $twice = [self::slipLine(3, 1, '22.940000'), self::slipLine(3, 1, '22.94')];
        self::same([2, 45880000], [GivenBack::units(self::line(3), $twice), GivenBack::ofLine(self::line(3), $twice)]);
    }

    public function testProductsWithoutASlipWentBackAsAVoucher(): void
    {
        self::same(45890000, GivenBack::uncovered([self::line(3, '45.890000', 2)], [], [], 'incl'));
        $slip = self::slip('45.890000', '8.400000');
        self::same(0, GivenBack::uncovered([self::line(3, '45.890000', 2)], [$slip], [self::slipLine(3, 2, '45.890000')], 'incl'));
        self::same(0, GivenBack::uncovered([self::line(3)], [$slip], [self::slipLine(3, 2, '45.890000')], 'incl'));
    }

    public function testASlipOfOneLineHidesNoVoucherOfAnother(): void
    {
        $lines = [self::line(3), self::line(4, '10.000000', 1)];
        self::same(10000000, GivenBack::uncovered($lines, [self::slip('22.940000')], [self::slipLine(3, 1, '22.940000')], 'incl'));
    }

    public function testRoundingOfSlipsIsNoVoucher(): void
    {
        $lines = [self::line(3, '45.888000', 1), self::line(4, '45.888000', 1)];
        $slips = [self::slip('91.776000')];
        self::same(0, GivenBack::uncovered($lines, $slips, [self::slipLine(3, 1, '45.880000'), self::slipLine(4, 1, '45.880000')], 'incl'));
    }

    public function testWhatAVoucherHoldsBeyondItsProductsWasShipping(): void
    {
        $lines = [self::line(3, '45.888000', 2)];
        self::same(8400000, self::shipping([self::voucher('54.288000')], $lines));
        self::same(0, self::shipping([self::voucher('45.890000')], [self::line(3, '45.890000', 2)]));
        self::same(8400000, self::shipping([self::voucher('8.400000')], [self::line(3)]));
        self::same(0, self::shipping([], $lines));
    }

    public function testAVoucherBesideItsOwnSlipGivesNothingMore(): void
    {
        $lines = [self::line(3, '45.890000', 2)];
        $slipLines = [self::slipLine(3, 2, '45.890000')];
        $slip = self::slip('45.890000', '8.400000');
        self::same(0, self::shipping([self::voucher('54.290000', 1, '10:00:59')], $lines, [$slip], $slipLines));
        // One slip goes with one voucher.
        $two = [self::voucher('54.290000'), self::voucher('54.290000')];
        self::same(54290000, self::shipping($two, $lines, [$slip], $slipLines));
    }

    public function testShippingAsAVoucherAfterASlipIsSeen(): void
    {
        $lines = [self::line(3, '22.940000', 1)];
        $slips = [self::slip('22.940000')];
        $slipLines = [self::slipLine(3, 1, '22.940000')];
        self::same(8400000, self::shipping([self::voucher('8.400000')], $lines, $slips, $slipLines));
        self::same(22940000, self::shipping([self::voucher('22.940000', 1, '10:30:00')], $lines, $slips, $slipLines));
    }

    public function testAVoucherWithoutTaxIsReadWithoutAndToldWithIt(): void
    {
        $line = self::line(3, '45.888000', 2, 0, '38.240000');
        self::same(8400000, self::shipping([self::voucher('45.240000', 0)], [$line]));
        self::same(0, self::shipping([self::voucher('38.240000', 0)], [$line]));
    }

    public function testMillionthsAreRoundedOnce(): void
    {
        self::same([840, 4589, 0, 46], [GivenBack::minor(8398000, 2), GivenBack::minor(45888000, 2), GivenBack::minor(4999, 2), GivenBack::minor(45888000, 0)]);
    }

    public function testUnitsThatWentAreComparedLineByLine(): void
    {
        $before = [3 => ['gone' => 0], 4 => ['gone' => 1]];
        self::same(true, Snapshot::isGone([3 => 1], $before, [3 => ['gone' => 1], 4 => ['gone' => 1]]));
        self::same(true, Snapshot::isGone([3 => 1], $before, [3 => ['gone' => 1], 4 => ['gone' => 1], 5 => ['gone' => 0]]), 'a line that came since');
        foreach ([
            'not gone' => [3 => ['gone' => 0], 4 => ['gone' => 1]],
            'another too' => [3 => ['gone' => 1], 4 => ['gone' => 2]],
            'its line vanished' => [4 => ['gone' => 1]],
            'another line vanished' => [3 => ['gone' => 1]],
            'a new line lost units' => [3 => ['gone' => 1], 4 => ['gone' => 1], 5 => ['gone' => 1]],
        ] as $name => $now) {
            self::same(false, Snapshot::isGone([3 => 1], $before, $now), $name);
        }
        self::same(false, Snapshot::isGone([9 => 1], $before, $before), 'asked of a line that never was');
    }

    private static function shipping(array $vouchers, array $lines, array $slips = [], array $slipLines = []): int
    {
        return GivenBack::shippingByVouchers($vouchers, $lines, $slips, $slipLines, self::ORDER);
    }

    private static function line(int $id, string $refunded = '0.000000', int $units = 0, int $returned = 0, string $untaxed = '0.000000'): array
    {
        return ['id' => (string) $id, 'product_quantity' => '2', 'product_quantity_refunded' => (string) $units,
            'product_quantity_return' => (string) $returned, 'total_refunded_tax_incl' => $refunded, 'total_refunded_tax_excl' => $untaxed];
    }

    private static function slip(string $products, string $shipping = '0.000000'): array
    {
        return ['total_products_tax_incl' => $products, 'total_products_tax_excl' => $products, 'total_shipping_tax_incl' => $shipping,
            'total_shipping_tax_excl' => $shipping, 'amount' => $products, 'date_add' => '2026-11-22 10:00:00'];
    }

    private static function slipLine(int $line, int $units, string $amount): array
    {
        return ['id_order_detail' => (string) $line, 'product_quantity' => (string) $units, 'amount_tax_incl' => $amount, 'amount_tax_excl' => $amount];
    }

    private static function voucher(string $amount, int $isTaxed = 1, string $at = '10:00:01'): array
    {
        return ['reduction_amount' => $amount, 'reduction_tax' => (string) $isTaxed, 'date_add' => '2026-11-22 ' . $at];
    }
}
