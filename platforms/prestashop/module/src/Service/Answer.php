<?php
/**
 * What the service answered, or by which name the call failed.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Service;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Answer
{
    /** No answer at all, or none in time. */
    public const UNREACHABLE = 'unreachable';
    /** Something answered that is not our service, or that changed the answer on its way. */
    public const NOT_OURS = 'not_ours';
    /** The service does not know this shop, or not by this secret. */
    public const UNAUTHORIZED = 'unauthorized';
    /** The service answers, but does not reach this shop under the new secret. */
    public const NOT_PROVEN = 'not_proven';

    /** @var string '' when all is well; else a name above, or the service's own */
    public $fault;

    /** @var array<string, mixed> */
    public $result;

    /**
     * @param array<string, mixed> $result
     */
    private function __construct(string $fault, array $result)
    {
        $this->fault = $fault;
        $this->result = $result;
    }

    public static function failed(string $fault): self
    {
        return new self($fault, []);
    }

    /** The same answer, taken for a failure; what it told can still be shown. */
    public function refused(string $fault): self
    {
        return new self($fault, $this->result);
    }

    /** Reads the envelope; the signature was looked at before. */
    public static function of(string $body): self
    {
        $read = json_decode($body, true);
        if (!is_array($read) || !isset($read['ok'])) {
            return self::failed(self::NOT_OURS);
        }
        if ($read['ok'] === true && is_array($read['result'] ?? null)) {
            return new self('', $read['result']);
        }
        $name = $read['error']['name'] ?? '';

        return self::failed(is_string($name) && $name !== '' ? $name : self::NOT_OURS);
    }

    public function isGood(): bool
    {
        return $this->fault === '';
    }
}
