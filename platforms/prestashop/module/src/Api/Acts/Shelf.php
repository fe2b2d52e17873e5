<?php
/**
 * Units back to the shelf, line by line, where core can only do all or none.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api\Acts;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Reading\Sql;
use Comptoir\Reading\Standing;
use PrestaShop\PrestaShop\Adapter\StockManager;

final class Shelf
{
    /** @var Standing */
    private $standing;
    /** @var bool core's own answer: after delivery it restocks only when told */
    private $isDelivered;

    public function __construct(Standing $standing)
    {
        $this->standing = $standing;
        $this->isDelivered = (bool) (new \Order($standing->id()))->hasBeenDelivered();
    }

    /**
     * Core's one switch: on when every line goes back whole.
     *
     * @param array[] $lines as asked
     */
    public function isWhole(array $lines): bool
    {
        foreach ($lines as $line) {
            if ($line['restock'] !== $line['quantity']) {
                return false;
            }
        }

        return $lines !== [];
    }

    /**
     * Units that are still to be moved after core's refund, by line; negative where core put back too many.
     *
     * @param array[] $lines as asked
     */
    public function corrections(array $lines): array
    {
        $coreRestocks = !$this->isDelivered || $this->isWhole($lines);
        $moves = [];
        foreach ($lines as $line) {
            $detail = $this->detail($line['line']);
            $room = (int) $detail['product_quantity'] - (int) $detail['product_quantity_reinjected'];
            $byCore = $coreRestocks ? min($line['quantity'], $room) : 0;
            $move = $line['restock'] - $byCore;
            if ($move !== 0 && $this->standing->stocks()[$line['line']] !== null) {
                $moves[$line['line']] = $move;
            }
        }

        return $moves;
    }

    /**
     * What core took from the shelf as the order left the cancelled state, by line.
     *
     * PrestaShop 9 does, 8 does not: it is seen on the shelf itself, just before and just after.
     */
    public function takenSince(Standing $cancelled, Standing $after): array
    {
        $moves = [];
        foreach ($cancelled->holdsNoStock() ? $cancelled->details : [] as $detail) {
            $line = (int) $detail['id'];
            $units = (int) $detail['product_quantity'];
            $stock = $after->stocks()[$line];
            if ($stock !== null && $cancelled->stocks()[$line] - $stock >= $units) {
                $moves[$line] = $units;
            }
        }

        return $moves;
    }

    /** Moves units as core does: stock, its movement, the physical count, and the line's own count. */
    public function move(array $moves, bool $isReturn): void
    {
        foreach ($moves as $line => $units) {
            $detail = $this->detail($line);
            $facts = ['id_order' => $this->standing->id(), 'id_stock_mvt_reason' => \Configuration::get('PS_STOCK_CUSTOMER_RETURN_REASON')];
            $done = \StockAvailable::updateQuantity((int) $detail['product_id'], (int) $detail['product_attribute_id'], $units, (int) $detail['id_shop'], $isReturn, $facts);
            if (!$done) {
                throw new \RuntimeException('the stock was not moved');
            }
            if ($isReturn && $units > 0) {
                Sql::run("UPDATE order_detail SET `product_quantity_reinjected` = LEAST(`product_quantity`, `product_quantity_reinjected` + $units) WHERE `id_order_detail` = $line");
            }
        }
        if ($moves) {
            (new StockManager())->updatePhysicalProductQuantity(
                (int) $this->standing->order['id_shop'],
                (int) \Configuration::get('PS_OS_ERROR'),
                (int) \Configuration::get('PS_OS_CANCELED'),
                null,
                $this->standing->id()
            );
        }
    }

    private function detail(int $line): array
    {
        foreach ($this->standing->details as $detail) {
            if ((int) $detail['id'] === $line) {
                return $detail;
            }
        }
        throw new \OutOfBoundsException('a line that the order does not have');
    }
}
