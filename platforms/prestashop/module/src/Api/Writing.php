<?php
/**
 * The writes by their names: who may, under which key, on which order.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Api\Acts\Act;
use Comptoir\Api\Acts\Cancel;
use Comptoir\Api\Acts\Message;
use Comptoir\Api\Acts\Refund;
use Comptoir\Ledger\Desk;
use Comptoir\Ledger\OrderLock;
use Comptoir\Ledger\Row;
use Comptoir\Ledger\Table;
use Comptoir\Reading\OrderRows;
use Comptoir\Settings;

final class Writing
{
    public const KEY = '/\A[a-z0-9_]{8,64}\z/';
    public const ACTS = ['refund' => Refund::class, 'cancel' => Cancel::class, 'message' => Message::class];

    /** @var int */
    private $shop;

    public function __construct(int $shop)
    {
        $this->shop = $shop;
    }

    /** @throws Refusal of what is refused before the key is looked at */
    public function answer(string $action, Body $body): Answer
    {
        $key = $body->matching('key', self::KEY);
        $fingerprint = $body->fingerprint($action);
        // What was done stays done, and is told again, whatever the employee or the shop may do today.
        $known = $this->desk()->known($key, $fingerprint);
        if ($known !== null) {
            return $known;
        }
        $row = new Row($key, $action, $body->id('order'), $body->id('employee'), $fingerprint);
        $row->asked = $body->fields();
        Actor::check($row->employeeId, $this->shop);
        self::checkSwitch($action);
        if (OrderRows::order($row->orderId, $this->shop) === null) {
            throw new Refusal('unknown_order');
        }

        return $this->desk()->write($row, $this->actOf($row));
    }

    public function desk(): Desk
    {
        return new Desk(new Table($this->shop), new OrderLock(), [$this, 'actOf']);
    }

    /** @throws Refusal bad_request */
    public function actOf(Row $row): Act
    {
        $class = self::ACTS[$row->action];

        return new $class($row, $this->shop);
    }

    private static function checkSwitch(string $action): void
    {
        if ($action === 'refund' && !Settings::refundsOn()) {
            throw new Refusal('refunds_off');
        }
        if ($action === 'cancel' && !Settings::cancellationsOn()) {
            throw new Refusal('cancellations_off');
        }
    }
}
