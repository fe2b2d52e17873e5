<?php
/**
 * The operation that runs in this request: hooks ask for its key, and tell the slip they saw.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Ledger;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class CurrentOperation
{
    /** @var string */
    private static $key = '';
    /** @var int */
    private static $orderId = 0;
    /** @var int */
    private static $slipId = 0;
    /** @var callable|null told of the slip at once */
    private static $listener;

    /** @param callable|null $listener is told the slip's id the moment it is seen */
    public static function begin(string $key, int $orderId, ?callable $listener = null): void
    {
        self::$listener = $listener;
        self::$key = $key;
        self::$orderId = $orderId;
        self::$slipId = 0;
    }

    public static function end(): void
    {
        self::begin('', 0);
    }

    /** @return string the running operation's key, empty where nothing of ours runs */
    public static function key(): string
    {
        return self::$key;
    }

    public static function orderId(): int
    {
        return self::$orderId;
    }

    /** Core's hook actionOrderSlipAdd names the slip that this very request made. */
    public static function sawSlip(int $slipId): void
    {
        self::$slipId = $slipId;
        if (self::$listener !== null) {
            (self::$listener)($slipId);
        }
    }

    public static function slipId(): int
    {
        return self::$slipId;
    }
}
