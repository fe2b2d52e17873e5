<?php
/**
 * The one form in which calls and answers are signed, in both directions; wrong is only ever 'no'.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Signature
{
    /** Seconds that the clocks of shop and service may differ. */
    public const WINDOW = 300;
    /** Seconds a nonce is remembered: twice the window, so that none comes back inside it. */
    public const MEMORY = 600;

    private const LEAST_SECRET = 32;

    /** Lower-case hex of the call's HMAC-SHA256; $path is the logical one, e.g. /comptoir/v1/order. */
    public static function ofCall(
        string $secret,
        string $method,
        string $path,
        string $shop,
        string $timestamp,
        string $nonce,
        string $body,
    ): string {
        $signed = self::canonical($method, $path, $shop, $timestamp, $nonce, $body);

        return hash_hmac('sha256', $signed, $secret);
    }

    public static function canonical(
        string $method,
        string $path,
        string $shop,
        string $timestamp,
        string $nonce,
        string $body,
    ): string {
        return implode("\n", ['COMPTOIR1', $method, $path, $shop, $timestamp, $nonce, hash('sha256', $body)]);
    }

    /** Lower-case hex of an answer's HMAC-SHA256, under the secret that verified the call. */
    public static function ofAnswer(string $secret, int $status, string $nonce, string $body): string
    {
        $signed = implode("\n", ['COMPTOIR1-ANSWER', (string) $status, $nonce, hash('sha256', $body)]);

        return hash_hmac('sha256', $signed, $secret);
    }

    /**
     * The secret that signed this call, or '' when none did, or the call is malformed or stale.
     *
     * @param string[] $secrets the valid ones, newest first
     * @param array{shop: string, timestamp: string, nonce: string, signature: string} $claimed
     */
    public static function secretOf(
        array $secrets,
        string $shop,
        string $path,
        array $claimed,
        string $body,
        int $now,
    ): string {
        if (!self::isWellFormed($claimed) || !hash_equals($shop, $claimed['shop'])) {
            return '';
        }
        if (abs($now - (int) $claimed['timestamp']) > self::WINDOW) {
            return '';
        }
        $found = '';
        foreach ($secrets as $secret) {
            $right = self::ofCall($secret, 'POST', $path, $shop, $claimed['timestamp'], $claimed['nonce'], $body);
            if (strlen($secret) >= self::LEAST_SECRET && hash_equals($right, $claimed['signature']) && $found === '') {
                $found = $secret;
            }
        }

        return $found;
    }

    /** @param array{shop: string, timestamp: string, nonce: string, signature: string} $claimed */
    private static function isWellFormed(array $claimed): bool
    {
        return $claimed['shop'] !== ''
            && preg_match('/\A[0-9]{1,12}\z/', $claimed['timestamp']) === 1
            && preg_match('/\A[A-Za-z0-9_-]{16,64}\z/', $claimed['nonce']) === 1
            && preg_match('/\A[0-9a-f]{64}\z/', $claimed['signature']) === 1;
    }
}
