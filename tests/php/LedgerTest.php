<?php
/**
 * Each key moves things once, whatever comes twice, late, or breaks off.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

use Comptoir\Api\Refusal;
use Comptoir\Ledger\Desk;
use Comptoir\Ledger\Row;

final class LedgerTest extends Checks
{
    /** @var BooksInMemory */
    private $books;
    /** @var LockInMemory */
    private $lock;
    /** @var ActInMemory */
    private $act;
    /** @var Desk */
    private $desk;
    /** @var int unix milliseconds */
    private $now = 1795316660000;

    public function __construct()
    {
        $this->books = new BooksInMemory();
        $this->lock = new LockInMemory();
        $this->act = new ActInMemory();
        $this->desk = new Desk($this->books, $this->lock, function () {
            return $this->act;
        }, function (): int {
            return $this->now;
        });
    }

    public function testAWriteIsDoneAndKept(): void
    {
        $answer = $this->write();
        self::same([200, false, 10], [$answer->status, $answer->envelope['result']['replayed'], $this->act->moved]);
        self::same(Row::DONE, $this->books->rows['op_key_1']->state);
        self::same([1, 1], [$this->lock->taken, $this->lock->released]);
    }

    public function testARepeatIsToldAgainAndMovesNothing(): void
    {
        $first = $this->write();
        $again = $this->write();
        self::same([200, true, 10], [$again->status, $again->envelope['result']['replayed'], $this->act->moved]);
        self::same($first->envelope['result']['slip'], $again->envelope['result']['slip']);
        self::same(1, $this->act->prepared);
    }

    public function testAnotherBodyUnderTheKeyIsRefused(): void
    {
        $this->write();
        self::same([409, 'key_reused'], self::error($this->write('op_key_1', 'other')));
        self::same(10, $this->act->moved);
    }

    public function testARefusalIsKeptUnderItsKey(): void
    {
        $this->act->refusal = new Refusal('quantity_too_high', ['line' => 3, 'most' => 1]);
        self::same([422, 'quantity_too_high'], self::error($this->write()));
        $this->act->refusal = null;
        self::same([422, 'quantity_too_high'], self::error($this->write()));
        self::same(0, $this->act->moved);
    }

    public function testBusyIsNotKept(): void
    {
        $this->lock->isHeld = true;
        self::same([409, 'busy'], self::error($this->write()));
        self::same([], $this->books->rows);
        $this->lock->isHeld = false;
        self::same(200, $this->write()->status);
    }

    public function testAVoidedKeyNeverMovesAnything(): void
    {
        self::same('voided', $this->lookUp(true)['state']);
        self::same([409, 'voided'], self::error($this->write()));
        self::same(0, $this->act->moved);
    }

    public function testAVoidThatComesBetweenCheckAndActStopsIt(): void
    {
        $this->books->meanwhile = static function (BooksInMemory $books): void {
            $row = new Row('op_key_1', 'op', 0, 0, '');
            $row->state = Row::VOIDED;
            $books->rows['op_key_1'] = $row;
        };
        self::same([409, 'voided'], self::error($this->write()));
        self::same(0, $this->act->moved);
    }

    public function testVoidingWhatIsDoneLeavesItDone(): void
    {
        $this->write();
        $told = $this->lookUp(true);
        self::same(['done', 7, null], [$told['state'], $told['result']['slip'], $told['error']]);
    }

    public function testAnUnknownKeyIsUnknown(): void
    {
        self::same(['state' => 'unknown', 'result' => null, 'error' => null], $this->lookUp(false));
        self::same([], $this->books->rows);
    }

    public function testARunningWriteIsToldAsStarted(): void
    {
        $this->crashed(0);
        $this->lock->isHeld = true;
        self::same('started', $this->lookUp(true)['state']);
    }

    public function testACrashBeforeTheActIsNeverDone(): void
    {
        $this->crashed(0);
        $told = $this->lookUp(false);
        self::same(['refused', 'never_done'], [$told['state'], $told['error']['name']]);
        self::same([422, 'never_done'], self::error($this->write()));
        self::same(0, $this->act->moved);
    }

    public function testACrashAfterTheActIsDoneAndSaidToBeReconciled(): void
    {
        $this->crashed(10);
        $told = $this->lookUp(false);
        self::same(['done', ['reconciled']], [$told['state'], $told['result']['warnings']]);
        self::same([200, true, 10], [$this->write()->status, $this->write()->envelope['result']['replayed'], $this->act->moved]);
    }

    public function testACrashHalfWayIsUnclearAndStaysSo(): void
    {
        $this->crashed(5);
        self::same('unclear', $this->lookUp(false)['state']);
        self::same([500, 'fault'], self::error($this->write()));
        self::same('unclear', $this->lookUp(true)['state']);
        self::same(5, $this->act->moved);
    }

    public function testARepeatOfACrashedWriteReconcilesAndNeverActs(): void
    {
        $this->crashed(10);
        self::same([200, true], [$this->write()->status, $this->write()->envelope['result']['replayed']]);
        self::same([10, 0], [$this->act->moved, $this->act->prepared]);
    }

    public function testAFaultBeforeAnythingMovedIsNamed(): void
    {
        $this->act->fault = new DomainException('core said no', 4);
        $answer = $this->write();
        self::same([422, 'shop_refused'], self::error($answer));
        self::same(['DomainException', 4], [$answer->envelope['error']['class'], $answer->envelope['error']['code']]);
    }

    public function testAFaultAfterAllMovedIsDone(): void
    {
        $this->act->fault = new TypeError('late');
        $this->act->when = 'after';
        self::same([200, ['reconciled']], [$this->write()->status, $this->books->rows['op_key_1']->answer->envelope['result']['warnings']]);
    }

    public function testAFaultHalfWayIsAFault(): void
    {
        $this->act->fault = new RuntimeException('half');
        $this->act->when = 'half';
        self::same([500, 'fault'], self::error($this->write()));
        self::same('unclear', $this->lookUp(false)['state']);
    }

    public function testALedgerThatCannotBeWrittenLeavesTheRowToBeReconciled(): void
    {
        $this->books->isBroken = true;
        try {
            $this->write();
            self::same('a fault', 'an answer');
        } catch (RuntimeException $fault) {
            self::same('the database is gone', $fault->getMessage());
        }
        self::same([Row::STARTED, 1], [$this->books->rows['op_key_1']->state, $this->lock->released]);
        $this->books->isBroken = false;
        self::same('started', $this->lookUp(false)['state']);
        $this->now += Desk::DEAD_AFTER + 1;
        self::same(['done', 10], [$this->lookUp(false)['state'], $this->act->moved]);
    }

    public function testACrashedWriteIsSettledBeforeAnotherMovesTheSameOrder(): void
    {
        $this->crashed(0);
        self::same(200, $this->write('op_key_2', 'another')->status);
        self::same([422, 'never_done'], self::error($this->write()));
        self::same(10, $this->act->moved);
    }

    public function testTheSlipIsKeptTheMomentItIsSeen(): void
    {
        $this->books->isBroken = true;
        try {
            $this->write();
        } catch (RuntimeException $fault) {
            self::same('the database is gone', $fault->getMessage());
        }
        self::same(7, $this->books->rows['op_key_1']->slipId);
        $this->books->isBroken = false;
        $this->now += Desk::DEAD_AFTER + 1;
        $this->lookUp(false);
        self::same(7, end($this->act->slipsAsked));
        self::same(['', 0], [\Comptoir\Ledger\CurrentOperation::key(), \Comptoir\Ledger\CurrentOperation::slipId()]);
    }

    public function testACrashThatCannotBeReadIsUnclear(): void
    {
        $this->crashed(0);
        $desk = new Desk($this->books, $this->lock, static function () {
            throw new Refusal('bad_request');
        });
        self::same('unclear', $desk->lookUp('op_key_1', false)['state']);
    }

    public function testARunWhoseLockIsFreeIsNotDeadYet(): void
    {
        $this->crashed(0);
        $this->books->rows['op_key_1']->startedAt = $this->now - Desk::DEAD_AFTER;
        self::same('started', $this->lookUp(true)['state']);
        self::same([409, 'busy'], self::error($this->write()));
        self::same([409, 'busy'], self::error($this->write('op_key_2', 'another')));
        self::same([0, ['op_key_1']], [$this->act->prepared, array_keys($this->books->rows)]);
        ++$this->now;
        self::same('refused', $this->lookUp(true)['state']);
        self::same(200, $this->write('op_key_2', 'another')->status);
    }

    public function testALockLostBeforeTheActDoesNothingAndMayBeTriedAgain(): void
    {
        $this->lock->isLost = true;
        self::same([409, 'busy'], self::error($this->write()));
        self::same([0, []], [$this->act->moved, $this->books->rows]);
        $this->lock->isLost = false;
        self::same([200, 10], [$this->write()->status, $this->act->moved]);
    }

    public function testWhatTheLedgerDoesNotHoldIsNotSaid(): void
    {
        $this->act->meanwhile = function (): void {
            $this->books->rows['op_key_1']->state = Row::REFUSED;
            $this->books->rows['op_key_1']->answer = (new Refusal('never_done'))->answer();
        };
        self::same([500, 'fault'], self::error($this->write()));
        self::same('refused', $this->lookUp(false)['state']);
    }

    public function testAnUnclearOrderBarsWhatMovesUntilItIsPutAside(): void
    {
        $this->crashed(5);
        self::same('unclear', $this->lookUp(false)['state']);
        $refused = $this->write('op_key_2', 'another');
        self::same([409, 'unclear', false], array_merge(self::error($refused), [$refused->envelope['error']['retryable']]));
        self::same([409, 'unclear'], self::error($this->write('op_key_2', 'another')));
        self::same([5, 0], [$this->act->moved, $this->act->prepared]);
        $message = new Row('op_key_3', 'message', 1001, 3, 'note');
        self::same(200, $this->desk->write($message, new ActInMemory())->status);
        self::same(200, $this->desk->write(new Row('op_key_4', 'refund', 1002, 3, 'other order'), new ActInMemory())->status);
        self::same('unclear', $this->desk->lookUp('op_key_1', false, true)['state']);
        self::same([500, 'fault'], self::error($this->write()));
        self::same(200, $this->desk->write(new Row('op_key_5', 'refund', 1001, 3, 'new'), new ActInMemory())->status);
    }

    public function testOnlyWhatIsUnclearIsPutAside(): void
    {
        $this->write();
        self::same('done', $this->desk->lookUp('op_key_1', false, true)['state']);
        self::same(Row::DONE, $this->books->rows['op_key_1']->state);
    }

    public function testWhatWasSaidIsKnownToWhoeverAsks(): void
    {
        self::same(null, $this->desk->known('op_key_1', 'same'));
        $this->write();
        self::same([200, true], [$this->desk->known('op_key_1', 'same')->status, $this->desk->known('op_key_1', 'same')->envelope['result']['replayed']]);
        self::same([409, 'key_reused'], self::error($this->desk->known('op_key_1', 'other')));
        $this->crashed(0);
        self::same(null, $this->desk->known('op_key_1', 'same'));
        self::same([409, 'key_reused'], self::error($this->desk->known('op_key_1', 'other')));
    }

    public function testAnyFaultWhileACrashIsReadIsUnclear(): void
    {
        $this->crashed(10);
        $this->act->unreadable = new ErrorException('undefined array key');
        self::same('unclear', $this->lookUp(false)['state']);
    }

    public function testASlipOfAnotherOrderIsNotThisOperations(): void
    {
        $this->books->foreign = [8];
        $this->act->foreignSlip = 8;
        $this->write();
        self::same(7, $this->books->rows['op_key_1']->slipId);
    }

    private function write(string $key = 'op_key_1', string $fingerprint = 'same'): Comptoir\Api\Answer
    {
        return $this->desk->write(new Row($key, 'refund', 1001, 3, $fingerprint), $this->act);
    }

    private function lookUp(bool $isToVoid): array
    {
        return $this->desk->lookUp('op_key_1', $isToVoid);
    }

    private function crashed(int $moved): void
    {
        $row = new Row('op_key_1', 'refund', 1001, 3, 'same');
        $row->before = ['moved' => 0];
        $this->books->rows['op_key_1'] = $row;
        $this->act->moved = $moved;
    }

    private static function error(Comptoir\Api\Answer $answer): array
    {
        return [$answer->status, $answer->envelope['error']['name'] ?? 'none'];
    }
}
