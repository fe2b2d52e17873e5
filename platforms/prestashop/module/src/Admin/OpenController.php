<?php
/**
 * Opens the panel: the launch is made here, now, and posted by a tiny page to the service.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Admin;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Settings;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Routing\Generator\UrlGeneratorInterface;

class OpenController extends BackOffice
{
    /** The panel on one order; in the modal's frame, or as a page of its own. */
    public function order(int $orderId): Response
    {
        if (!Door::isOpen()) {
            return $this->refused('not_allowed', 403);
        }
        $order = Door::order($orderId);
        if ($order === null) {
            return $this->refused('unknown_order', 404);
        }
        Settings::ofShop((int) $order->id_shop);

        return $this->launch($order, $this->links($order));
    }

    /** The panel on no order: all tickets. */
    public function tickets(): Response
    {
        return Door::isOpen() ? $this->launch(null, []) : $this->refused('not_allowed', 403);
    }

    /** The menu's "Support": the same, with the back office around it. */
    public function support(): Response
    {
        if (!Door::isOpen()) {
            return $this->refused('not_allowed', 403);
        }

        return $this->render('@Modules/comptoir/views/templates/admin/support.html.twig', [
            'layoutTitle' => \Context::getContext()->getTranslator()->trans('Support', [], 'Modules.Comptoir.Admin'),
            'views' => self::views(),
            'is_paired' => Settings::isPaired(),
            'is_one_shop' => Door::isOneShop(),
            'may_configure' => Door::mayConfigure(),
            'service_origin' => Settings::serviceOrigin(),
        ]);
    }

    /**
     * @param array<string, string> $links
     */
    private function launch(?\Order $order, array $links): Response
    {
        if (!Settings::isPaired()) {
            return $this->refused('not_paired', 409);
        }
        $page = $this->render('@Modules/comptoir/views/templates/admin/open.html.twig', [
            'action' => Settings::serviceUrl() . '/launch/prestashop/' . rawurlencode(Settings::shopId()),
            'token' => Launch::token($order, $links),
            'language' => \Context::getContext()->language->iso_code,
            'views' => self::views(),
        ]);

        return Door::alone($page, 200, Settings::serviceOrigin());
    }

    /** @return array<string, string> */
    private function links(\Order $order): array
    {
        $links = ['order' => $this->absolute('admin_orders_view', ['orderId' => (int) $order->id])];
        if ((int) $order->id_customer > 0 && $this->isGranted('read', 'AdminCustomers')) {
            $links['customer'] = $this->absolute('admin_customers_view', ['customerId' => (int) $order->id_customer]);
        }

        return $links;
    }

    /**
     * @param array<string, int> $parts
     */
    private function absolute(string $route, array $parts): string
    {
        return $this->generateUrl($route, $parts, UrlGeneratorInterface::ABSOLUTE_URL);
    }

    private function refused(string $why, int $status): Response
    {
        $page = $this->render('@Modules/comptoir/views/templates/admin/refused.html.twig', [
            'why' => $why,
            'language' => \Context::getContext()->language->iso_code,
            'views' => self::views(),
            'may_configure' => Door::mayConfigure(),
        ]);

        return Door::alone($page, $status);
    }

    private static function views(): string
    {
        return __PS_BASE_URI__ . 'modules/comptoir/views/';
    }
}
