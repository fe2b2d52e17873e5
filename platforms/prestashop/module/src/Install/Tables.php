<?php
/**
 * The module's own tables: operations, nonces, notices. Core's tables are never altered.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Install;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Tables
{
    /** One row per operation key: what was asked, what was before, what became of it. */
    public const OPERATIONS = 'comptoir_operation';
    /** Nonces seen in the last minutes, so that a signed call cannot be sent twice. */
    public const NONCES = 'comptoir_nonce';
    /** The outbox of notices to the service. */
    public const NOTICES = 'comptoir_notice';

    /** @return bool whether every table stands */
    public static function create(): bool
    {
        foreach (self::statements() as $statement) {
            if (!\Db::getInstance()->execute($statement)) {
                return false;
            }
        }

        return true;
    }

    /** All but the operations: a refund asked for again must be known after the next installation too. */
    public static function drop(): bool
    {
        $dropped = true;
        foreach ([self::NONCES, self::NOTICES] as $table) {
            $dropped = \Db::getInstance()->execute('DROP TABLE IF EXISTS `' . _DB_PREFIX_ . $table . '`') && $dropped;
        }

        return $dropped;
    }

    /** @return string[] names, without prefix, of the tables that are not there */
    public static function missing(): array
    {
        $missing = [];
        foreach ([self::OPERATIONS, self::NONCES, self::NOTICES] as $table) {
            $found = \Db::getInstance()->executeS("SHOW TABLES LIKE '" . pSQL(_DB_PREFIX_ . $table) . "'", true, false);
            if (!$found) {
                $missing[] = $table;
            }
        }

        return $missing;
    }

    /** @return string[] one CREATE TABLE each; utf8mb4 because notes hold anything an agent types */
    private static function statements(): array
    {
        $end = ') ENGINE=' . _MYSQL_ENGINE_ . ' DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';
        $prefix = _DB_PREFIX_;

        return [
            'CREATE TABLE IF NOT EXISTS `' . $prefix . self::OPERATIONS . '` (
                `id_operation` INT UNSIGNED NOT NULL AUTO_INCREMENT,
                `operation_key` VARCHAR(64) NOT NULL,
                `id_shop` INT UNSIGNED NOT NULL,
                `id_order` INT UNSIGNED NOT NULL,
                `id_employee` INT UNSIGNED NOT NULL,
                `action` VARCHAR(32) NOT NULL,
                `fingerprint` CHAR(64) NOT NULL,
                `state` VARCHAR(16) NOT NULL,
                `asked` MEDIUMTEXT NOT NULL,
                `standing_before` MEDIUMTEXT NOT NULL,
                `id_order_slip` INT UNSIGNED NOT NULL DEFAULT 0,
                `answer_status` SMALLINT UNSIGNED NOT NULL DEFAULT 0,
                `answer` MEDIUMTEXT NOT NULL,
                `started_at` BIGINT UNSIGNED NOT NULL,
                `ended_at` BIGINT UNSIGNED NOT NULL DEFAULT 0,
                PRIMARY KEY (`id_operation`),
                UNIQUE KEY `operation_key` (`id_shop`, `operation_key`),
                KEY `of_order` (`id_order`, `state`)
            ' . $end,
            'CREATE TABLE IF NOT EXISTS `' . $prefix . self::NONCES . '` (
                `id_shop` INT UNSIGNED NOT NULL,
                `nonce` VARCHAR(64) NOT NULL,
                `seen_at` INT UNSIGNED NOT NULL,
                PRIMARY KEY (`id_shop`, `nonce`),
                KEY `seen_at` (`seen_at`)
            ' . $end,
            'CREATE TABLE IF NOT EXISTS `' . $prefix . self::NOTICES . '` (
                `id_notice` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                `id_shop` INT UNSIGNED NOT NULL,
                `kind` VARCHAR(32) NOT NULL,
                `id_order` INT UNSIGNED NOT NULL DEFAULT 0,
                `operation_key` VARCHAR(64) NOT NULL DEFAULT \'\',
                `facts` TEXT NOT NULL,
                `happened_at` BIGINT UNSIGNED NOT NULL,
                `delivered_at` BIGINT UNSIGNED DEFAULT NULL,
                `attempts` INT UNSIGNED NOT NULL DEFAULT 0,
                `due_at` BIGINT UNSIGNED NOT NULL DEFAULT 0,
                PRIMARY KEY (`id_notice`),
                KEY `waiting` (`delivered_at`, `due_at`),
                KEY `of_order` (`id_order`, `kind`),
                KEY `of_shop` (`id_shop`, `id_notice`),
                KEY `happened_at` (`happened_at`)
            ' . $end,
        ];
    }
}
