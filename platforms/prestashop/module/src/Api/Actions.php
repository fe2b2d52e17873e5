<?php
/**
 * Every action by its name; a name that is none is refused as such.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Reading\FoundOrders;
use Comptoir\Reading\WholeOrder;

final class Actions
{
    private const READS = ['meta', 'order', 'orders', 'image', 'notices', 'op'];

    private const MOST_ORDERS = 100;
    private const MOST_CRITERIA = 100;
    private const MOST_NOTICES = 100;

    /** @var int */
    private $shop;

    public function __construct(int $shop)
    {
        $this->shop = $shop;
    }

    /** @throws Refusal */
    public function answer(string $action, Body $body): Answer
    {
        if (isset(Writing::ACTS[$action])) {
            return (new Writing($this->shop))->answer($action, $body);
        }
        if (!in_array($action, self::READS, true)) {
            throw new Refusal('unknown_action');
        }

        return Answer::of($this->$action($body));
    }

    private function meta(): array
    {
        return Meta::told($this->shop);
    }

    private function order(Body $body): array
    {
        $order = WholeOrder::read($body->id('order'), $this->shop);
        if ($order === null) {
            throw new Refusal('unknown_order');
        }

        return $order;
    }

    private function orders(Body $body): array
    {
        return ['rows' => FoundOrders::rows(
            self::texts($body, 'emails', '/\A[^\x00-\x1f]{3,255}\z/u'),
            self::texts($body, 'phones', '/\A[0-9]{4,20}\z/'),
            self::texts($body, 'references', '/\A[A-Za-z0-9_.#-]{1,64}\z/'),
            self::ids($body, 'customers'),
            $body->number('limit', 1, self::MOST_ORDERS),
            $this->shop
        )];
    }

    private function image(Body $body): array
    {
        return Image::read($body->id('product'), $body->id('image'));
    }

    private function notices(Body $body): array
    {
        return Notices::after($body->number('after', 0, PHP_INT_MAX), $body->number('limit', 1, self::MOST_NOTICES), $this->shop);
    }

    private function op(Body $body): array
    {
        $key = $body->matching('key', Writing::KEY);
        $isToVoid = $body->isSet('void');
        $isToPutAside = $body->raw('aside') !== null && $body->isSet('aside');

        return (new Writing($this->shop))->desk()->lookUp($key, $isToVoid, $isToPutAside);
    }

    /** Texts that no order can have are passed over: they find nothing, and refuse nothing. */
    private static function texts(Body $body, string $name, string $pattern): array
    {
        $found = [];
        foreach ($body->list($name, self::MOST_CRITERIA) as $one) {
            if (!is_string($one)) {
                throw new Refusal('bad_request', ['field' => $name]);
            }
            if (preg_match($pattern, $one) === 1) {
                $found[] = $one;
            }
        }

        return $found;
    }

    private static function ids(Body $body, string $name): array
    {
        $found = $body->list($name, self::MOST_CRITERIA);
        foreach ($found as $one) {
            if (!is_int($one) || $one < 1) {
                throw new Refusal('bad_request', ['field' => $name]);
            }
        }

        return $found;
    }
}
