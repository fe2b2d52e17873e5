<?php
/**
 * The back office's kernel, booted once in a request that came in by the shop's front.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Boot
{
    public static function core(): Core
    {
        return self::kernel()->getContainer()->get(Core::SERVICE);
    }

    /** @return object the kernel that knows the back office's commands */
    private static function kernel()
    {
        global $kernel;
        if (!$kernel instanceof \AppKernel || (class_exists('FrontKernel') && $kernel instanceof \FrontKernel)) {
            $kernel = self::made();
            $kernel->boot();
        }

        return $kernel;
    }

    private static function made()
    {
        $environment = defined('_PS_ENV_') ? _PS_ENV_ : (_PS_MODE_DEV_ ? 'dev' : 'prod');
        // PrestaShop 8 has one kernel, PrestaShop 9 one for each side.
        $class = class_exists('AdminKernel') ? 'AdminKernel' : 'AppKernel';

        return new $class($environment, _PS_MODE_DEV_);
    }
}
