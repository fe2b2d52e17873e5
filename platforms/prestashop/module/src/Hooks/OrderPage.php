<?php
/**
 * What the order page shows of us: the button, the card, and the files both need.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Hooks;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Settings;
use PrestaShop\PrestaShop\Core\Action\ActionsBarButton;

final class OrderPage
{
    /** @var \Module */
    private $module;

    public function __construct(\Module $module)
    {
        $this->module = $module;
    }

    /**
     * @param array<string, mixed> $params of the hook: the collection, and the order's id
     */
    public function addButton(array $params): void
    {
        if (!$this->isForEmployee()) {
            return;
        }
        $label = $this->module->getTranslator()->trans('Customer ticket', [], 'Modules.Comptoir.Admin');
        $params['actions_bar_buttons_collection']->add(new ActionsBarButton(
            'btn-comptoir js-comptoir-open',
            ['href' => $this->link('comptoir_open', (int) $params['id_order'])],
            $label
        ));
    }

    /** The card, empty: the page never waits for the service, a script fills it afterwards. */
    public function card(int $orderId): string
    {
        if (!$this->isForEmployee()) {
            return '';
        }

        return $this->module->get('twig')->render('@Modules/comptoir/views/templates/hook/order_side.html.twig', [
            'card_url' => $this->link('comptoir_card', $orderId),
            'open_url' => $this->link('comptoir_open', $orderId),
            'service_origin' => self::serviceOf($orderId),
        ]);
    }

    public function addMedia(): void
    {
        $controller = \Context::getContext()->controller;
        if ($controller === null || ($controller->controller_name ?? '') !== 'AdminOrders' || !$this->isForEmployee()) {
            return;
        }
        $views = $this->module->getPathUri() . 'views/';
        $controller->addCSS($views . 'css/comptoir.css?v=' . $this->module->version, 'all', null, false);
        foreach (['frame', 'modal', 'card'] as $script) {
            $controller->addJS($views . 'js/' . $script . '.js?v=' . $this->module->version, false);
        }
    }

    /** The order's shop may be another than the one the employee has chosen, and paired with another service. */
    private static function serviceOf(int $orderId): string
    {
        Settings::ofShop((int) (new \Order($orderId))->id_shop ?: null);
        try {
            return Settings::serviceOrigin();
        } finally {
            Settings::ofShop(null);
        }
    }

    private function isForEmployee(): bool
    {
        $employee = \Context::getContext()->employee;

        return $employee !== null && Settings::mayUse((int) $employee->id_profile);
    }

    /** Made by the router, which adds the employee's own token. */
    private function link(string $route, int $orderId): string
    {
        return \Context::getContext()->link->getAdminLink('AdminOrders', true, ['route' => $route, 'orderId' => $orderId]);
    }
}
