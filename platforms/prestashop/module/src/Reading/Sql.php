<?php
/**
 * Rows of the shop's database as they are now: never from a cache, never from a replica.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Reading;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Sql
{
    /** @return array[] */
    public static function rows(string $select): array
    {
        $found = \Db::getInstance()->executeS(self::prefixed($select), true, false);
        if (!is_array($found)) {
            throw new \RuntimeException('the database did not answer');
        }

        return $found;
    }

    public static function row(string $select): ?array
    {
        return self::rows($select)[0] ?? null;
    }

    public static function number(string $select): int
    {
        $row = self::row($select);

        return $row === null ? 0 : (int) reset($row);
    }

    public static function run(string $statement): void
    {
        if (!\Db::getInstance()->execute(self::prefixed($statement), false)) {
            throw new \RuntimeException('the database did not do it');
        }
    }

    /** @param array $values whatever holds ids; none becomes an id that nothing has */
    public static function ids(array $values): string
    {
        $ids = array_unique(array_filter(array_map('intval', $values)));

        return '(' . implode(', ', $ids ?: [0]) . ')';
    }

    public static function quoted(string $text): string
    {
        return "'" . \Db::getInstance()->escape($text, true, true) . "'";
    }

    /**
     * Texts in several languages beside each row, as [{"id": <language>, "value": "…"}].
     *
     * @param array[] $rows each with an id
     * @param string[] $names the fields of the table <$table>_lang
     */
    public static function worded(array $rows, string $table, array $names): array
    {
        $in = self::ids(array_column($rows, 'id'));
        $fields = 'DISTINCT `id_' . $table . '`, `id_lang`, `' . implode('`, `', $names) . '`';
        $texts = [];
        foreach (self::rows("SELECT $fields FROM {$table}_lang WHERE `id_$table` IN $in ORDER BY `id_lang`") as $text) {
            foreach ($names as $name) {
                $texts[(int) $text['id_' . $table]][$name][(int) $text['id_lang']] = (string) $text[$name];
            }
        }
        foreach ($rows as $place => $row) {
            foreach ($names as $name) {
                $rows[$place][$name] = self::listed($texts[(int) $row['id']][$name] ?? []);
            }
        }

        return $rows;
    }

    private static function listed(array $texts): array
    {
        $listed = [];
        foreach ($texts as $language => $text) {
            $listed[] = ['id' => $language, 'value' => $text];
        }

        return $listed;
    }

    /** Table names follow FROM, JOIN, INTO or UPDATE without the shop's prefix. */
    private static function prefixed(string $statement): string
    {
        return (string) preg_replace('/\b(FROM|JOIN|INTO|UPDATE) ([a-z_]+)/', '$1 `' . _DB_PREFIX_ . '$2`', $statement);
    }
}
