<?php
/**
 * What is pasted and what is answered: taken when it is whole and right, else named and let go.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

use Comptoir\Hooks\Guarded;
use Comptoir\Service\Answer;
use Comptoir\Service\Client;
use Comptoir\Service\PairingCode;
use Comptoir\Settings;

final class ServiceTest extends Checks
{
    private const SECRET = 'N_9iGkiX-NqJN_iy3v1Wpm0SeeaQVkjqGQ2NVkpSsO0';

    public function testACodeIsReadThroughTheSpacesOfAMail(): void
    {
        $code = self::code('https://desk.example/c/', 'shp_1', self::SECRET);
        $read = PairingCode::read(" \u{a0}" . chunk_split($code, 20, "\r\n  ") . "\t");
        self::same(['https://desk.example/c', 'shp_1', self::SECRET], [$read->serviceUrl, $read->shopId, $read->secret]);
    }

    public function testWhatIsNotAWholeCodeIsNone(): void
    {
        $good = self::code('https://desk.example', 'shp_1', self::SECRET);
        $cases = [
            '', 'comptoir1', 'comptoir1..', substr($good, 0, -1), substr($good, 1), str_replace('.', '', $good), $good . 'a',
            'comptoir2' . substr($good, 9), substr_replace($good, 'A', 20, 1),
            self::code('ftp://desk.example', 'shp_1', self::SECRET),
            self::code('https://user:word@desk.example', 'shp_1', self::SECRET),
            self::code('https://desk.example?a=b', 'shp_1', self::SECRET),
            self::code('desk.example', 'shp_1', self::SECRET),
            self::code('https://desk.example', 'shp 1', self::SECRET),
            self::code('https://desk.example', "shp_1\n", self::SECRET),
            self::code('https://desk.example', 'shp_1', 'short'),
            self::code(7, 'shp_1', self::SECRET),
        ];
        foreach ($cases as $place => $case) {
            self::same(null, PairingCode::read($case), (string) $place);
        }
    }

    public function testAnEnvelopeIsReadOrRefusedByName(): void
    {
        self::same(['', ['a' => 1]], self::told('{"ok":true,"result":{"a":1}}'));
        self::same(['too_large', []], self::told('{"ok":false,"error":{"name":"too_large","retryable":false}}'));
        foreach (['', 'x', '[]', '{"ok":true}', '{"ok":1,"result":{}}', '{"ok":false}', '{"ok":false,"error":{"name":7}}'] as $body) {
            self::same([Answer::NOT_OURS, []], self::told($body), $body);
        }
    }

    public function testNobodyIsCalledBeforeTheShopIsPaired(): void
    {
        self::same(Answer::UNREACHABLE, (new Client('', '', ''))->call('ticket', [], 100, 100)->fault);
        self::same(Answer::UNREACHABLE, (new Client('http://127.0.0.1:1', 'shp_1', self::SECRET))->call('ticket', [], 200, 200)->fault);
    }

    public function testAnOriginIsWhatABrowserCallsIt(): void
    {
        self::same('https://desk.example', Settings::originOf('https://desk.example/c/d'));
        self::same('http://127.0.0.1:8000', Settings::originOf('http://127.0.0.1:8000'));
        self::same('', Settings::originOf('desk.example'));
    }

    public function testWhatIsThrownBelowAHookEndsThere(): void
    {
        self::same(3, Guarded::run(static function (): int { return 3; }));
    }

    private static function told(string $body): array
    {
        $answer = Answer::of($body);

        return [$answer->fault, $answer->result];
    }

    private static function code($url, string $shop, string $secret): string
    {
        $text = rtrim(strtr(base64_encode((string) json_encode(['u' => $url, 's' => $shop, 'k' => $secret])), '+/', '-_'), '=');

        return "comptoir1.$text." . substr(hash('sha256', $text), 0, 8);
    }
}
