<?php
/**
 * What the ledger's decisions need of its storage.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Ledger;

if (!defined('_PS_VERSION_')) {
    exit;
}

interface Books
{
    public function find(string $key): ?Row;

    /**
     * Writes a new row, committed at once.
     *
     * @return bool false where the key was written meanwhile
     */
    public function add(Row $row): bool;

    /** @return Row[] what was begun on an order and not ended */
    public function started(int $orderId): array;

    /** Keeps the slip that a running operation made, before anything else can break off. */
    public function sawSlip(string $key, int $slipId): void;

    /** Ends a row that was started: its state and answer are final. */
    public function end(Row $row): void;
}
