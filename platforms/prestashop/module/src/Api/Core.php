<?php
/**
 * PrestaShop's own commands, run as the acting employee in the order's language and currency.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

use PrestaShop\PrestaShop\Core\Domain\Shop\ValueObject\ShopConstraint;

/**
 * A public service of the module (config/services.yml). The context builders are PrestaShop 9's; on 8
 * they do not exist and are null, and the legacy context alone is what core reads.
 */
final class Core
{
    public const SERVICE = 'comptoir.core';

    /** @var object core's command bus */
    private $commands;
    /** @var object|null */
    private $shops;
    /** @var object|null */
    private $employees;
    /** @var object|null */
    private $languages;
    /** @var object|null */
    private $currencies;
    /** @var object|null */
    private $countries;

    public function __construct($commands, $shops = null, $employees = null, $languages = null, $currencies = null, $countries = null)
    {
        $this->commands = $commands;
        $this->shops = $shops;
        $this->employees = $employees;
        $this->languages = $languages;
        $this->currencies = $currencies;
        $this->countries = $countries;
    }

    /** Runs one command; the context is set again before each, since core forgets it after some. */
    public function run($command, array $order, int $employeeId): void
    {
        $this->prepare($order, $employeeId);
        $this->commands->handle($command);
    }

    /** @param array $order the order's row */
    public function prepare(array $order, int $employeeId): void
    {
        if ($this->employees !== null) {
            $this->build($order, $employeeId);
        }
        self::setLegacy($order, $employeeId);
    }

    private function build(array $order, int $employeeId): void
    {
        $shop = (int) $order['id_shop'];
        $this->shops->setShopId($shop);
        $this->shops->setShopConstraint(ShopConstraint::shop($shop));
        $this->employees->setEmployeeId($employeeId);
        $this->languages->setLanguageId((int) $order['id_lang']);
        $this->languages->setDefaultLanguageId((int) \Configuration::get('PS_LANG_DEFAULT'));
        $this->currencies->setCurrencyId((int) $order['id_currency']);
        $this->countries->setCountryId((int) \Configuration::get('PS_COUNTRY_DEFAULT'));
        foreach ([$this->shops, $this->employees, $this->languages, $this->currencies, $this->countries] as $builder) {
            $builder->buildLegacyContext();
        }
    }

    private static function setLegacy(array $order, int $employeeId): void
    {
        $context = \Context::getContext();
        \Shop::setContext(\Shop::CONTEXT_SHOP, (int) $order['id_shop']);
        $context->shop = self::loaded($context->shop, \Shop::class, (int) $order['id_shop']);
        $context->employee = self::loaded($context->employee, \Employee::class, $employeeId);
        $context->language = self::loaded($context->language, \Language::class, (int) $order['id_lang']);
        $context->currency = self::loaded($context->currency, \Currency::class, (int) $order['id_currency']);
        $context->country = self::loaded($context->country, \Country::class, (int) \Configuration::get('PS_COUNTRY_DEFAULT'));
        if ($context->link === null) {
            $context->link = new \Link();
        }
    }

    private static function loaded($object, string $class, int $id)
    {
        return $object instanceof $class && (int) $object->id === $id ? $object : new $class($id);
    }
}
