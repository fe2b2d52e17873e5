<?php
/**
 * Tells what a hook says as a notice: kind, order, a few small facts; each happening once.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Hooks;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Ledger\CurrentOperation;
use Comptoir\Notices\Outbox;
use Comptoir\Notices\Sender;
use Comptoir\Settings;

final class Happenings
{
    /** @var array<string, bool> what this request told already: core has two hooks for some things */
    private static $told = [];

    /**
     * @param string $happening a method of this class
     * @param array<string, mixed> $params of the hook
     */
    public static function told(string $happening, array $params): void
    {
        Guarded::run(static function () use ($happening, $params): void {
            self::$happening($params);
        });
    }

    private static function historyAdded(array $params): void
    {
        $history = $params['order_history'];
        self::note('state', (int) $history->id_order, ['state' => (int) $history->id_order_state]);
    }

    private static function stateChanged(array $params): void
    {
        self::note('state', (int) $params['id_order'], ['state' => (int) $params['newOrderStatus']->id]);
    }

    private static function slipMade(array $params): void
    {
        if (isset($params['orderSlipCreated']) && is_object($params['orderSlipCreated'])) {
            self::slip((int) $params['orderSlipCreated']->id, (int) $params['order']->id);
        }
    }

    /** A slip written by the webservice fires this hook alone. */
    private static function slipAdded(array $params): void
    {
        self::slip((int) $params['object']->id, (int) $params['object']->id_order);
    }

    private static function slip(int $slipId, int $orderId): void
    {
        CurrentOperation::sawSlip($slipId, $orderId);
        self::note('slip', $orderId, ['slip' => $slipId]);
    }

    private static function trackingSet(array $params): void
    {
        $order = $params['order'];
        $carrier = new \OrderCarrier((int) $order->getIdOrderCarrier());
        self::tracking((int) $order->id, (string) $carrier->tracking_number);
    }

    private static function carrierUpdated(array $params): void
    {
        self::tracking((int) $params['object']->id_order, (string) $params['object']->tracking_number);
    }

    /** Core saves the carrier's row for other reasons too: the same number again is no news. */
    private static function tracking(int $orderId, string $number): void
    {
        $facts = ['tracking' => $number];
        if ($number !== '' && !Outbox::told('tracking', $orderId, $facts)) {
            self::note('tracking', $orderId, $facts);
        }
    }

    private static function customerUpdated(array $params): void
    {
        self::note('customer', 0, ['customer' => (int) $params['object']->id]);
    }

    private static function messageAdded(array $params): void
    {
        $message = $params['object'];
        $thread = new \CustomerThread((int) $message->id_customer_thread);
        self::note('message', (int) $thread->id_order, [
            'message' => (int) $message->id,
            'private' => (bool) $message->private,
            'by_customer' => (int) $message->id_employee === 0,
        ]);
    }

    private static function orderMade(array $params): void
    {
        self::note('order', (int) $params['order']->id, ['customer' => (int) $params['order']->id_customer]);
    }

    /**
     * @param array<string, bool|int|string> $facts
     */
    private static function note(string $kind, int $orderId, array $facts): void
    {
        $same = $kind . ' ' . $orderId . ' ' . json_encode($facts);
        if (isset(self::$told[$same])) {
            return;
        }
        self::$told[$same] = true;
        $shop = self::shopOf($orderId);
        Settings::ofShop($shop);
        try {
            if (Settings::isPaired()) {
                Outbox::add($shop, $kind, $orderId, CurrentOperation::key(), $facts);
                Sender::afterHappening();
            }
        } finally {
            Settings::ofShop(null);
        }
    }

    private static function shopOf(int $orderId): int
    {
        $shop = (int) \Context::getContext()->shop->id;
        if ($orderId === 0 || !\Shop::isFeatureActive()) {
            return $shop;
        }

        return (int) (new \Order($orderId))->id_shop ?: $shop;
    }
}
