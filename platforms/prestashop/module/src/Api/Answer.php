<?php
/**
 * One answer of the module: a status and its envelope, as the ledger keeps it and the wire carries it.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Answer
{
    /** @var int */
    public $status;
    /** @var array */
    public $envelope;

    public function __construct(int $status, array $envelope)
    {
        $this->status = $status;
        $this->envelope = $envelope;
    }

    public static function of(array $result): self
    {
        return new self(200, ['ok' => true, 'result' => $result]);
    }

    /** The same answer, told a second time. */
    public function replayed(): self
    {
        $envelope = $this->envelope;
        if ($envelope['ok']) {
            $envelope['result']['replayed'] = true;
        }

        return new self($this->status, $envelope);
    }

    public function isDone(): bool
    {
        return (bool) $this->envelope['ok'];
    }

    public function json(): string
    {
        return (string) json_encode($this->envelope, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE);
    }
}
