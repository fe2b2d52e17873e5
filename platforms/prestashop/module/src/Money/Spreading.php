<?php
/**
 * Vouchers of an order spread over its lines, so that never more goes back than was really paid.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Money;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Spreading
{
    /**
     * What may still be given back, in minor units of the order's currency.
     *
     * @param array[] $lines each id, total, quantity, left, refunded (minor units) and unit_micro
     *
     * @return array{mosts: array<int, int>, shipping: int} most for all the units left, by line id
     */
    public static function mosts(
        array $lines,
        int $shippingTotal,
        int $shippingLeft,
        int $discounts,
        bool $isShippingFree,
        int $paidLeft,
        int $digits,
    ): array {
        $offShipping = $isShippingFree ? min($shippingTotal, $discounts) : 0;
        $totals = array_column($lines, 'total');
        $shares = self::parts(min($discounts - $offShipping, array_sum($totals)), $totals);
        $mosts = [];
        foreach (array_values($lines) as $place => $line) {
            $mosts[] = self::ofLine($line, $line['total'] - $shares[$place], $digits);
        }
        $shipping = max(0, $shippingLeft - $offShipping);
        $over = max(0, array_sum($mosts) + $shipping - $paidLeft);
        $taken = min($over, array_sum($mosts));
        foreach (self::parts($taken, $mosts) as $place => $part) {
            $mosts[$place] -= $part;
        }

        return [
            'mosts' => $lines ? array_combine(array_column($lines, 'id'), $mosts) : [],
            'shipping' => max(0, $shipping - ($over - $taken)),
        ];
    }

    /** The most for some of the units that are left. */
    public static function forUnits(int $most, int $units, int $left): int
    {
        return $left > 0 ? Minor::share($most, $units, $left)[0] : 0;
    }

    /**
     * An amount in parts proportional to weights, by the largest remainder; ties to the earlier.
     *
     * @param int[] $weights
     *
     * @return int[] of the same places, whose sum is the amount (or 0 where nothing weighs)
     */
    public static function parts(int $amount, array $weights): array
    {
        $sum = array_sum($weights);
        if ($amount <= 0 || $sum <= 0) {
            return array_fill(0, count($weights), 0);
        }
        $parts = [];
        $remainders = [];
        foreach (array_values($weights) as $place => $weight) {
            list($parts[$place], $remainders[$place]) = Minor::share($amount, $weight, $sum);
        }
        // A stable sort (PHP 8) keeps equal remainders in the order of their lines.
        arsort($remainders);
        foreach (array_slice(array_keys($remainders), 0, $amount - array_sum($parts)) as $place) {
            ++$parts[$place];
        }

        return $parts;
    }

    private static function ofLine(array $line, int $net, int $digits): int
    {
        if ($line['left'] <= 0) {
            return 0;
        }
        $divisor = 10 ** (6 - $digits);
        list($whole, $rest) = Minor::share($line['left'], $line['unit_micro'], $divisor);
        $atUnitPrice = $whole + (2 * $rest >= $divisor ? 1 : 0);

        return max(0, min($net - $line['refunded'], $atUnitPrice));
    }
}
