<?php
/**
 * Calls the service: signed, never redirected, and believed only when the answer is signed too.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Service;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Settings;
use Comptoir\Signature;

final class Client
{
    /** An answer is a few hundred bytes; what is far longer is not ours. */
    private const LONGEST_ANSWER = 262144;

    /** @var string */
    private $url;

    /** @var string */
    private $shopId;

    /** @var string */
    private $secret;

    public function __construct(string $url, string $shopId, string $secret)
    {
        $this->url = $url;
        $this->shopId = $shopId;
        $this->secret = $secret;
    }

    /** As this shop is paired: signed by the newest secret. */
    public static function ofSettings(): self
    {
        return new self(Settings::serviceUrl(), Settings::shopId(), Settings::secrets()[0] ?? '');
    }

    /**
     * @param array<string, mixed> $asked the body
     */
    public function call(string $action, array $asked, int $connectMs, int $totalMs): Answer
    {
        if ($this->url === '' || $this->secret === '') {
            return Answer::failed(Answer::UNREACHABLE);
        }
        $path = '/hooks/prestashop/' . $action;
        $body = (string) json_encode((object) $asked, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
        $nonce = bin2hex(random_bytes(16));
        $reply = self::post($this->url . $path, $this->headers($path, $nonce, $body), $body, $connectMs, $totalMs);
        if ($reply['status'] === 0) {
            return Answer::failed(Answer::UNREACHABLE);
        }
        if ($reply['status'] === 401) {
            return Answer::failed(Answer::UNAUTHORIZED);
        }
        $right = Signature::ofAnswer($this->secret, $reply['status'], $nonce, $reply['body']);
        if (!hash_equals($right, $reply['signature'])) {
            return Answer::failed($reply['status'] >= 500 ? Answer::UNREACHABLE : Answer::NOT_OURS);
        }

        return Answer::of($reply['body']);
    }

    /** @return string[] */
    private function headers(string $path, string $nonce, string $body): array
    {
        $now = (string) time();

        return [
            'Content-Type: application/json',
            'Comptoir-Shop: ' . $this->shopId,
            'Comptoir-Timestamp: ' . $now,
            'Comptoir-Nonce: ' . $nonce,
            'Comptoir-Signature: ' . Signature::ofCall($this->secret, 'POST', $path, $this->shopId, $now, $nonce, $body),
            // No "100 Continue" before a body of a few hundred bytes.
            'Expect:',
        ];
    }

    /**
     * @param string[] $headers
     *
     * @return array{status: int, signature: string, body: string} status 0: no whole answer came
     */
    private static function post(string $url, array $headers, string $body, int $connectMs, int $totalMs): array
    {
        $signature = '';
        $answer = '';
        $call = curl_init($url);
        curl_setopt_array($call, [
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_HTTPHEADER => $headers,
            CURLOPT_CONNECTTIMEOUT_MS => $connectMs,
            CURLOPT_TIMEOUT_MS => $totalMs,
            CURLOPT_NOSIGNAL => true,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_HEADERFUNCTION => static function ($call, string $line) use (&$signature): int {
                if (stripos($line, 'Comptoir-Signature:') === 0) {
                    $signature = trim(substr($line, strlen('Comptoir-Signature:')));
                }

                return strlen($line);
            },
            CURLOPT_WRITEFUNCTION => static function ($call, string $piece) use (&$answer): int {
                $answer .= $piece;

                return strlen($answer) > self::LONGEST_ANSWER ? -1 : strlen($piece);
            },
        ]);
        $whole = curl_exec($call);
        $status = (int) curl_getinfo($call, CURLINFO_RESPONSE_CODE);

        return ['status' => $whole === false ? 0 : $status, 'signature' => $signature, 'body' => $answer];
    }
}
