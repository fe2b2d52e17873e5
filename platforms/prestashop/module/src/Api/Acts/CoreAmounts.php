<?php
/**
 * Amounts in the form core computes with: tax excluded for customers who see prices so.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api\Acts;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Money\Minor;
use Comptoir\Reading\Standing;

final class CoreAmounts
{
    /** Per cent with six decimals. */
    private const WHOLE = 100000000;
    private const MICRO = 6;

    /** @var Standing */
    private $standing;
    /** @var bool */
    private $isTaxIncluded;

    public function __construct(Standing $standing)
    {
        $this->standing = $standing;
        $customer = new \Customer((int) $standing->order['id_customer']);
        // Core's own rule (OrderRefundCalculator), word for word.
        $this->isTaxIncluded = \Group::getPriceDisplayMethod((int) $customer->id_default_group) === PS_TAX_INC;
    }

    public function isTaxIncluded(): bool
    {
        return $this->isTaxIncluded;
    }

    public function ofLine(int $lineId, int $minor): string
    {
        if ($this->isTaxIncluded) {
            return $this->standing->written($minor);
        }

        return $this->untaxed($minor, (new \OrderDetail($lineId))->getTaxCalculator());
    }

    public function ofShipping(int $minor): string
    {
        if ($this->isTaxIncluded || $minor === 0) {
            return $this->standing->written($minor);
        }
        $carrier = new \Carrier((int) $this->standing->order['id_carrier']);
        $address = \Address::initialize((int) $this->standing->order['id_address_delivery'], false);

        return $this->untaxed($minor, $carrier->getTaxCalculator($address));
    }

    /** Six decimals: core adds the tax again and rounds, and must come to the amount asked. */
    private function untaxed(int $minor, $calculator): string
    {
        $percent = $calculator instanceof \TaxCalculator ? number_format((float) $calculator->getTotalRate(), self::MICRO, '.', '') : '0';
        $taxed = self::WHOLE + Minor::stored($percent, self::MICRO);
        $micro = $minor * 10 ** (self::MICRO - $this->standing->digits);
        list($whole, $rest) = Minor::share($micro, self::WHOLE, $taxed);

        return Minor::written($whole + (2 * $rest >= $taxed ? 1 : 0), self::MICRO);
    }
}
