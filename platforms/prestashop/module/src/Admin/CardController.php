<?php
/**
 * The order page’s card, filled after the page stands: the service is asked for two seconds at most.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Admin;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Service\Client;
use Comptoir\Settings;
use Symfony\Component\HttpFoundation\Response;

class CardController extends BackOffice
{
    private const CONNECT_MS = 1000;
    private const TOTAL_MS = 2000;

    public function show(int $orderId): Response
    {
        if (!Door::isOpen()) {
            return Door::closing(new Response(), 403);
        }
        $order = Door::order($orderId);
        if ($order === null) {
            return Door::closing(new Response(), 404);
        }
        // The employee's next page must not wait for this session.
        if (session_status() === PHP_SESSION_ACTIVE) {
            session_write_close();
        }
        Settings::ofShop((int) $order->id_shop);

        return Door::closing($this->render('@Modules/comptoir/views/templates/admin/card.html.twig', $this->told($orderId)));
    }

    /** @return array<string, mixed> */
    private function told(int $orderId): array
    {
        if (!Settings::isPaired()) {
            return ['state' => 'not_paired', 'may_configure' => Door::mayConfigure()];
        }
        $answer = Client::ofSettings()->call('ticket', ['order' => $orderId], self::CONNECT_MS, self::TOTAL_MS);
        if (!$answer->isGood()) {
            return ['state' => $answer->fault === 'unauthorized' ? 'refused' : 'unreachable'];
        }
        $ticket = $answer->result['ticket'] ?? null;
        if (!is_array($ticket)) {
            return ['state' => 'none'];
        }

        return [
            'state' => 'ticket',
            'number' => (int) ($ticket['number'] ?? 0),
            'status' => (string) ($ticket['status'] ?? ''),
            'last_message' => self::day($ticket['last_message_at'] ?? null),
        ];
    }

    /**
     * @param mixed $at unix milliseconds, or null
     */
    private static function day($at): string
    {
        return is_int($at) ? (string) \Tools::displayDate(date('Y-m-d H:i:s', intdiv($at, 1000)), true) : '';
    }
}
