<?php
/**
 * Amounts to the unit, and vouchers spread as the shared vectors say.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

use Comptoir\Money\Minor;
use Comptoir\Money\Spreading;

final class MoneyTest extends Checks
{
    public function testAskedAmountsAreReadToTheUnit(): void
    {
        $right = [['45.89', 2, 4589], ['45.8', 2, 4580], ['45', 2, 4500], ['0.00', 2, 0], ['1200', 0, 1200], ['1.234', 3, 1234],
            ['999999999999.99', 2, 99999999999999], ['007.50', 2, 750]];
        foreach ($right as [$written, $digits, $minor]) {
            self::same($minor, Minor::asked($written, $digits), $written);
        }
    }

    public function testWhatIsNoAmountIsNone(): void
    {
        $wrong = ['-1.00', '1000000000000', '0.001', 'NaN', 'INF', '1e2', '+1', '1,00', ' 1', "1\n", '', '.', '1.', '.5', '0x1', '١', '1.2.3'];
        foreach (array_merge($wrong, [12, 12.5, null, true, ['1']]) as $written) {
            self::same(null, Minor::asked($written, 2), (string) json_encode($written));
        }
        self::same(null, Minor::asked('1.0', 0));
    }

    public function testStoredAmountsAreRoundedHalfUp(): void
    {
        $stored = [['45.890000', 2, 4589], ['45.888000', 2, 4589], ['45.884999', 2, 4588], ['0.005000', 2, 1], ['-0.005000', 2, -1],
            ['45', 2, 4500], [45, 2, 4500], ['1234.500000', 0, 1235], ['1.234567', 6, 1234567], ['0.000000', 2, 0], ['99999999999999.999999', 2, 10000000000000000]];
        foreach ($stored as [$written, $digits, $minor]) {
            self::same($minor, Minor::stored($written, $digits), (string) $written);
        }
    }

    public function testWrittenAmountsKeepTheirDigits(): void
    {
        foreach ([[4589, 2, '45.89'], [5, 2, '0.05'], [0, 2, '0.00'], [-5, 2, '-0.05'], [1200, 0, '1200'], [1, 3, '0.001']] as [$minor, $digits, $written]) {
            self::same($written, Minor::written($minor, $digits));
        }
    }

    public function testSharesAreExactWhereFloatsAreNot(): void
    {
        self::same([10 ** 15, 0], Minor::share(10 ** 15, 10 ** 15, 10 ** 15));
        self::same([999999999999998, 1], Minor::share(999999999999999, 999999999999999, 10 ** 15));
        self::same([333333333333333, 1], Minor::share(10 ** 15, 1, 3));
        self::same([0, 0], Minor::share(0, 10 ** 15, 7));
        for ($round = 0; $round < 300; ++$round) {
            [$a, $b, $c] = [random_int(0, 10 ** 9), random_int(0, 10 ** 9), random_int(1, 10 ** 9)];
            self::same([intdiv($a * $b, $c), $a * $b % $c], Minor::share($a, $b, $c), "$a*$b/$c");
        }
    }

    public function testVouchersAreSpreadAsTheVectorsSay(): void
    {
        $vectors = self::vectors('spreading');
        self::same(true, count($vectors) >= 40);
        foreach ($vectors as $one) {
            $found = self::spread($one);
            self::same($one['expected']['mosts'], $found['mosts'], $one['name']);
            self::same($one['expected']['shipping'], $found['shipping'], $one['name']);
            foreach ($one['expected']['amounts'] as [$line, $units, $amount]) {
                $left = array_column($one['lines'], 'left', 'id')[$line];
                self::same($amount, Spreading::forUnits($found['mosts'][$line], $units, $left), $one['name']);
            }
        }
    }

    public function testNeverMoreThanWasPaid(): void
    {
        foreach (self::vectors('spreading') as $one) {
            $found = self::spread($one);
            self::same(true, array_sum($found['mosts']) + $found['shipping'] <= max(0, $one['paid_left']), $one['name']);
            self::same(true, min(array_merge([0], $found['mosts'], [$found['shipping']])) >= 0, $one['name']);
        }
    }

    public function testPartsAddUp(): void
    {
        for ($round = 0; $round < 200; ++$round) {
            $weights = array_map(static function () { return random_int(0, 5000); }, range(1, random_int(1, 9)));
            $amount = random_int(0, array_sum($weights));
            $parts = Spreading::parts($amount, $weights);
            self::same($amount, array_sum($parts), (string) json_encode([$amount, $weights]));
            foreach ($parts as $place => $part) {
                self::same(true, $part >= 0 && $part <= $weights[$place], (string) json_encode([$amount, $weights]));
            }
        }
    }

    private static function spread(array $one): array
    {
        return Spreading::mosts(
            $one['lines'],
            $one['shipping_total'],
            $one['shipping_left'],
            $one['discounts'],
            $one['free_shipping'],
            $one['paid_left'],
            $one['digits']
        );
    }
}
