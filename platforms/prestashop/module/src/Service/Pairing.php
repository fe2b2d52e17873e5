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

    /**
     * Keeps address and secret only when the service knows this shop by them; until then nothing changes.
     *
     * Another pairing that works is given up only for one that works in both directions.
     */
    public function pair(PairingCode $code): Answer
    {
        // The service calls back before it answers, and that call is verified with the new secret.
        Settings::tryOut($code->shopId, $code->secret);
        try {
            $answer = $this->asked(new Client($code->serviceUrl, $code->shopId, $code->secret));
        } finally {
            Settings::endTrial();
        }
        if ($answer->isGood() && Settings::isPaired() && ($answer->result['paired'] ?? false) !== true) {
            return $answer->refused(Answer::NOT_PROVEN);
        }
        if ($answer->isGood()) {
            Settings::pair($code->serviceUrl, $code->shopId, $code->secret);
        }

        return $answer;
    }

    /** Both directions, now. */
    public function test(): Answer
    {
        return $this->asked(Client::ofSettings());
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

    private function asked(Client $service): Answer
    {
        return $service->call('pair', ($this->meta)(), self::CONNECT_MS, self::TOTAL_MS);
    }

    /** 256 bits as 43 letters that survive any form and header. */
    private static function freshSecret(): string
    {
        return rtrim(strtr(base64_encode(random_bytes(32)), '+/', '-_'), '=');
    }
}
