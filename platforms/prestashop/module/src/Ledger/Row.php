<?php
/**
 * One operation as the ledger keeps it: what was asked under a key, and what became of it.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Ledger;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Row
{
    public const STARTED = 'started';
    public const DONE = 'done';
    public const REFUSED = 'refused';
    public const UNCLEAR = 'unclear';
    public const VOIDED = 'voided';
    /** Unclear, and somebody looked at the order since: told as unclear, but it bars no more. */
    public const ASIDE = 'aside';

    /** @var string */
    public $key;
    /** @var string */
    public $action;
    /** @var int */
    public $orderId;
    /** @var int */
    public $employeeId;
    /** @var string sha256 hex of the action and body */
    public $fingerprint;
    /** @var string one of the constants above */
    public $state = self::STARTED;
    /** @var array the body as it was asked */
    public $asked = [];
    /** @var array how things stood just before the act: what a crash is reconciled from */
    public $before = [];
    /** @var int the credit slip this operation made, 0 where none is known */
    public $slipId = 0;
    /** @var int unix milliseconds when it was written, 0 before that */
    public $startedAt = 0;
    /** @var \Comptoir\Api\Answer|null */
    public $answer;

    public function __construct(string $key, string $action, int $orderId, int $employeeId, string $fingerprint)
    {
        $this->key = $key;
        $this->action = $action;
        $this->orderId = $orderId;
        $this->employeeId = $employeeId;
        $this->fingerprint = $fingerprint;
    }
}
