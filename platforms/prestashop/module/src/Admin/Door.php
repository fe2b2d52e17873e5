<?php
/**
 * Who may open which of our pages, asked of the shop at every request; pages keep nothing behind.
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

final class Door
{
    private const CHANGES_ORDERS = 'ROLE_MOD_TAB_ADMINORDERS_UPDATE';

    /** The employee may use the panel: reads orders, and the merchant let the profile in. */
    public static function isOpen(): bool
    {
        $employee = \Context::getContext()->employee;

        return $employee !== null && Settings::mayUse((int) $employee->id_profile);
    }

    /** The order, when it is there and in a shop that the employee works for; else null. */
    public static function order(int $orderId): ?\Order
    {
        $order = new \Order($orderId);
        $employee = \Context::getContext()->employee;
        if (!\Validate::isLoadedObject($order) || !$employee->hasAuthOnShop((int) $order->id_shop)) {
            return null;
        }

        return $order;
    }

    /** Who pairs this shop decides who may read and refund its orders: the right to configure is not enough. */
    public static function mayConfigure(): bool
    {
        $employee = \Context::getContext()->employee;
        if ($employee === null) {
            return false;
        }
        $module = (int) \Module::getModuleIdByName('comptoir');

        return (bool) \Module::getPermissionStatic($module, 'configure', $employee)
            && ($employee->isSuperAdmin() || \Access::isGranted(self::CHANGES_ORDERS, (int) $employee->id_profile));
    }

    /** With several shops each is paired for itself: one of them has to be chosen. */
    public static function isOneShop(): bool
    {
        return !\Shop::isFeatureActive() || \Shop::getContext() === \Shop::CONTEXT_SHOP;
    }

    /** No cache keeps it, and no address of the back office travels on as a referrer. */
    public static function closing(Response $page, int $status = 200): Response
    {
        $page->setStatusCode($status);
        $page->headers->set('Cache-Control', 'no-store');
        $page->headers->set('Referrer-Policy', 'no-referrer');
        $page->headers->set('X-Content-Type-Options', 'nosniff');

        return $page;
    }

    /** A page without the back office around it: it runs our own files, and its form goes to one place only. */
    public static function alone(Response $page, int $status, string $formTo = ''): Response
    {
        $page->headers->set('Content-Security-Policy', "default-src 'none'; script-src 'self'; style-src 'self';"
            . " base-uri 'none'; frame-ancestors 'self'; form-action " . ($formTo === '' ? "'none'" : $formTo));

        return self::closing($page, $status);
    }
}
