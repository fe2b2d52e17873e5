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
    /** @var callable|null tells whether the order's lock is still this run's */
    private static $isHeld;

    /**
     * @param callable|null $listener is told the slip's id the moment it is seen, and answers whether it is its own
     * @param callable|null $isHeld answers whether the order's lock is still held
     */
    public static function begin(string $key, int $orderId, ?callable $listener = null, ?callable $isHeld = null): void
    {
        self::$listener = $listener;
        self::$isHeld = $isHeld;
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

    /**
     * The last moment before core is asked to do what cannot be undone.
     *
     * @throws LockLost where another request may be at the same order by now
     */
    public static function confirm(): void
    {
        if (self::$isHeld !== null && !(self::$isHeld)()) {
            throw new LockLost();
        }
    }

    /**
     * Core's hook actionOrderSlipAdd names the slip that this very request made.
     *
     * A module may write slips of other orders in the same request: they are none of this operation's. Where the
     * caller does not say whose it is, the ledger looks it up.
     */
    public static function sawSlip(int $slipId, ?int $orderId = null): void
    {
        if ($orderId !== null && $orderId !== self::$orderId) {
            return;
        }
        if (self::$listener !== null && (self::$listener)($slipId)) {
            self::$slipId = $slipId;
        }
    }

    public static function slipId(): int
    {
        return self::$slipId;
    }
}
