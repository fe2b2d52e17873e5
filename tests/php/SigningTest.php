<?php
/**
 * The signed form, against the vectors that the service's tests read too.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

use Comptoir\Signature;

final class SigningTest extends Checks
{
    public function testCallsAreSignedAsTheVectorsSay(): void
    {
        foreach (self::vectors('signing')['calls'] as $one) {
            $parts = [$one['method'], $one['path'], $one['shop'], $one['timestamp'], $one['nonce'], $one['body']];
            self::same($one['canonical'], Signature::canonical(...$parts), $one['name']);
            self::same($one['signature'], Signature::ofCall($one['secret'], ...$parts), $one['name']);
        }
    }

    public function testNoTwoVectorsShareASignature(): void
    {
        $all = array_column(self::vectors('signing')['calls'], 'signature');
        self::same(count($all), count(array_unique($all)));
        self::same(true, count($all) >= 12);
    }

    public function testAnswersAreSignedAsTheVectorsSay(): void
    {
        foreach (self::vectors('signing')['answers'] as $one) {
            self::same($one['signature'], Signature::ofAnswer($one['secret'], $one['status'], $one['nonce'], $one['body']), $one['name']);
        }
    }

    public function testOnlyARightCallFindsItsSecret(): void
    {
        foreach (self::vectors('signing')['checks'] as $one) {
            $found = Signature::secretOf($one['secrets'], $one['shop'], $one['path'], $one['claimed'], $one['body'], $one['now']);
            self::same($one['accepted'], $found, $one['name']);
        }
    }
}
