<?php
/**
 * Bodies read field by field, and told apart by their fingerprints.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

use Comptoir\Api\Body;

final class BodyTest extends Checks
{
    public function testOnlyAnObjectIsABody(): void
    {
        foreach (['', 'hello', '[]', '[1]', '"{}"', 'null', '{"a":NaN}', '{', "{\"a\":\"\xff\"}", str_repeat('{"a":', 20) . '1' . str_repeat('}', 20)] as $json) {
            $refusal = self::refused('bad_request', static function () use ($json) { Body::read($json); });
            self::same([400, 'body'], [$refusal->answer()->status, $refusal->answer()->envelope['error']['field']]);
        }
        self::same([], Body::read(' {} ')->fields());
    }

    public function testAnIdIsAWholePositiveNumber(): void
    {
        self::same(7, Body::read('{"order":7}')->id('order'));
        foreach (['"7"', '7.0', '0', '-1', 'true', 'null', '[7]', '1e3', '99999999999999999999'] as $written) {
            self::refused('bad_request', static function () use ($written) { Body::read('{"order":' . $written . '}')->id('order'); });
        }
    }

    public function testATextHasAMost(): void
    {
        self::same('éé', Body::read('{"t":"éé"}')->text('t', 2));
        self::refused('bad_request', static function () { Body::read('{"t":"ééé"}')->text('t', 2); });
    }

    public function testAListIsNoObject(): void
    {
        self::same([1, 2], Body::read('{"l":[1,2]}')->list('l', 2));
        foreach (['{"l":{"a":1}}', '{"l":[1,2,3]}', '{"l":"x"}', '{}'] as $json) {
            self::refused('bad_request', static function () use ($json) { Body::read($json)->list('l', 2); });
        }
    }

    public function testAFingerprintIsOfTheVeryBytes(): void
    {
        $one = Body::read('{"a":1,"b":2}')->fingerprint('refund');
        self::same(hash('sha256', 'refund{"a":1,"b":2}'), $one);
        foreach (['{"b":2,"a":1}', '{"a":1, "b":2}', '{"a":1.0,"b":2}', '{"a":1,"b":2,"b":2}'] as $other) {
            self::same(false, $one === Body::read($other)->fingerprint('refund'), $other);
        }
        self::same(false, $one === Body::read('{"a":1,"b":2}')->fingerprint('cancel'));
    }

    public function testTextsThatNoNumberHoldsAreToldApart(): void
    {
        $prints = array_map(static function (string $text): string {
            return Body::read('{"x":1e999,"text":"' . $text . '"}')->fingerprint('message');
        }, ['one', 'two']);
        self::same(2, count(array_unique($prints)));
    }

    public function testAnUnclearOrderIsAConflictNotToBeRepeated(): void
    {
        $answer = (new Comptoir\Api\Refusal('unclear'))->answer();
        self::same([409, false], [$answer->status, $answer->envelope['error']['retryable']]);
    }

    public function testOnlyBusyMayBeTriedAgain(): void
    {
        self::same(true, (new Comptoir\Api\Refusal('busy'))->answer()->envelope['error']['retryable']);
        self::same(false, (new Comptoir\Api\Refusal('moved'))->answer()->envelope['error']['retryable']);
    }
}
