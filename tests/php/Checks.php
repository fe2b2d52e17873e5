<?php
/**
 * What tests say: equal, or it fails with both values.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

abstract class Checks
{
    /** @var int */
    public static $made = 0;

    protected static function same($expected, $found, string $name = ''): void
    {
        ++self::$made;
        if ($expected !== $found) {
            throw new RuntimeException(trim($name . ' expected ' . json_encode($expected) . ', found ' . json_encode($found)));
        }
    }

    protected static function refused(string $name, callable $act): Comptoir\Api\Refusal
    {
        try {
            $act();
        } catch (Comptoir\Api\Refusal $refusal) {
            self::same($name, $refusal->getMessage());

            return $refusal;
        }
        throw new RuntimeException('was not refused: ' . $name);
    }

    protected static function vectors(string $name): array
    {
        return json_decode((string) file_get_contents(dirname(__DIR__) . "/vectors/$name.json"), true, 32, JSON_THROW_ON_ERROR);
    }
}
