<?php
/**
 * A ledger, a lock and an act in memory, that break off where a test says.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

use Comptoir\Ledger\Act;
use Comptoir\Ledger\Books;
use Comptoir\Ledger\CurrentOperation;
use Comptoir\Ledger\Lock;
use Comptoir\Ledger\Row;

final class BooksInMemory implements Books
{
    /** @var array<string, Row> */
    public $rows = [];
    /** @var callable|null runs just before the next row is added: another request coming first */
    public $meanwhile;
    /** @var bool */
    public $isBroken = false;
    /** @var int[] slips of other orders */
    public $foreign = [];

    public function find(string $key): ?Row
    {
        return isset($this->rows[$key]) ? clone $this->rows[$key] : null;
    }

    public function add(Row $row): bool
    {
        if ($this->meanwhile !== null) {
            $meanwhile = $this->meanwhile;
            $this->meanwhile = null;
            $meanwhile($this);
        }
        if (isset($this->rows[$row->key])) {
            return false;
        }
        $this->rows[$row->key] = clone $row;

        return true;
    }

    public function started(int $orderId): array
    {
        return array_map(static function (Row $row): Row {
            return clone $row;
        }, array_values(array_filter($this->rows, static function (Row $row) use ($orderId): bool {
            return $row->orderId === $orderId && $row->state === Row::STARTED;
        })));
    }

    public function isUnclear(int $orderId): bool
    {
        return array_filter($this->rows, static function (Row $row) use ($orderId): bool {
            return $row->orderId === $orderId && $row->state === Row::UNCLEAR;
        }) !== [];
    }

    public function sawSlip(string $key, int $slipId): bool
    {
        if (in_array($slipId, $this->foreign, true)) {
            return false;
        }
        $this->rows[$key]->slipId = $slipId;

        return true;
    }

    public function forget(Row $row): void
    {
        if ($this->rows[$row->key]->state === Row::STARTED) {
            unset($this->rows[$row->key]);
        }
    }

    public function putAside(string $key): void
    {
        if ($this->rows[$key]->state === Row::UNCLEAR) {
            $this->rows[$key]->state = Row::ASIDE;
        }
    }

    public function end(Row $row): bool
    {
        if ($this->isBroken) {
            throw new RuntimeException('the database is gone');
        }
        if ($this->rows[$row->key]->state !== Row::STARTED) {
            return false;
        }
        $this->rows[$row->key] = clone $row;

        return true;
    }
}

final class LockInMemory implements Lock
{
    /** @var bool another request has it */
    public $isHeld = false;
    /** @var bool the connection that had it went away after it was taken */
    public $isLost = false;
    /** @var int */
    public $taken = 0;
    /** @var int */
    public $released = 0;

    public function take(int $orderId, int $seconds): bool
    {
        $this->taken += $this->isHeld ? 0 : 1;

        return !$this->isHeld;
    }

    public function isHeld(int $orderId): bool
    {
        return !$this->isLost;
    }

    public function release(int $orderId): void
    {
        ++$this->released;
    }
}

/** Moves units once per perform; what `found` says is read from what was moved. */
final class ActInMemory implements Act
{
    /** @var int */
    public $moved = 0;
    /** @var int */
    public $prepared = 0;
    /** @var int[] the slips that found was told of */
    public $slipsAsked = [];
    /** @var Throwable|null thrown by found: what it looks for is not there any more */
    public $unreadable;
    /** @var callable|null runs within perform, once all is moved */
    public $meanwhile;
    /** @var int a slip of another order, that a module makes within the act */
    public $foreignSlip = 0;
    /** @var Throwable|null thrown by prepare */
    public $refusal;
    /** @var Throwable|null thrown by perform, before or after it moved */
    public $fault;
    /** @var int the slip it makes, seen by the shop's hook */
    public $slipId = 7;
    /** @var string before, half or after: where the fault comes */
    public $when = 'before';

    public function prepare(): array
    {
        ++$this->prepared;
        if ($this->refusal !== null) {
            throw $this->refusal;
        }

        return ['moved' => $this->moved];
    }

    public function perform(array $before): array
    {
        CurrentOperation::confirm();
        $this->moved += $this->fault === null || $this->when === 'after' ? 10 : ($this->when === 'half' ? 5 : 0);
        if ($this->moved === 10) {
            CurrentOperation::sawSlip($this->slipId);
            CurrentOperation::sawSlip(12, 4004);
            if ($this->foreignSlip > 0) {
                CurrentOperation::sawSlip($this->foreignSlip);
            }
        }
        if ($this->fault !== null) {
            throw $this->fault;
        }
        if ($this->meanwhile !== null) {
            ($this->meanwhile)();
        }

        return ['slip' => 7, 'warnings' => []];
    }

    public function found(array $before, int $slipId): ?array
    {
        $this->slipsAsked[] = $slipId;
        if ($this->unreadable !== null) {
            throw $this->unreadable;
        }
        $found = $this->moved - $before['moved'];

        return $found === 0 ? [] : ($found === 10 ? ['slip' => 7, 'warnings' => []] : null);
    }
}
