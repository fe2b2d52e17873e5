<?php
/**
 * One thing the shop can be asked to do, in the steps that the ledger puts between.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Ledger;

if (!defined('_PS_VERSION_')) {
    exit;
}

interface Act
{
    /**
     * Checks what is asked against how the order stands now; called under the order's lock.
     *
     * @return array how it stands: all that `found` needs after a crash
     *
     * @throws \Comptoir\Api\Refusal where it cannot be done
     */
    public function prepare(): array;

    /**
     * Does it.
     *
     * @return array the result as the wire carries it, without "replayed"
     *
     * @throws \Comptoir\Api\Refusal where the shop surely did nothing
     */
    public function perform(array $before): array;

    /**
     * What became of an act that broke off: its rebuilt result, [] when nothing was done, null when half was.
     *
     * @param int $slipId the slip it was seen to make, 0 for none
     */
    public function found(array $before, int $slipId): ?array;
}
