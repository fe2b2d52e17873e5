<?php
/**
 * Pairs this shop with its service, proves it, and changes the secret without a moment in between.
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

final class Pairing
{
    /** The service calls this shop back before it answers, and a cold shop takes seconds. */
    private const CONNECT_MS = 3000;
    private const TOTAL_MS = 20000;

    /** @var callable(): array<string, mixed> */
    private $meta;

    /**
     * @param callable(): array<string, mixed> $meta what this shop tells of itself
     */
    public function __construct(callable $meta)
    {
        $this->meta = $meta;
    }

    /** Sets address and secret, and keeps them only when the service knows this shop by them. */
    public function pair(PairingCode $code): Answer
    {
        $before = [Settings::serviceUrl(), Settings::shopId(), Settings::secrets()];
        // Set first: the service calls back, and that call is verified with the new secret.
        Settings::pair($code->serviceUrl, $code->shopId, $code->secret);
        $answer = $this->test();
        if (!$answer->isGood()) {
            Settings::unpair();
            if ($before[2] !== []) {
                Settings::pair($before[0], $before[1], $before[2][0]);
                Settings::setSecrets($before[2]);
            }
        }

        return $answer;
    }

    /** Both directions, now. */
    public function test(): Answer
    {
        return Client::ofSettings()->call('pair', ($this->meta)(), self::CONNECT_MS, self::TOTAL_MS);
    }

    /**
     * A new secret is made here, told under the old one, and proved by a test signed with it.
     *
     * Whatever becomes of the answer, both stay valid here: the service may have taken the new one.
     */
    public function rotate(): Answer
    {
        $old = Settings::secrets()[0] ?? '';
        $new = Settings::nextSecret() ?: self::freshSecret();
        Settings::setNextSecret($new);
        Settings::setSecrets([$old, $new]);
        $answer = Client::ofSettings()->call('rotate', ['secret' => $new], self::CONNECT_MS, self::TOTAL_MS);
        if (!$answer->isGood() || ($answer->result['rotated'] ?? false) !== true) {
            return $answer->isGood() ? Answer::failed(Answer::NOT_OURS) : $answer;
        }
        Settings::setSecrets([$new, $old]);
        Settings::setNextSecret('');

        return $this->test();
    }

    /** 256 bits as 43 letters that survive any form and header. */
    private static function freshSecret(): string
    {
        return rtrim(strtr(base64_encode(random_bytes(32)), '+/', '-_'), '=');
    }
}
