<?php
/**
 * A message written beside the order, private unless it is said not to be.
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
use PrestaShop\PrestaShop\Core\Domain\CustomerMessage\Command\AddOrderCustomerMessageCommand;
use PrestaShop\PrestaShop\Core\Domain\CustomerMessage\Exception\CannotSendEmailException;
use PrestaShop\PrestaShop\Core\Domain\CustomerMessage\Exception\CustomerMessageConstraintException;

final class Message extends Act
{
    private const MOST_TEXT = 10000;

    /** @var string */
    private $text;
    /** @var bool */
    private $isPrivate;

    public function prepare(): array
    {
        $this->begin();

        return Snapshot::of($this->standing());
    }

    public function perform(array $before): array
    {
        $standing = $this->standing();
        CurrentOperation::confirm();
        try {
            $this->run(new AddOrderCustomerMessageCommand($this->orderId, $this->text, $this->isPrivate), $standing);
        } catch (CustomerMessageConstraintException $refused) {
            throw new Refusal('bad_request', ['field' => 'text']);
        } catch (CannotSendEmailException $unsent) {
            $this->warn('mail_failed');
        }

        return $this->told(Snapshot::written($before, $this->standing(), $this->employeeId));
    }

    public function found(array $before, int $slipId): ?array
    {
        $written = Snapshot::written($before, $this->standing(), $this->employeeId);

        return $written === 0 ? [] : $this->told($written);
    }

    protected function read(Body $body): void
    {
        $this->text = $body->text('text', self::MOST_TEXT);
        if (trim($this->text) === '') {
            throw new Refusal('bad_request', ['field' => 'text']);
        }
        $this->isPrivate = $body->isSet('private');
    }

    private function told(int $message): array
    {
        return ['message' => $message, 'warnings' => $this->warnings];
    }
}
