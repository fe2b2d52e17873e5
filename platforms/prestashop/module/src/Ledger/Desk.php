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

    /**
     * Milliseconds after which a run whose lock is free is taken for dead. PHP gives a request 120 s of its own
     * time, and a mail server that does not answer holds it for 60 s a mail beside that: a run that only lost its
     * database connection may be at work all this while.
     */
    public const DEAD_AFTER = 180000;
    /** What moves money or units: not while an earlier such act on the order is unclear. */
    private const MOVES = ['refund', 'cancel'];

    /** @var Books */
    private $books;
    /** @var Lock */
    private $lock;
    /** @var callable gives the Act of a Row */
    private $actOf;
    /** @var callable tells the time in unix milliseconds */
    private $clock;

    public function __construct(Books $books, Lock $lock, callable $actOf, ?callable $clock = null)
    {
        $this->clock = $clock ?? static function (): int {
            return (int) floor(microtime(true) * 1000);
        };
        $this->books = $books;
        $this->lock = $lock;
        $this->actOf = $actOf;
    }

    /** What was said under a key already, whoever may ask today; null where nothing final was. */
    public function known(string $key, string $fingerprint): ?Answer
    {
        $known = $this->books->find($key);

        return $known === null ? null : self::again($known, $fingerprint);
    }

    /** Does what the row asks, or tells again what became of it. */
    public function write(Row $asked, Act $act): Answer
    {
        $known = $this->known($asked->key, $asked->fingerprint);
        if ($known !== null) {
            return $known;
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

    /** What became of a key. A run that crashed is looked into here, once it must be dead. */
    public function lookUp(string $key, bool $isToVoid, bool $isToPutAside = false): array
    {
        if ($isToVoid) {
            $void = new Row($key, 'op', 0, 0, '');
            $void->state = Row::VOIDED;
            $this->books->add($void);
        }
        $row = $this->books->find($key);
        if ($row !== null && $this->isDead($row) && $this->lock->take($row->orderId, 0)) {
            try {
                $this->settle($this->books->find($key));
            } finally {
                $this->lock->release($row->orderId);
            }
        }
        if ($isToPutAside) {
            $this->books->putAside($key);
        }

        return self::told($this->books->find($key));
    }

    private function underLock(Row $asked, Act $act): Answer
    {
        // Whatever else crashed on this order is settled first: afterwards this act's traces would pass for its own.
        foreach ($this->books->started($asked->orderId) as $crashed) {
            if (!$this->isDead($crashed)) {
                return (new Refusal('busy'))->answer();
            }
            $this->settle($crashed);
        }
        $known = $this->known($asked->key, $asked->fingerprint);
        if ($known !== null) {
            return $known;
        }
        try {
            $this->checkClear($asked);
            $asked->before = $act->prepare();
        } catch (Refusal $refusal) {
            return $this->refused($asked, $refusal);
        }
        $asked->startedAt = ($this->clock)();
        if (!$this->books->add($asked)) {
            return $this->overtaken($asked);
        }

        return $this->performed($asked, $act);
    }

    /** Nobody knows what an act that broke off half way gave back: another one could give it twice. */
    private function checkClear(Row $asked): void
    {
        if (in_array($asked->action, self::MOVES, true) && $this->books->isUnclear($asked->orderId)) {
            throw new Refusal('unclear');
        }
    }

    /** The key was written while this run prepared: it speaks for itself, or is at work. */
    private function overtaken(Row $asked): Answer
    {
        return $this->known($asked->key, $asked->fingerprint) ?? (new Refusal('busy'))->answer();
    }

    private function performed(Row $row, Act $act): Answer
    {
        CurrentOperation::begin($row->key, $row->orderId, function (int $slipId) use ($row): bool {
            return $this->books->sawSlip($row->key, $slipId);
        }, function () use ($row): bool {
            return $this->lock->isHeld($row->orderId);
        });
        try {
            return $this->ended($row, Row::DONE, Answer::of(['replayed' => false] + $act->perform($row->before)));
        } catch (LockLost $lost) {
            $this->books->forget($row);

            return (new Refusal('busy'))->answer();
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

    /** Whether a row is of a run that broke off: its lock being free says it only once its time is over. */
    private function isDead(Row $row): bool
    {
        return $row->state === Row::STARTED && ($this->clock)() - $row->startedAt > self::DEAD_AFTER;
    }

    /** A row whose lock is ours and that is still "started" so long after belongs to a run that died. */
    private function settle(Row $row): void
    {
        if ($row->state !== Row::STARTED) {
            return;
        }
        try {
            $found = ($this->actOf)($row)->found($row->before, $row->slipId);
        } catch (\Throwable $unreadable) {
            // Written by another version, or its order or lines are gone: only a human can tell.
            $found = null;
        }
        if ($found === []) {
            $this->ended($row, Row::REFUSED, (new Refusal('never_done'))->answer());
        } else {
            $this->concluded($row, $found);
        }
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
        $row->startedAt = ($this->clock)();

        return $this->books->add($row) ? $row->answer : $this->overtaken($row);
    }

    private function ended(Row $row, string $state, Answer $answer): Answer
    {
        $row->state = $state;
        $row->answer = $answer;
        $row->slipId = $row->slipId ?: CurrentOperation::slipId();

        // What the ledger does not hold is not said: somebody settled this row, and said something else of it.
        return $this->books->end($row) ? $answer : (new Refusal('fault'))->answer();
    }

    /** @return Answer|null null where the key is at work, or was when its run died */
    private static function again(Row $known, string $fingerprint): ?Answer
    {
        if ($known->state === Row::VOIDED) {
            return (new Refusal('voided'))->answer();
        }
        if (!hash_equals($known->fingerprint, $fingerprint)) {
            return (new Refusal('key_reused'))->answer();
        }

        return $known->state === Row::STARTED ? null : $known->answer->replayed();
    }

    private static function told(?Row $row): array
    {
        $answer = $row === null ? null : $row->answer;

        return [
            'state' => $row === null ? 'unknown' : ($row->state === Row::ASIDE ? Row::UNCLEAR : $row->state),
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
