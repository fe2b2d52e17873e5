<?php
/**
 * A cancellation: core's cancelled state, which gives the goods back and leaves money where it is.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api\Acts;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Api\Body;
use Comptoir\Api\Refusal;
use Comptoir\Ledger\CurrentOperation;
use Comptoir\Reading\Refundable;
use Comptoir\Reading\Standing;

final class Cancel extends Act
{
    /** @var string */
    private $expect;
    /** @var string */
    private $note;

    public function prepare(): array
    {
        $standing = $this->expected($this->expect);
        $why = Refundable::whyNotCancelled($standing);
        if ($why !== '') {
            throw new Refusal($why);
        }
        $this->begin();

        return Snapshot::of($standing) + ['held_no_stock' => $standing->holdsNoStock()];
    }

    public function perform(array $before): array
    {
        $standing = $this->standing();
        CurrentOperation::confirm();
        $this->bringTo(self::cancelled(), $standing);
        $this->leave($this->note, $standing);

        return $this->told($before, $this->standing());
    }

    public function found(array $before, int $slipId): ?array
    {
        $standing = $this->standing();
        if (Snapshot::isAsBefore($before, $standing)) {
            return [];
        }
        $now = Snapshot::of($standing);
        if ($now['state'] !== self::cancelled() || $now['history'] === $before['history']) {
            return null;
        }
        if ($this->note !== '' && Snapshot::written($before, $standing, $this->employeeId) === 0) {
            $this->warn('note_failed');
        }

        return $this->told($before, $standing);
    }

    protected function read(Body $body): void
    {
        $this->expect = $body->matching('expect', '/\A[0-9a-f]{64}\z/');
        $this->note = self::note($body);
    }

    private function told(array $before, Standing $after): array
    {
        if ($after->state() !== self::cancelled()) {
            $this->warn('state_not_reached');
        }
        $lines = [];
        foreach ($after->details as $detail) {
            $id = (int) $detail['id'];
            $stock = $before['lines'][$id]['stock'] ?? null;
            $lines[] = [
                'line' => $id,
                'restocked' => $stock === null || $before['held_no_stock'] ? 0 : (int) $detail['product_quantity'],
                'stock_before' => $stock,
                'stock_after' => $after->stocks()[$id],
            ];
        }

        return ['lines' => $lines] + $this->ending($after);
    }

    private static function cancelled(): int
    {
        return (int) \Configuration::get('PS_OS_CANCELED');
    }
}
