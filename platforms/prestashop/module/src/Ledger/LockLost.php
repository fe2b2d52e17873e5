<?php
/**
 * The order's lock was not ours any more just before the act: nothing was done, and it may be tried again.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Ledger;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class LockLost extends \RuntimeException
{
}
