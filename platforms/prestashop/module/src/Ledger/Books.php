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

    /** Whether an operation on the order broke off half way and nobody put it aside. */
    public function isUnclear(int $orderId): bool;

    /**
     * Keeps the slip that a running operation made, before anything else can break off.
     *
     * @return bool false where it is a slip of another order
     */
    public function sawSlip(string $key, int $slipId): bool;

    /**
     * Ends a row that was started: its state and answer are final.
     *
     * @return bool false where it was not "started" any more: then nothing was written
     */
    public function end(Row $row): bool;

    /** Forgets a row that was started, of a run that surely did nothing. */
    public function forget(Row $row): void;

    /** Somebody looked into an unclear operation: it bars nothing any more. */
    public function putAside(string $key): void;
}
