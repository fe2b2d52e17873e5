<?php
/**
 * Each key moves things once: first under the lock it acts, afterwards it repeats what it said.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Ledger;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Api\Answer;
use Comptoir\Api\Refusal;

final class Desk
{
    /** Seconds to wait for another operation on the same order; a refund with its mails takes less. */
    private const PATIENCE = 10;

    /** @var Books */
    private $books;
    /** @var Lock */
    private $lock;
    /** @var callable gives the Act of a Row */
    private $actOf;

    public function __construct(Books $books, Lock $lock, callable $actOf)
    {
        $this->books = $books;
        $this->lock = $lock;
        $this->actOf = $actOf;
    }

    /** Does what the row asks, or tells again what became of it. */
    public function write(Row $asked, Act $act): Answer
    {
        $known = $this->books->find($asked->key);
        if ($known !== null && $known->state !== Row::STARTED) {
            return self::again($known, $asked);
        }
        if (!$this->lock->take($asked->orderId, self::PATIENCE)) {
            return (new Refusal('busy'))->answer();
        }
        try {
            return $this->underLock($asked, $act);
        } finally {
            $this->lock->release($asked->orderId);
        }
    }

    /** What became of a key. A run that crashed is looked into here and now. */
    public function lookUp(string $key, bool $isToVoid): array
    {
        if ($isToVoid) {
            $void = new Row($key, 'op', 0, 0, '');
            $void->state = Row::VOIDED;
            $this->books->add($void);
        }
        $row = $this->books->find($key);
        if ($row !== null && $row->state === Row::STARTED && $this->lock->take($row->orderId, 0)) {
            try {
                $row = $this->settled($this->books->find($key));
            } finally {
                $this->lock->release($row->orderId);
            }
        }

        return self::told($row);
    }

    private function underLock(Row $asked, Act $act): Answer
    {
        // Whatever else crashed on this order is settled first: afterwards this act's traces would pass for its own.
        foreach ($this->books->started($asked->orderId) as $crashed) {
            $this->settled($crashed);
        }
        $known = $this->books->find($asked->key);
        if ($known !== null) {
            return self::again($known, $asked);
        }
        try {
            $asked->before = $act->prepare();
        } catch (Refusal $refusal) {
            return $this->refused($asked, $refusal);
        }
        if (!$this->books->add($asked)) {
            return self::again($this->books->find($asked->key), $asked);
        }

        return $this->performed($asked, $act);
    }

    private function performed(Row $row, Act $act): Answer
    {
        CurrentOperation::begin($row->key, $row->orderId, function (int $slipId) use ($row): void {
            $this->books->sawSlip($row->key, $slipId);
        });
        try {
            return $this->ended($row, Row::DONE, Answer::of(['replayed' => false] + $act->perform($row->before)));
        } catch (Refusal $refusal) {
            return $this->ended($row, Row::REFUSED, $refusal->answer());
        } catch (\Throwable $fault) {
            return $this->brokenOff($row, $act, $fault);
        } finally {
            CurrentOperation::end();
        }
    }

    /** The shop threw what we have no name for: what it did until then is read from the order itself. */
    private function brokenOff(Row $row, Act $act, \Throwable $fault): Answer
    {
        $row->slipId = CurrentOperation::slipId();
        $found = $act->found($row->before, $row->slipId);
        if ($found === []) {
            $facts = ['class' => self::shortName($fault), 'code' => (int) $fault->getCode()];

            return $this->ended($row, Row::REFUSED, (new Refusal('shop_refused', $facts))->answer());
        }

        return $this->concluded($row, $found);
    }

    /** A row whose lock is ours and that is still "started" belongs to a run that died. */
    private function settled(Row $row): Row
    {
        if ($row->state === Row::STARTED) {
            try {
                $found = ($this->actOf)($row)->found($row->before, $row->slipId);
            } catch (Refusal $unreadable) {
                // Written by another version, or its order is gone: only a human can tell.
                $found = null;
            }
            if ($found === []) {
                $this->ended($row, Row::REFUSED, (new Refusal('never_done'))->answer());
            } else {
                $this->concluded($row, $found);
            }
        }

        return $row;
    }

    private function concluded(Row $row, ?array $found): Answer
    {
        if ($found === null) {
            return $this->ended($row, Row::UNCLEAR, (new Refusal('fault'))->answer());
        }
        $found['warnings'][] = 'reconciled';

        return $this->ended($row, Row::DONE, Answer::of(['replayed' => false] + $found));
    }

    /** A refusal is kept under its key, so that the same call gets the same answer. */
    private function refused(Row $row, Refusal $refusal): Answer
    {
        $row->state = Row::REFUSED;
        $row->answer = $refusal->answer();
        if (!$this->books->add($row)) {
            return self::again($this->books->find($row->key), $row);
        }

        return $row->answer;
    }

    private function ended(Row $row, string $state, Answer $answer): Answer
    {
        $row->state = $state;
        $row->answer = $answer;
        $row->slipId = $row->slipId ?: CurrentOperation::slipId();
        $this->books->end($row);

        return $answer;
    }

    private static function again(Row $known, Row $asked): Answer
    {
        if ($known->state === Row::VOIDED) {
            return (new Refusal('voided'))->answer();
        }
        if (!hash_equals($known->fingerprint, $asked->fingerprint)) {
            return (new Refusal('key_reused'))->answer();
        }

        return $known->answer->replayed();
    }

    private static function told(?Row $row): array
    {
        $answer = $row === null ? null : $row->answer;

        return [
            'state' => $row === null ? 'unknown' : $row->state,
            'result' => $answer !== null && $answer->isDone() ? $answer->envelope['result'] : null,
            'error' => $answer !== null && !$answer->isDone() ? $answer->envelope['error'] : null,
        ];
    }

    private static function shortName(\Throwable $fault): string
    {
        $parts = explode('\\', get_class($fault));

        return (string) end($parts);
    }
}
