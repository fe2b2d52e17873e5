<?php
/**
 * A refund: core's partial refund, the shelf put right, the final state, the note.
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
use PrestaShop\PrestaShop\Core\Domain\Order\Command\IssuePartialRefundCommand;
use PrestaShop\PrestaShop\Core\Domain\Order\Exception\InvalidCancelProductException;
use PrestaShop\PrestaShop\Core\Domain\Order\Exception\InvalidOrderStateException;
use PrestaShop\PrestaShop\Core\Domain\Order\VoucherRefundType;

final class Refund extends Act
{
    /** @var RefundAsked */
    private $asked;
    /** @var string */
    private $note;

    public function prepare(): array
    {
        $standing = $this->expected($this->asked->expect);
        $refundable = new Refundable($standing, $this->shop);
        $this->asked->check($standing, $refundable);
        $this->begin();

        return Snapshot::of($standing) + ['pays_before_slip' => $refundable->paysBeforeSlip(), 'mail' => MailLog::last()];
    }

    public function perform(array $before): array
    {
        $standing = $this->standing();
        $shelf = new Shelf($standing);
        $this->prepareContext($standing);
        $this->refund($standing, $shelf);
        $this->restock($standing, $shelf);
        if (MailLog::lacks($this->asked->isVoucher() ? 'voucher' : 'credit_slip', $before['mail'], (int) $standing->order['id_customer'])) {
            $this->warn('mail_failed');
        }
        $this->settle($standing, $shelf);
        $this->leave($this->note, $standing);

        return $this->told($before);
    }

    public function found(array $before, int $slipId): ?array
    {
        $standing = $this->standing();
        if (Snapshot::isAsBefore($before, $standing)) {
            return $before['pays_before_slip'] ? null : [];
        }
        $told = new RefundTold($this->asked, $before, $standing);
        // A slip that this run was not seen to make is somebody else's, however alike.
        if (!$told->isExact() || $told->slipId() !== $slipId) {
            return null;
        }
        $this->warnOfWhatLacks($told, $before, $standing);

        return $this->told($before);
    }

    protected function read(Body $body): void
    {
        $this->asked = new RefundAsked($body);
        $this->note = self::note($body);
    }

    /** @throws Refusal where core refused before it did anything */
    private function refund(Standing $standing, Shelf $shelf): void
    {
        $amounts = new CoreAmounts($standing);
        $lines = [];
        foreach ($this->asked->lines as $line) {
            $amount = $amounts->ofLine($line['line'], $this->asked->amountOf($line, $standing->digits));
            $lines[$line['line']] = ['quantity' => $line['quantity'], 'amount' => $amount];
        }
        $shipping = $amounts->ofShipping($this->asked->shippingOf($standing->digits));
        $isVoucher = $this->asked->isVoucher();
        CurrentOperation::confirm();
        try {
            $this->run(new IssuePartialRefundCommand(
                $this->orderId,
                $lines,
                $shipping,
                $shelf->isWhole($this->asked->lines),
                !$isVoucher,
                $isVoucher,
                VoucherRefundType::PRODUCT_PRICES_REFUND
            ), $standing);
        } catch (InvalidOrderStateException $refused) {
            throw new Refusal('not_paid');
        } catch (InvalidCancelProductException $refused) {
            throw self::named($refused);
        }
    }

    /** Codes that core throws before its first write; of any other it is not known how far it went. */
    private static function named(InvalidCancelProductException $refused): \Throwable
    {
        switch ($refused->getCode()) {
            case InvalidCancelProductException::INVALID_QUANTITY:
                return new Refusal('bad_quantity');
            case InvalidCancelProductException::QUANTITY_TOO_HIGH:
                return new Refusal('quantity_too_high', ['most' => (int) $refused->getRefundableQuantity()]);
            case InvalidCancelProductException::NO_REFUNDS:
                return new Refusal('nothing_to_refund');
            default:
                return $refused;
        }
    }

    private function restock(Standing $standing, Shelf $shelf): void
    {
        try {
            $this->prepareContext($standing);
            $shelf->move($shelf->corrections($this->asked->lines), true);
        } catch (\Throwable $fault) {
            $this->warn('restock_failed');
        }
    }

    private function settle(Standing $standing, Shelf $shelf): void
    {
        $refunded = (int) \Configuration::get('PS_OS_REFUND');
        if (!$this->asked->settles || $standing->state() === $refunded) {
            return;
        }
        try {
            $before = $this->standing();
            $before->stocks();
            // The order reads as refunded only when nothing of it can be given back any more.
            if (!(new Refundable($before, $this->shop))->isNothingLeft()) {
                $this->warn('state_not_reached');

                return;
            }
            $this->bringTo($refunded, $standing);
        } catch (\Throwable $fault) {
            $this->warn('state_not_reached');

            return;
        }
        try {
            $this->prepareContext($standing);
            $shelf->move($shelf->takenSince($before, $this->standing()), false);
        } catch (\Throwable $fault) {
            $this->warn('restock_failed');
        }
    }

    private function told(array $before): array
    {
        $after = $this->standing();
        $told = new RefundTold($this->asked, $before, $after);
        if ($told->differs()) {
            $this->warn('amount_differs');
        }

        return ['slip' => $told->slip(), 'voucher' => $told->voucher(), 'lines' => $told->lines()] + $this->ending($after);
    }

    /** A run that died after the money moved may not have come to the rest. */
    private function warnOfWhatLacks(RefundTold $told, array $before, Standing $standing): void
    {
        if (!$told->isRestocked()) {
            $this->warn('restock_failed');
        }
        if ($this->asked->settles && $standing->state() !== (int) \Configuration::get('PS_OS_REFUND')) {
            $this->warn('state_not_reached');
        }
        if ($this->note !== '' && Snapshot::written($before, $standing, $this->employeeId) === 0) {
            $this->warn('note_failed');
        }
    }
}
