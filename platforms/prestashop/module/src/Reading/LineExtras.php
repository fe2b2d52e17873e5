<?php
/**
 * Pictures and typed texts of an order's lines.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Reading;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class LineExtras
{
    /**
     * Rows by resource for these lines.
     *
     * @param array[] $details
     */
    public static function rows(array $details, int $shop): array
    {
        return [
            'products' => self::products(array_column($details, 'product_id'), $shop),
            'combinations' => self::combinations(array_column($details, 'product_attribute_id')),
        ] + self::customizations(array_column($details, 'id_customization'));
    }

    private static function products(array $ids, int $shop): array
    {
        return Sql::rows(
            'SELECT p.`id_product` AS `id`, i.`id_image` AS `id_default_image` FROM product p'
            . " LEFT JOIN image_shop i ON i.`id_product` = p.`id_product` AND i.`id_shop` = $shop AND i.`cover` = 1"
            . ' WHERE p.`id_product` IN ' . Sql::ids($ids)
        );
    }

    private static function combinations(array $ids): array
    {
        $in = Sql::ids($ids);
        $rows = Sql::rows("SELECT `id_product_attribute` AS `id`, `id_product` FROM product_attribute WHERE `id_product_attribute` IN $in");
        $images = Sql::rows(
            'SELECT pi.`id_product_attribute` AS `of`, pi.`id_image` AS `id` FROM product_attribute_image pi'
            . " LEFT JOIN image i ON i.`id_image` = pi.`id_image` WHERE pi.`id_product_attribute` IN $in AND pi.`id_image` > 0"
            . ' ORDER BY i.`position`'
        );

        return OrderRows::nested($rows, 'images', $images, 'of');
    }

    private static function customizations(array $ids): array
    {
        $in = Sql::ids($ids);
        $rows = Sql::rows("SELECT `id_customization` AS `id`, `id_cart`, `id_product`, `id_product_attribute`, `quantity` FROM customization WHERE `id_customization` IN $in");
        $typed = Sql::rows("SELECT `id_customization` AS `of`, `type`, `index` AS `id_customization_field`, `value` FROM customized_data WHERE `id_customization` IN $in");
        $rows = OrderRows::nested($rows, 'customized_data_text_fields', self::ofType($typed, \Product::CUSTOMIZE_TEXTFIELD), 'of');
        $rows = OrderRows::nested($rows, 'customized_data_images', self::ofType($typed, \Product::CUSTOMIZE_FILE), 'of');
        $fields = Sql::rows('SELECT `id_customization_field` AS `id`, `id_product`, `type` FROM customization_field WHERE `id_product` IN ' . Sql::ids(array_column($rows, 'id_product')));

        return [
            'customizations' => $rows,
            'product_customization_fields' => Sql::worded($fields, 'customization_field', ['name']),
        ];
    }

    private static function ofType(array $typed, int $type): array
    {
        return array_values(array_filter($typed, static function (array $one) use ($type) {
            return (int) $one['type'] === $type;
        }));
    }
}
