<?php
/**
 * The one code a merchant pastes: address, shop id and secret, with a sum against a lost letter.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Service;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class PairingCode
{
    private const PREFIX = 'comptoir1';
    private const LEAST_SECRET = 32;

    /** @var string */
    public $serviceUrl;

    /** @var string */
    public $shopId;

    /** @var string */
    public $secret;

    private function __construct(string $serviceUrl, string $shopId, string $secret)
    {
        $this->serviceUrl = $serviceUrl;
        $this->shopId = $shopId;
        $this->secret = $secret;
    }

    /** Null when it is none, or not whole. Spaces and line breaks of mail programs do no harm. */
    public static function read(string $pasted): ?self
    {
        $parts = explode('.', (string) preg_replace('/\s+/u', '', $pasted));
        if (count($parts) !== 3 || $parts[0] !== self::PREFIX) {
            return null;
        }
        if (!hash_equals(substr(hash('sha256', $parts[1]), 0, 8), strtolower($parts[2]))) {
            return null;
        }
        $told = json_decode((string) base64_decode(strtr($parts[1], '-_', '+/'), true), true);

        return is_array($told) ? self::checked($told) : null;
    }

    /**
     * @param array<string, mixed> $told
     */
    private static function checked(array $told): ?self
    {
        foreach (['u', 's', 'k'] as $name) {
            if (!isset($told[$name]) || !is_string($told[$name])) {
                return null;
            }
        }
        $parts = parse_url($told['u']);
        $isAddress = is_array($parts)
            && in_array($parts['scheme'] ?? '', ['http', 'https'], true)
            && isset($parts['host'])
            && array_diff_key($parts, array_flip(['scheme', 'host', 'port', 'path'])) === [];
        $isWhole = $isAddress
            && preg_match('/\A[A-Za-z0-9_-]{1,64}\z/', $told['s']) === 1
            && strlen($told['k']) >= self::LEAST_SECRET;

        return $isWhole ? new self(rtrim($told['u'], '/'), $told['s'], $told['k']) : null;
    }
}
