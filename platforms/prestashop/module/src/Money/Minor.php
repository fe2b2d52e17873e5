<?php
/**
 * Amounts as whole minor units, read from and written to decimal text; no float comes near them.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Money;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Minor
{
    /** 10^12 of the currency and more is no order's amount. */
    private const MOST_DIGITS = 12;

    /**
     * What a caller wrote, e.g. "45.89", in minor units; null for anything but a plain amount.
     *
     * @param mixed $written
     */
    public static function asked($written, int $digits): ?int
    {
        if (!is_string($written)) {
            return null;
        }
        if (preg_match('/\A([0-9]{1,' . self::MOST_DIGITS . '})(?:\.([0-9]{1,6}))?\z/', $written, $parts) !== 1) {
            return null;
        }
        $fraction = $parts[2] ?? '';
        if (strlen($fraction) > $digits) {
            return null;
        }

        return (int) ($parts[1] . str_pad($fraction, $digits, '0'));
    }

    /**
     * What the shop's database wrote, e.g. "45.888000", rounded half away from zero.
     *
     * @param mixed $written
     */
    public static function stored($written, int $digits): int
    {
        if (preg_match('/\A(-?)([0-9]+)(?:\.([0-9]*))?\z/', trim((string) $written), $parts) !== 1) {
            throw new \UnexpectedValueException('an amount that is none');
        }
        $fraction = str_pad($parts[3] ?? '', $digits + 1, '0');
        $minor = (int) ($parts[2] . substr($fraction, 0, $digits)) + ($fraction[$digits] >= '5' ? 1 : 0);

        return $parts[1] === '-' ? -$minor : $minor;
    }

    /** Minor units as the wire writes them: "45.89", "4589" for a currency without decimals. */
    public static function written(int $minor, int $digits): string
    {
        $padded = str_pad((string) abs($minor), $digits + 1, '0', STR_PAD_LEFT);
        $whole = substr($padded, 0, strlen($padded) - $digits);
        $sign = $minor < 0 ? '-' : '';

        return $digits === 0 ? $sign . $whole : $sign . $whole . '.' . substr($padded, -$digits);
    }

    /**
     * floor(a·b / c) and what remains of it, exact for a product of up to 10^30.
     *
     * The bits of a are taken one after the other, so that the product itself is never held.
     *
     * @return int[] quotient and remainder
     */
    public static function share(int $a, int $b, int $c): array
    {
        $quotient = 0;
        $remainder = 0;
        foreach (str_split(decbin($a)) as $bit) {
            $remainder = 2 * $remainder + ($bit === '1' ? $b : 0);
            $quotient = 2 * $quotient + intdiv($remainder, $c);
            $remainder %= $c;
        }

        return [$quotient, $remainder];
    }
}
