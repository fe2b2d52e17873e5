<?php
/**
 * What a launch claims of shop, order and employee; signed when the panel is opened, for a minute.
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

final class Launch
{
    /** Agreed with the service: worth little when intercepted, and a slow browser still arrives. */
    private const SECONDS = 60;

    /**
     * @param \Order|null $order none from the menu's "Support"
     * @param array<string, string> $links into the back office, made by its router
     */
    public static function token(?\Order $order, array $links): string
    {
        return self::signed(self::claims($order, $links), Settings::secrets()[0]);
    }

    /**
     * @param array<string, string> $links
     *
     * @return array<string, mixed>
     */
    private static function claims(?\Order $order, array $links): array
    {
        $context = \Context::getContext();
        $now = time();
        $claims = [
            'iss' => Settings::shopId(),
            'aud' => Settings::serviceUrl(),
            'iat' => $now,
            'exp' => $now + self::SECONDS,
            'jti' => bin2hex(random_bytes(16)),
            'shop' => self::shop($order === null ? (int) $context->shop->id : (int) $order->id_shop),
            'employee' => self::employee($context->employee),
            'language' => (string) $context->language->iso_code,
            'links' => (object) $links,
        ];
        if ($order !== null) {
            $claims['order'] = self::order($order);
        }

        return $claims;
    }

    /** @return array<string, int|string> */
    private static function shop(int $shopId): array
    {
        $shop = new \Shop($shopId);

        return ['id' => $shopId, 'url' => rtrim((string) $shop->getBaseURL(true), '/'), 'version' => _PS_VERSION_];
    }

    /** @return array<string, int|string> */
    private static function order(\Order $order): array
    {
        return [
            'id' => (int) $order->id,
            'reference' => (string) $order->reference,
            'customer' => (int) $order->id_customer,
            'currency' => (string) (new \Currency((int) $order->id_currency))->iso_code,
        ];
    }

    /** @return array<string, mixed> */
    private static function employee(\Employee $employee): array
    {
        $rights = \Profile::getProfileAccess((int) $employee->id_profile, (int) \Tab::getIdFromClassName('AdminOrders'));
        $orders = [];
        foreach (['view', 'add', 'edit', 'delete'] as $right) {
            $orders[$right] = (bool) ($rights[$right] ?? false);
        }

        return [
            'id' => (int) $employee->id,
            'firstname' => (string) $employee->firstname,
            'lastname' => (string) $employee->lastname,
            'email' => (string) $employee->email,
            'profile' => (int) $employee->id_profile,
            'superadmin' => (bool) $employee->isSuperAdmin(),
            'orders' => $orders,
        ];
    }

    /**
     * A JWT, HS256.
     *
     * @param array<string, mixed> $claims
     */
    private static function signed(array $claims, string $secret): string
    {
        $pieces = [];
        foreach ([['alg' => 'HS256', 'typ' => 'JWT'], $claims] as $part) {
            $pieces[] = self::base64url((string) json_encode($part, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE));
        }
        $text = implode('.', $pieces);

        return $text . '.' . self::base64url(hash_hmac('sha256', $text, $secret, true));
    }

    private static function base64url(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
