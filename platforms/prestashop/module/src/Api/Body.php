<?php
/**
 * A JSON body read field by field: what is missing or of another form is refused by its name.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Body
{
    private const MOST_ID = 2147483647;
    private const MOST_DEPTH = 16;

    /** @var array */
    private $fields;
    /** @var string its bytes as they came */
    private $bytes;

    public function __construct(array $fields, string $bytes = '')
    {
        $this->fields = $fields;
        $this->bytes = $bytes;
    }

    public static function read(string $json): self
    {
        $decoded = json_decode($json, true, self::MOST_DEPTH, JSON_BIGINT_AS_STRING);
        if (!is_array($decoded) || substr(ltrim($json), 0, 1) !== '{') {
            throw new Refusal('bad_request', ['field' => 'body']);
        }

        return new self($decoded, $json);
    }

    public function fields(): array
    {
        return $this->fields;
    }

    /** @return mixed null where there is none */
    public function raw(string $name)
    {
        return $this->fields[$name] ?? null;
    }

    public function id(string $name): int
    {
        $written = $this->raw($name);
        if (!is_int($written) || $written < 1 || $written > self::MOST_ID) {
            throw $this->bad($name);
        }

        return $written;
    }

    public function number(string $name, int $least, int $most): int
    {
        $written = $this->raw($name);
        if (!is_int($written) || $written < $least || $written > $most) {
            throw $this->bad($name);
        }

        return $written;
    }

    public function isSet(string $name): bool
    {
        if (!is_bool($this->raw($name))) {
            throw $this->bad($name);
        }

        return $this->raw($name);
    }

    public function text(string $name, int $most): string
    {
        $written = $this->raw($name);
        if (!is_string($written) || mb_strlen($written, 'UTF-8') > $most) {
            throw $this->bad($name);
        }

        return $written;
    }

    public function matching(string $name, string $pattern): string
    {
        $written = $this->raw($name);
        if (!is_string($written) || preg_match($pattern, $written) !== 1) {
            throw $this->bad($name);
        }

        return $written;
    }

    /** @return array the list's elements; none where the field is absent and may be */
    public function list(string $name, int $most): array
    {
        $written = $this->raw($name);
        if (!is_array($written) || array_values($written) !== $written || count($written) > $most) {
            throw $this->bad($name);
        }

        return $written;
    }

    /** Of the very bytes: what two texts mean alike to one reader may differ to another. */
    public function fingerprint(string $action): string
    {
        return hash('sha256', $action . $this->bytes);
    }

    private function bad(string $name): Refusal
    {
        return new Refusal('bad_request', ['field' => $name]);
    }
}
