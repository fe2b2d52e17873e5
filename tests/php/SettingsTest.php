<?php
/**
 * Each shop has its own pairing: no shop ever answers with another's secret, whatever was stored when.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

use Comptoir\Settings;

final class SettingsTest extends Checks
{
    private const SECRET = 'N_9iGkiX-NqJN_iy3v1Wpm0SeeaQVkjqGQ2NVkpSsO0';

    public function testAPairingStoredWhileThereWasOneShopIsReadThere(): void
    {
        self::shops(1, false);
        // As a version wrote it that did not say for which shop.
        foreach ([Settings::SERVICE_URL => 'https://desk.example', Settings::SHOP_ID => 'shp_1'] as $key => $value) {
            Configuration::updateGlobalValue($key, $value);
        }
        Configuration::updateGlobalValue(Settings::SECRETS, Comptoir\Seal::close(json_encode([self::SECRET])));
        self::same([true, [self::SECRET]], [Settings::isPaired(), Settings::secrets()]);
        self::shops(1, true);
        self::same(false, Settings::isPaired(), 'nobody knows whose it was');
    }

    public function testAShopThatWasNeverPairedHasNoSecretOfAnother(): void
    {
        self::shops(1, false);
        Settings::pair('https://desk.example', 'shp_1', self::SECRET);
        foreach ([[2, true, false], [1, true, true], [2, false, false], [1, false, true]] as [$shop, $several, $paired]) {
            self::context($shop, $several);
            self::same($paired, Settings::isPaired(), "$shop");
            self::same($paired ? [self::SECRET] : [], Settings::secretsFor('shp_1', 'order'), "$shop");
        }
    }

    public function testEachOfSeveralShopsIsPairedForItself(): void
    {
        self::shops(1, true);
        Settings::pair('https://one.example', 'shp_1', self::SECRET);
        self::context(2, true);
        Settings::pair('https://two.example', 'shp_2', strrev(self::SECRET));
        self::same('https://two.example', Settings::serviceUrl());
        Settings::ofShop(1);
        self::same(['https://one.example', [self::SECRET]], [Settings::serviceUrl(), Settings::secrets()]);
        Settings::unpair();
        self::same(false, Settings::isPaired());
        Settings::ofShop(null);
        self::same(true, Settings::isPaired());
        self::same([], array_filter(Configuration::$stored, static function (string $place): bool {
            return substr($place, 0, 1) === '0';
        }, ARRAY_FILTER_USE_KEY), 'nothing is stored for all shops');
    }

    public function testAPairingThatEndedIsNotBackWhenTheOtherShopsAreClosed(): void
    {
        self::shops(1, false);
        Settings::pair('https://desk.example', 'shp_1', self::SECRET);
        self::context(1, true);
        Settings::unpair();
        self::context(1, false);
        self::same(false, Settings::isPaired());
    }

    public function testAShopThatTakesTheOnlyPlaceDoesNotTakeThePairing(): void
    {
        self::shops(1, false);
        Settings::pair('https://desk.example', 'shp_1', self::SECRET);
        self::context(2, false);
        Settings::setRefundsOn(false);
        self::same([false, []], [Settings::isPaired(), Settings::secrets()]);
        self::context(1, false);
        self::same([false, []], [Settings::isPaired(), Settings::secrets()]);
    }

    public function testATriedPairingMayProveItselfAndNothingElse(): void
    {
        self::shops(1, false);
        Settings::pair('https://desk.example', 'shp_1', self::SECRET);
        Settings::tryOut('shp_2', strrev(self::SECRET));
        self::same([[strrev(self::SECRET)], [strrev(self::SECRET)]], [Settings::secretsFor('shp_2', 'meta'), Settings::secretsFor('shp_2', 'order')]);
        foreach (['refund', 'cancel', 'message', 'op', 'notices'] as $action) {
            self::same([], Settings::secretsFor('shp_2', $action), $action);
            self::same([self::SECRET], Settings::secretsFor('shp_1', $action), 'in use ' . $action);
        }
        Settings::endTrial();
        self::same([], Settings::secretsFor('shp_2', 'meta'));
        self::same('shp_1', Settings::shopId());
    }

    public function testPairingAnewForgetsTheSecretThatWaits(): void
    {
        self::shops(1, false);
        Settings::pair('https://desk.example', 'shp_1', self::SECRET);
        Settings::setNextSecret(strrev(self::SECRET));
        Settings::pair('https://other.example', 'shp_2', self::SECRET);
        self::same('', Settings::nextSecret());
    }

    public function testASwitchIsOnUntilThisShopSwitchesItOff(): void
    {
        self::shops(1, true);
        Settings::setRefundsOn(false);
        self::same([false, true], [Settings::refundsOn(), Settings::cancellationsOn()]);
        self::context(2, true);
        self::same(true, Settings::refundsOn());
    }

    public function testOnlyAnAddressOfThisVeryMachineMayGoWithoutEncryption(): void
    {
        foreach (['https://desk.example', 'http://127.0.0.1:8000', 'http://LOCALHOST', 'http://a.localhost/b', 'http://[::1]:8000', ''] as $safe) {
            self::same(false, Settings::isInClear($safe), $safe);
        }
        foreach (['http://desk.example', 'HTTP://desk.example', 'http://127.0.0.1.evil.example', 'http://10.0.0.1:8000', 'http://localhost.example'] as $open) {
            self::same(true, Settings::isInClear($open), $open);
        }
    }

    public function testAnOriginIsWrittenAsABrowserWritesIt(): void
    {
        self::same('https://desk.example', Settings::originOf('HTTPS://Desk.Example:443/Path'));
        self::same('http://desk.example', Settings::originOf('http://desk.example:80'));
        self::same('http://desk.example:443', Settings::originOf('http://desk.example:443'));
        self::same('http://[::1]:8000', Settings::originOf('http://[::1]:8000/'));
    }

    private static function shops(int $shop, bool $several): void
    {
        Configuration::$stored = [];
        self::context($shop, $several);
    }

    private static function context(int $shop, bool $several): void
    {
        Settings::ofShop(null);
        Shop::$isFeatureActive = $several;
        Context::getContext()->shop = (object) ['id' => $shop];
    }
}
