<?php
/**
 * What went back already, by whichever of the shop's own records says most of it.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Money;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class GivenBack
{
    /** Amounts are added up in millionths: core keeps some of them unrounded. */
    public const DIGITS = 6;
    /** A slip and its voucher are made by one command, with a mail that may wait for its server in between. */
    private const TOGETHER = 180;
    /** Millionths that core's rounding of one amount may move. */
    private const ROUNDING = 10000;

    /** Units of a line that are gone: core's counts leave out slips that were written without its commands. */
    public static function units(array $detail, array $slipLines): int
    {
        $counted = (int) $detail['product_quantity_refunded'] + (int) $detail['product_quantity_return'];

        return max($counted, array_sum(array_map('intval', array_column(self::of($detail, $slipLines), 'product_quantity'))));
    }

    /** Millionths given back for a line, tax included. */
    public static function ofLine(array $detail, array $slipLines): int
    {
        return max(self::micro($detail['total_refunded_tax_incl']), self::sum(self::of($detail, $slipLines), 'amount_tax_incl'));
    }

    /**
     * Millionths given back for products without a slip, that is as a voucher.
     *
     * Of lines and slips written in different ways, what one line has too much must not hide what another lacks.
     *
     * @param string $tax incl or excl
     */
    public static function uncovered(array $details, array $slips, array $slipLines, string $tax): int
    {
        $apart = 0;
        foreach ($details as $detail) {
            $apart += max(0, self::micro($detail["total_refunded_tax_$tax"]) - self::sum(self::of($detail, $slipLines), "amount_tax_$tax"));
        }
        $together = self::sum($details, "total_refunded_tax_$tax") - self::sum($slips, "total_products_tax_$tax");
        // Slips' lines are rounded one by one, their totals are not: a difference that small is none.
        $noise = self::ROUNDING * count($slipLines);

        return max(0, $together, $apart > $noise ? $apart : 0);
    }

    /**
     * Millionths given back as vouchers beyond the products they were given for: that was the shipping, tax included.
     *
     * @param array[] $vouchers reduction_amount, reduction_tax and date_add of each that core made for the order
     * @param array $order its shipping with and without tax
     */
    public static function shippingByVouchers(array $vouchers, array $details, array $slips, array $slipLines, array $order): int
    {
        $alone = ['incl' => 0, 'excl' => 0];
        foreach ($vouchers as $voucher) {
            $tax = (int) $voucher['reduction_tax'] === 1 ? 'incl' : 'excl';
            $place = self::placeOfItsSlip($voucher, $slips, $tax);
            if ($place === null) {
                $alone[$tax] += self::micro($voucher['reduction_amount']);
            } else {
                unset($slips[$place]['date_add']);
            }
        }
        if ($alone['incl'] === 0) {
            return self::taxed(max(0, $alone['excl'] - self::uncovered($details, $slips, $slipLines, 'excl')), $order);
        }

        return max(0, $alone['incl'] + self::taxed($alone['excl'], $order) - self::uncovered($details, $slips, $slipLines, 'incl'));
    }

    public static function minor(int $micro, int $digits): int
    {
        return Minor::stored(Minor::written($micro, self::DIGITS), $digits);
    }

    /** @return int|null where among the slips the one is that was made with this voucher, for the same money */
    private static function placeOfItsSlip(array $voucher, array $slips, string $tax): ?int
    {
        $amount = self::micro($voucher['reduction_amount']);
        foreach ($slips as $place => $slip) {
            if (!isset($slip['date_add']) || abs(strtotime($slip['date_add']) - strtotime($voucher['date_add'])) > self::TOGETHER) {
                continue;
            }
            $shipping = self::micro($slip["total_shipping_tax_$tax"]);
            $same = [self::micro($slip["total_products_tax_$tax"]) + $shipping, self::micro($slip['amount']) + $shipping, self::micro($slip['amount'])];
            foreach ($same as $one) {
                if (abs($one - $amount) < self::ROUNDING) {
                    return $place;
                }
            }
        }

        return null;
    }

    /** Shipping without tax, with the tax that the order's own shipping bears. */
    private static function taxed(int $micro, array $order): int
    {
        $untaxed = self::micro($order['total_shipping_tax_excl']);

        return $untaxed > 0 ? Minor::share($micro, self::micro($order['total_shipping_tax_incl']), $untaxed)[0] : $micro;
    }

    private static function of(array $detail, array $slipLines): array
    {
        return array_filter($slipLines, static function (array $one) use ($detail): bool {
            return (int) $one['id_order_detail'] === (int) $detail['id'];
        });
    }

    private static function sum(array $rows, string $name): int
    {
        return array_sum(array_map([self::class, 'micro'], array_column($rows, $name)));
    }

    /** @param mixed $stored */
    private static function micro($stored): int
    {
        return Minor::stored($stored ?? '0', self::DIGITS);
    }
}
