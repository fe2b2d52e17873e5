<?php
/**
 * What the merchant set, kept per shop in PrestaShop's own configuration; the secrets are kept sealed.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Settings
{
    public const SERVICE_URL = 'COMPTOIR_SERVICE_URL';
    public const SHOP_ID = 'COMPTOIR_SHOP_ID';
    public const SECRETS = 'COMPTOIR_SECRETS';
    public const NEXT_SECRET = 'COMPTOIR_NEXT_SECRET';
    public const REFUNDS_ON = 'COMPTOIR_REFUNDS_ON';
    public const CANCELLATIONS_ON = 'COMPTOIR_CANCELLATIONS_ON';
    public const ADMIN_ORIGIN = 'COMPTOIR_ADMIN_ORIGIN';

    /** Every key: what `uninstall` deletes. */
    public const KEYS = [
        self::SERVICE_URL,
        self::SHOP_ID,
        self::SECRETS,
        self::NEXT_SECRET,
        self::REFUNDS_ON,
        self::CANCELLATIONS_ON,
        self::ADMIN_ORIGIN,
    ];

    /** While one secret takes over from another, both are valid. */
    private const MOST_SECRETS = 2;

    /** @var int|null the shop asked about, when it is not the context's */
    private static $shop;

    /** From here on the settings are those of this shop; null: of the context's shop again. */
    public static function ofShop(?int $shop): void
    {
        self::$shop = $shop;
    }

    /** The service's address, without a slash at its end; '' when not paired. */
    public static function serviceUrl(): string
    {
        return self::read(self::SERVICE_URL);
    }

    /** The scheme, host and port of the service's address: what a browser calls its origin. */
    public static function serviceOrigin(): string
    {
        return self::originOf(self::serviceUrl());
    }

    /** The id under which the service knows this shop (`shp_…`); '' when not paired. */
    public static function shopId(): string
    {
        return self::read(self::SHOP_ID);
    }

    /**
     * The secrets that are valid now.
     *
     * @return string[] newest first, two at most
     */
    public static function secrets(): array
    {
        $opened = json_decode(Seal::open(self::read(self::SECRETS)), true);
        if (!is_array($opened)) {
            return [];
        }

        return array_slice(array_values(array_filter($opened, 'is_string')), 0, self::MOST_SECRETS);
    }

    public static function isPaired(): bool
    {
        return self::serviceUrl() !== '' && self::shopId() !== '' && self::secrets() !== [];
    }

    public static function refundsOn(): bool
    {
        return self::read(self::REFUNDS_ON) === '1';
    }

    public static function cancellationsOn(): bool
    {
        return self::read(self::CANCELLATIONS_ON) === '1';
    }

    /** Whether employees of this profile may use the panel: they read orders, and the merchant let them in. */
    public static function mayUse(int $profile): bool
    {
        return Profiles::mayUse($profile);
    }

    /** Where the back office was last seen, e.g. `https://shop.example`; '' before that. */
    public static function adminOrigin(): string
    {
        return self::read(self::ADMIN_ORIGIN);
    }

    public static function pair(string $serviceUrl, string $shopId, string $secret): void
    {
        self::write(self::SERVICE_URL, rtrim($serviceUrl, '/'));
        self::write(self::SHOP_ID, $shopId);
        self::setSecrets([$secret]);
    }

    public static function unpair(): void
    {
        foreach ([self::SERVICE_URL, self::SHOP_ID, self::SECRETS, self::NEXT_SECRET] as $key) {
            self::write($key, '');
        }
    }

    /**
     * @param string[] $secrets newest first; the third and older are forgotten
     */
    public static function setSecrets(array $secrets): void
    {
        $kept = array_slice(array_values($secrets), 0, self::MOST_SECRETS);
        self::write(self::SECRETS, Seal::close((string) json_encode($kept)));
    }

    /** A secret that the service was told, but did not confirm: told again, so that both keep the same. */
    public static function nextSecret(): string
    {
        return Seal::open(self::read(self::NEXT_SECRET));
    }

    public static function setNextSecret(string $secret): void
    {
        self::write(self::NEXT_SECRET, $secret === '' ? '' : Seal::close($secret));
    }

    public static function setRefundsOn(bool $on): void
    {
        self::write(self::REFUNDS_ON, $on ? '1' : '0');
    }

    public static function setCancellationsOn(bool $on): void
    {
        self::write(self::CANCELLATIONS_ON, $on ? '1' : '0');
    }

    public static function setAdminOrigin(string $origin): void
    {
        self::write(self::ADMIN_ORIGIN, $origin);
    }

    /** The scheme, host and port of an address; '' when it is none. */
    public static function originOf(string $address): string
    {
        $parts = parse_url($address);
        if (!is_array($parts) || !isset($parts['scheme'], $parts['host'])) {
            return '';
        }

        return $parts['scheme'] . '://' . $parts['host'] . (isset($parts['port']) ? ':' . $parts['port'] : '');
    }

    private static function read(string $key): string
    {
        return (string) \Configuration::get($key, null, null, self::shop());
    }

    private static function write(string $key, string $value): void
    {
        \Configuration::updateValue($key, $value, false, null, self::shop());
    }

    /** With several shops each is paired for itself: the settings are never those of "all shops". */
    private static function shop(): ?int
    {
        if (!\Shop::isFeatureActive()) {
            return null;
        }

        return self::$shop ?? (int) \Context::getContext()->shop->id;
    }
}
