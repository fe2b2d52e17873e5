<?php
/**
 * The shop's short lists, each cut to what is used.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Reading;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Lists
{
    private const SETTINGS = ['PS_LANG_DEFAULT', 'PS_OS_CANCELED', 'PS_OS_DELIVERED', 'PS_OS_ERROR', 'PS_OS_REFUND', 'PS_TIMEZONE'];

    /** @return array[] rows by resource, the same for every order of the shop */
    public static function common(): array
    {
        return [
            'currencies' => Sql::rows('SELECT `id_currency` AS `id`, `iso_code`, `deleted`, `active` FROM currency ORDER BY `id_currency`'),
            'languages' => Sql::rows('SELECT `id_lang` AS `id`, `name`, `iso_code`, `locale`, `active` FROM lang ORDER BY `id_lang`'),
            'configurations' => self::settings(),
        ];
    }

    /** @param array $ids those used; the special ones are added */
    public static function orderStates(array $ids): array
    {
        foreach (['PS_OS_CANCELED', 'PS_OS_REFUND', 'PS_OS_ERROR', 'PS_OS_DELIVERED'] as $special) {
            $ids[] = \Configuration::get($special);
        }
        $rows = Sql::rows(
            'SELECT `id_order_state` AS `id`, `unremovable`, `delivery`, `hidden`, `send_email`, `module_name`, `invoice`,'
            . ' `color`, `logable`, `shipped`, `paid`, `pdf_delivery`, `pdf_invoice`, `deleted`'
            . ' FROM order_state WHERE `id_order_state` IN ' . Sql::ids($ids) . ' ORDER BY `id_order_state`'
        );

        return Sql::worded($rows, 'order_state', ['name', 'template']);
    }

    public static function orderState(int $id): ?array
    {
        foreach (self::orderStates([$id]) as $row) {
            if ((int) $row['id'] === $id) {
                return $row;
            }
        }

        return null;
    }

    public static function carriers(array $ids): array
    {
        return Sql::rows('SELECT `id_carrier` AS `id`, `id_reference`, `name`, `url`, `active`, `deleted` FROM carrier WHERE `id_carrier` IN ' . Sql::ids($ids));
    }

    public static function countries(array $ids): array
    {
        $rows = Sql::rows('SELECT `id_country` AS `id`, `iso_code` FROM country WHERE `id_country` IN ' . Sql::ids($ids));

        return Sql::worded($rows, 'country', ['name']);
    }

    public static function regions(array $ids): array
    {
        return Sql::rows('SELECT `id_state` AS `id`, `id_country`, `name`, `iso_code` FROM state WHERE `id_state` IN ' . Sql::ids($ids));
    }

    /** Asked of the shop's own reading, so that a shop among several gives its own values. */
    private static function settings(): array
    {
        $rows = [];
        foreach (self::SETTINGS as $place => $name) {
            $rows[] = ['id' => $place + 1, 'name' => $name, 'value' => (string) \Configuration::get($name)];
        }

        return $rows;
    }
}
