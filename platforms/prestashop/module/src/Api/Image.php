<?php
/**
 * A product's picture, small enough for a line of an order.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Reading\Sql;

final class Image
{
    private const MOST_BYTES = 2097152;
    private const TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'];

    /** @throws Refusal unknown_image, also for a picture of another product */
    public static function read(int $product, int $image): array
    {
        if (Sql::number("SELECT COUNT(*) FROM image WHERE `id_image` = $image AND `id_product` = $product") === 0) {
            throw new Refusal('unknown_image');
        }
        $folder = _PS_IMG_DIR_ . 'p/' . \Image::getImgFolderStatic($image);
        $type = method_exists('ImageType', 'getFormattedName') ? \ImageType::getFormattedName('small') : 'small_default';
        foreach ([$image . '-' . $type . '.jpg', $image . '-small_default.jpg', $image . '.jpg'] as $name) {
            $found = self::content($folder . $name);
            if ($found !== null) {
                return $found;
            }
        }
        throw new Refusal('unknown_image');
    }

    private static function content(string $path): ?array
    {
        if (!is_file($path) || filesize($path) > self::MOST_BYTES) {
            return null;
        }
        $bytes = (string) file_get_contents($path);
        // Its name always ends in jpg; what it is, its bytes say.
        $size = @getimagesizefromstring($bytes);
        if (!is_array($size) || !in_array($size['mime'], self::TYPES, true)) {
            return null;
        }

        return ['media_type' => $size['mime'], 'content' => base64_encode($bytes)];
    }
}
