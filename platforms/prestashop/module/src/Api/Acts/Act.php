<?php
/**
 * What the acts on an order share: how it stands, core's commands, the private note beside it.
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
use Comptoir\Api\Boot;
use Comptoir\Api\Core;
use Comptoir\Api\Refusal;
use Comptoir\Ledger\Row;
use Comptoir\Reading\Lists;
use Comptoir\Reading\Standing;
use PrestaShop\PrestaShop\Core\Domain\CustomerMessage\Command\AddOrderCustomerMessageCommand;
use PrestaShop\PrestaShop\Core\Domain\Order\Command\UpdateOrderStatusCommand;

abstract class Act implements \Comptoir\Ledger\Act
{
    /** A refund with its mails takes a fraction of a second; a slow mail server takes the rest. */
    private const MOST_SECONDS = 120;
    private const MOST_NOTE = 2000;

    /** @var int */
    protected $orderId;
    /** @var int */
    protected $employeeId;
    /** @var int */
    protected $shop;
    /** @var string[] */
    protected $warnings = [];
    /** @var Core|null */
    private $core;

    public function __construct(Row $row, int $shop)
    {
        $this->orderId = $row->orderId;
        $this->employeeId = $row->employeeId;
        $this->shop = $shop;
        $this->read(new Body($row->asked));
    }

    /** @throws Refusal bad_request */
    abstract protected function read(Body $body): void;

    protected static function note(Body $body): string
    {
        return $body->raw('message') === null ? '' : $body->text('message', self::MOST_NOTE);
    }

    /** Core is booted before anything is begun: where it cannot, nothing was done. */
    protected function begin(): void
    {
        @set_time_limit(self::MOST_SECONDS);
        $this->core = Boot::core();
    }

    /** The order as it stands, when it still stands as the caller saw it. */
    protected function expected(string $stand): Standing
    {
        $standing = $this->standing();
        if (!hash_equals($standing->stand(), $stand)) {
            throw new Refusal('moved');
        }

        return $standing;
    }

    protected function standing(): Standing
    {
        $standing = Standing::of($this->orderId, $this->shop);
        if ($standing === null) {
            throw new Refusal('unknown_order');
        }

        return $standing;
    }

    protected function run($command, Standing $standing): void
    {
        $this->core->run($command, $standing->order, $this->employeeId);
    }

    protected function prepareContext(Standing $standing): void
    {
        $this->core->prepare($standing->order, $this->employeeId);
    }

    /**
     * Brings the order into a state.
     *
     * Core may throw after it committed, when a mail cannot be sent: the state is read again.
     *
     * @throws \Throwable what core threw, where the state was not reached
     */
    protected function bringTo(int $state, Standing $standing): void
    {
        try {
            $this->run(new UpdateOrderStatusCommand($this->orderId, $state), $standing);
        } catch (\Throwable $fault) {
            if ($this->standing()->state() !== $state) {
                throw $fault;
            }
            $this->warn('mail_failed');
        }
    }

    /** Writes the private note; an act that is done is not undone by a note that is not. */
    protected function leave(string $note, Standing $standing): void
    {
        if ($note === '') {
            return;
        }
        try {
            $this->run(new AddOrderCustomerMessageCommand($this->orderId, $note, true), $standing);
        } catch (\Throwable $fault) {
            $this->warn('note_failed');
        }
    }

    protected function warn(string $warning): void
    {
        if (!in_array($warning, $this->warnings, true)) {
            $this->warnings[] = $warning;
        }
    }

    /** The end of every result: where the order stands now. */
    protected function ending(Standing $after): array
    {
        return [
            'state' => Lists::orderState($after->state()),
            'stand' => $after->stand(),
            'warnings' => $this->warnings,
        ];
    }
}
