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
    /** Shop id and secret of a pairing that is being tried, and until when; the pairing in use stays. */
    public const TRIED = 'COMPTOIR_TRIED';
    /** Unix seconds before which no notice is sent from a page that would wait for it. */
    public const PAUSED_UNTIL = 'COMPTOIR_PAUSED_UNTIL';
    /** The shop whose settings are stored for all shops: made while it was the only one. */
    public const ONLY_SHOP = 'COMPTOIR_ONLY_SHOP';

    /** Every key: what `uninstall` deletes. */
    public const KEYS = [
        self::SERVICE_URL,
        self::SHOP_ID,
        self::SECRETS,
        self::NEXT_SECRET,
        self::REFUNDS_ON,
        self::CANCELLATIONS_ON,
        self::ADMIN_ORIGIN,
        self::TRIED,
        self::PAUSED_UNTIL,
        self::ONLY_SHOP,
    ];

    /** While one secret takes over from another, both are valid. */
    private const MOST_SECRETS = 2;

    /** What a service may ask whose pairing is not proven yet: what it needs for the proof, and no write. */
    private const TRIED_MAY = ['meta', 'order', 'orders'];

    /** A little longer than a trial waits for its answer: one that was cut off ends by itself. */
    private const TRIED_SECONDS = 30;

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

    /**
     * The secrets under which a call may do this action in this shop's name; none for a name that is not its.
     *
     * @return string[]
     */
    public static function secretsFor(string $shopId, string $action): array
    {
        $secrets = self::isPaired() && hash_equals(self::shopId(), $shopId) ? self::secrets() : [];
        $tried = json_decode(Seal::open(self::read(self::TRIED)), true);
        $isTried = is_array($tried)
            && in_array($action, self::TRIED_MAY, true)
            && (int) $tried['until'] >= time()
            && hash_equals((string) $tried['shop'], $shopId);

        return $isTried ? array_merge($secrets, [(string) $tried['secret']]) : $secrets;
    }

    /** From here on a service that is being tried may call back; the pairing in use stays as it is. */
    public static function tryOut(string $shopId, string $secret): void
    {
        $tried = ['shop' => $shopId, 'secret' => $secret, 'until' => time() + self::TRIED_SECONDS];
        self::write(self::TRIED, Seal::close((string) json_encode($tried)));
    }

    public static function endTrial(): void
    {
        self::write(self::TRIED, '');
    }

    /** Whether what is sent to this address goes unencrypted, over more than this very machine. */
    public static function isInClear(string $address): bool
    {
        $parts = parse_url(self::originOf($address));
        $host = (string) ($parts['host'] ?? '');

        return ($parts['scheme'] ?? '') === 'http'
            && preg_match('/\A(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])\z/', $host) !== 1;
    }

    public static function refundsOn(): bool
    {
        return self::isOn(self::REFUNDS_ON);
    }

    public static function cancellationsOn(): bool
    {
        return self::isOn(self::CANCELLATIONS_ON);
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
        // A secret that waits to be confirmed was meant for the service before.
        self::setNextSecret('');
        self::setPausedUntil(0);
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

    /** Unix seconds; 0 when nothing is paused. */
    public static function pausedUntil(): int
    {
        return (int) self::read(self::PAUSED_UNTIL);
    }

    public static function setPausedUntil(int $time): void
    {
        if ($time !== self::pausedUntil()) {
            self::write(self::PAUSED_UNTIL, (string) $time);
        }
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

    /** The scheme, host and port of an address, as browsers write them; '' when it is none. */
    public static function originOf(string $address): string
    {
        $parts = parse_url($address);
        if (!is_array($parts) || !isset($parts['scheme'], $parts['host'])) {
            return '';
        }

        $scheme = strtolower($parts['scheme']);
        $port = $parts['port'] ?? 0;
        $isUsual = in_array([$scheme, $port], [['http', 80], ['https', 443]], true);

        return $scheme . '://' . strtolower($parts['host']) . ($port === 0 || $isUsual ? '' : ':' . $port);
    }

    /** What this very shop was given; with several shops never what another one, or a group, was given. */
    private static function read(string $key): string
    {
        if (\Shop::isFeatureActive() && \Configuration::hasKey($key, null, null, self::shop())) {
            return (string) \Configuration::get($key, null, null, self::shop());
        }
        $only = self::onlyShop();
        $isOwn = $only === self::shop() || ($only === 0 && !\Shop::isFeatureActive());

        return $isOwn ? (string) \Configuration::getGlobalValue($key) : '';
    }

    /** On until somebody switches it off; what a shop never said is not taken from another. */
    private static function isOn(string $key): bool
    {
        return self::read($key) !== '0';
    }

    private static function write(string $key, string $value): void
    {
        if (!\Shop::isFeatureActive()) {
            self::becomeOnlyShop();
            \Configuration::updateGlobalValue($key, $value);

            return;
        }
        $group = (int) \Shop::getGroupFromShop(self::shop());
        \Configuration::updateValue($key, $value, false, $group, self::shop());
        if (self::onlyShop() === self::shop()) {
            // Else a pairing that has ended would be back once the other shops are closed.
            \Configuration::updateGlobalValue($key, $value);
        }
    }

    /** What another shop stored while it was the only one is not taken over with its place. */
    private static function becomeOnlyShop(): void
    {
        $only = self::onlyShop();
        if ($only === self::shop()) {
            return;
        }
        foreach ($only === 0 ? [] : self::KEYS as $key) {
            \Configuration::updateGlobalValue($key, '');
        }
        \Configuration::updateGlobalValue(self::ONLY_SHOP, (string) self::shop());
    }

    /** 0 when nothing was stored so far, or by a version that did not say for whom. */
    private static function onlyShop(): int
    {
        return (int) \Configuration::getGlobalValue(self::ONLY_SHOP);
    }

    private static function shop(): int
    {
        return self::$shop ?? (int) \Context::getContext()->shop->id;
    }
}
