<?php
/**
 * One lock per order, had by one request at a time, free again when its process dies.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Ledger;

if (!defined('_PS_VERSION_')) {
    exit;
}

interface Lock
{
    /** @return bool false where another request has kept it for all these seconds */
    public function take(int $orderId, int $seconds): bool;

    /** Whether this very request still has it: a connection that was lost took it along. */
    public function isHeld(int $orderId): bool;

    public function release(int $orderId): void;
}
