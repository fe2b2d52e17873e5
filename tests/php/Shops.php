<?php
/**
 * Stands for what the settings ask of PrestaShop: the same fallbacks from shop to group to all shops.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

define('_NEW_COOKIE_KEY_', 'none');

final class Context
{
    /** @var object */
    public $shop;
    /** @var self|null */
    private static $one;

    public static function getContext(): self
    {
        return self::$one ?? self::$one = new self();
    }
}

final class Shop
{
    /** @var bool */
    public static $isFeatureActive = false;

    public static function isFeatureActive(): bool
    {
        return self::$isFeatureActive;
    }

    public static function getGroupFromShop(int $shop): int
    {
        return 1;
    }
}

final class Configuration
{
    /** @var array<string, string> by "shop key"; shop 0: all shops */
    public static $stored = [];

    public static function hasKey(string $key, ?int $language = null, ?int $group = null, ?int $shop = null): bool
    {
        return isset(self::$stored[(int) $shop . ' ' . $key]);
    }

    /** @return string|false */
    public static function get(string $key, ?int $language = null, ?int $group = null, ?int $shop = null)
    {
        // Where there is one shop, PrestaShop pays no heed to the one it is asked for.
        $asked = Shop::isFeatureActive() ? $shop ?? Context::getContext()->shop->id : 0;

        return self::$stored[$asked . ' ' . $key] ?? self::$stored['0 ' . $key] ?? false;
    }

    /** @return string|false */
    public static function getGlobalValue(string $key)
    {
        return self::$stored['0 ' . $key] ?? false;
    }

    public static function updateValue(string $key, string $value, bool $html = false, ?int $group = null, ?int $shop = null): void
    {
        self::$stored[(Shop::isFeatureActive() ? $shop ?? Context::getContext()->shop->id : 0) . ' ' . $key] = $value;
    }

    public static function updateGlobalValue(string $key, string $value): void
    {
        self::$stored['0 ' . $key] = $value;
    }
}

final class PhpEncryption
{
    public function __construct(string $key)
    {
    }

    public function encrypt(string $text): string
    {
        return strrev(base64_encode($text));
    }

    public function decrypt(string $sealed): string
    {
        return (string) base64_decode(strrev($sealed));
    }
}
