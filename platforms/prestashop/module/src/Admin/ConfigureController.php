<?php
/**
 * The configuration page: pairing in one paste, tests, the secret’s change, who and what is allowed.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Admin;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Api\Meta;
use Comptoir\Install\Tables;
use Comptoir\Notices\Outbox;
use Comptoir\Profiles;
use Comptoir\Service\Answer;
use Comptoir\Service\Pairing;
use Comptoir\Service\PairingCode;
use Comptoir\Settings;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

class ConfigureController extends BackOffice
{
    /** What was just done, and the checks it brought: shown once, after the redirection. */
    private const DONE = 'comptoir_done';

    public function show(Request $request): Response
    {
        if (!Door::mayConfigure()) {
            return $this->refused();
        }
        if (Door::isOneShop() && Settings::isPaired()) {
            // An employee is here: this is where the back office lives, which the panel may be framed by.
            Settings::setAdminOrigin($request->getSchemeAndHttpHost());
        }
        $done = $request->getSession()->getFlashBag()->get(self::DONE);

        return $this->page($done[0] ?? []);
    }

    public function pair(Request $request): Response
    {
        if (!$this->isAllowed($request)) {
            return $this->refused();
        }
        $pasted = (string) $request->request->get('code', '');
        $code = PairingCode::read($pasted);
        if ($code === null) {
            return $this->page(['fault' => 'bad_code', 'pasted' => $pasted]);
        }
        Settings::setAdminOrigin($request->getSchemeAndHttpHost());
        $answer = $this->pairing()->pair($code);
        if (!$answer->isGood()) {
            return $this->page([
                'fault' => $answer->fault,
                'at' => $code->serviceUrl,
                'pasted' => $pasted,
                'checks' => (array) ($answer->result['checks'] ?? []),
            ]);
        }

        return $this->done($request, 'paired', $answer);
    }

    public function test(Request $request): Response
    {
        if (!$this->isAllowed($request) || !Settings::isPaired()) {
            return $this->refused();
        }
        // What an upload over an older version did not make is made here: a check must be able to come right.
        Tables::create();

        return $this->done($request, 'tested', $this->pairing()->test());
    }

    public function rotate(Request $request): Response
    {
        if (!$this->isAllowed($request) || !Settings::isPaired()) {
            return $this->refused();
        }

        return $this->done($request, 'rotated', $this->pairing()->rotate());
    }

    public function allow(Request $request): Response
    {
        if (!$this->isAllowed($request)) {
            return $this->refused();
        }
        $told = $request->request->all();
        Profiles::letIn(array_map('intval', array_filter((array) ($told['profiles'] ?? []), 'is_string')));
        Settings::setRefundsOn(isset($told['refunds']));
        Settings::setCancellationsOn(isset($told['cancellations']));

        return $this->done($request, 'saved', null);
    }

    public function unpair(Request $request): Response
    {
        if (!$this->isAllowed($request)) {
            return $this->refused();
        }
        Settings::unpair();
        Outbox::forget((int) \Context::getContext()->shop->id);

        return $this->done($request, 'unpaired', null);
    }

    /** Shown by the next request: a page loaded again does nothing twice. */
    private function done(Request $request, string $what, ?Answer $answer): Response
    {
        $request->getSession()->getFlashBag()->add(self::DONE, [
            'done' => $answer === null || $answer->isGood() ? $what : '',
            'fault' => $answer === null ? '' : $answer->fault,
            'tried' => $what,
            'checks' => $answer === null ? [] : (array) ($answer->result['checks'] ?? []),
        ]);

        return $this->redirectToRoute('comptoir_configure');
    }

    /**
     * @param array<string, mixed> $done
     */
    private function page(array $done): Response
    {
        $context = \Context::getContext();
        $page = $this->render('@Modules/comptoir/views/templates/admin/configure.html.twig', $done + [
            'done' => '', 'fault' => '', 'tried' => '', 'checks' => [], 'pasted' => '', 'at' => Settings::serviceUrl(),
            'layoutTitle' => 'Comptoir',
            'views' => __PS_BASE_URI__ . 'modules/comptoir/views/',
            'is_one_shop' => Door::isOneShop(),
            'is_paired' => Settings::isPaired(),
            'is_rotating' => Settings::nextSecret() !== '',
            'service_url' => Settings::serviceUrl(),
            'is_sent_in_clear' => Settings::isInClear(Settings::serviceUrl()),
            'shop_id' => Settings::shopId(),
            'profiles' => Profiles::offered((int) $context->language->id),
            'refunds_on' => Settings::refundsOn(),
            'cancellations_on' => Settings::cancellationsOn(),
        ]);

        return Door::closing($page);
    }

    private function isAllowed(Request $request): bool
    {
        return Door::mayConfigure() && Door::isOneShop() && $this->isCsrfTokenValid('comptoir', (string) $request->request->get('_csrf', ''));
    }

    private function refused(): Response
    {
        $page = $this->render('@Modules/comptoir/views/templates/admin/refused.html.twig', [
            'why' => Door::mayConfigure() ? 'stale_form' : 'may_not_configure',
            'language' => \Context::getContext()->language->iso_code,
            'views' => __PS_BASE_URI__ . 'modules/comptoir/views/',
            'may_configure' => Door::mayConfigure(),
        ]);

        return Door::alone($page, 403);
    }

    private function pairing(): Pairing
    {
        return new Pairing(static function (): array {
            return Meta::told((int) \Context::getContext()->shop->id);
        });
    }
}
