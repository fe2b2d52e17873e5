<?php
/**
 * The ledger in the shop's own database, one shop's keys apart from another's.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Ledger;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Api\Answer;
use Comptoir\Install\Tables;

final class Table implements Books
{
    /** @var int */
    private $shop;

    public function __construct(int $shop)
    {
        $this->shop = $shop;
    }

    public function find(string $key): ?Row
    {
        $found = \Db::getInstance()->executeS(
            'SELECT * FROM `' . _DB_PREFIX_ . Tables::OPERATIONS . '` WHERE ' . $this->where($key),
            true,
            false
        );

        return $found ? self::row($found[0]) : null;
    }

    public function add(Row $row): bool
    {
        $columns = [
            'operation_key' => $row->key,
            'id_shop' => (string) $this->shop,
            'id_order' => (string) $row->orderId,
            'id_employee' => (string) $row->employeeId,
            'action' => $row->action,
            'fingerprint' => $row->fingerprint,
            'asked' => self::json($row->asked),
            'standing_before' => self::json($row->before),
            'started_at' => (string) ($row->startedAt ?: self::now()),
        ] + self::ending($row);
        $names = '`' . implode('`, `', array_keys($columns)) . '`';
        $values = implode(', ', array_map([self::class, 'quoted'], $columns));
        self::run('INSERT IGNORE INTO `' . _DB_PREFIX_ . Tables::OPERATIONS . "` ($names) VALUES ($values)");

        return \Db::getInstance()->Affected_Rows() === 1;
    }

    public function end(Row $row): bool
    {
        $set = [];
        foreach (self::ending($row) as $name => $value) {
            $set[] = "`$name` = " . self::quoted($value);
        }
        self::run(
            'UPDATE `' . _DB_PREFIX_ . Tables::OPERATIONS . '` SET ' . implode(', ', $set)
            . ' WHERE ' . $this->where($row->key) . " AND `state` = '" . Row::STARTED . "'"
        );

        return \Db::getInstance()->Affected_Rows() === 1;
    }

    public function forget(Row $row): void
    {
        self::run(
            'DELETE FROM `' . _DB_PREFIX_ . Tables::OPERATIONS . '` WHERE ' . $this->where($row->key)
            . " AND `state` = '" . Row::STARTED . "'"
        );
    }

    public function putAside(string $key): void
    {
        self::run(
            'UPDATE `' . _DB_PREFIX_ . Tables::OPERATIONS . "` SET `state` = '" . Row::ASIDE . "' WHERE " . $this->where($key)
            . " AND `state` = '" . Row::UNCLEAR . "'"
        );
    }

    public function isUnclear(int $orderId): bool
    {
        return $this->rows('`id_order` = ' . (int) $orderId . " AND `state` = '" . Row::UNCLEAR . "'") !== [];
    }

    public function started(int $orderId): array
    {
        return $this->rows('`id_order` = ' . (int) $orderId . " AND `state` = '" . Row::STARTED . "'");
    }

    public function sawSlip(string $key, int $slipId): bool
    {
        $row = $this->find($key);
        $slip = new \OrderSlip($slipId);
        if ($row === null || (int) $slip->id_order !== $row->orderId) {
            return false;
        }
        self::run(
            'UPDATE `' . _DB_PREFIX_ . Tables::OPERATIONS . '` SET `id_order_slip` = ' . (int) $slipId
            . ' WHERE ' . $this->where($key) . " AND `state` = '" . Row::STARTED . "'"
        );

        return true;
    }

    /** @return Row[] what was done on an order under this action */
    public function done(int $orderId, string $action): array
    {
        return $this->rows('`id_order` = ' . (int) $orderId . " AND `action` = '" . pSQL($action) . "' AND `state` = '" . Row::DONE . "'");
    }

    /** @return Row[] oldest first */
    private function rows(string $where): array
    {
        $found = \Db::getInstance()->executeS(
            'SELECT * FROM `' . _DB_PREFIX_ . Tables::OPERATIONS . '` WHERE `id_shop` = ' . (int) $this->shop
            . ' AND ' . $where . ' ORDER BY `id_operation`',
            true,
            false
        );

        return array_map([self::class, 'row'], $found ?: []);
    }

    private function where(string $key): string
    {
        return '`id_shop` = ' . $this->shop . ' AND `operation_key` = ' . self::quoted($key);
    }

    /** @return array<string, string> the columns that say what became of it */
    private static function ending(Row $row): array
    {
        return [
            'state' => $row->state,
            'id_order_slip' => (string) $row->slipId,
            'answer_status' => (string) ($row->answer === null ? 0 : $row->answer->status),
            'answer' => $row->answer === null ? '' : $row->answer->json(),
            'ended_at' => $row->state === Row::STARTED ? '0' : self::now(),
        ];
    }

    private static function row(array $found): Row
    {
        $row = new Row(
            $found['operation_key'],
            $found['action'],
            (int) $found['id_order'],
            (int) $found['id_employee'],
            $found['fingerprint']
        );
        $row->state = $found['state'];
        $row->asked = (array) json_decode($found['asked'], true);
        $row->before = (array) json_decode($found['standing_before'], true);
        $row->slipId = (int) $found['id_order_slip'];
        $row->startedAt = (int) $found['started_at'];
        if ($found['answer'] !== '') {
            $row->answer = new Answer((int) $found['answer_status'], json_decode($found['answer'], true));
        }

        return $row;
    }

    private static function run(string $statement): void
    {
        if (!\Db::getInstance()->execute($statement, false)) {
            throw new \RuntimeException('the ledger could not be written');
        }
    }

    private static function quoted(string $value): string
    {
        return "'" . \Db::getInstance()->escape($value, true) . "'";
    }

    private static function json(array $written): string
    {
        return (string) json_encode($written, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR);
    }

    private static function now(): string
    {
        return (string) (int) floor(microtime(true) * 1000);
    }
}
