<?php
/**
 * Signs and verifies for the Python side: one JSON list of questions on standard input, one of answers out.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

define('_PS_VERSION_', 'none');
require dirname(__DIR__, 2) . '/platforms/prestashop/module/vendor/autoload.php';

use Comptoir\Signature;

$answers = [];
foreach (json_decode((string) stream_get_contents(STDIN), true, 32, JSON_THROW_ON_ERROR) as $one) {
    switch ($one['do']) {
        case 'call':
            $answers[] = Signature::ofCall($one['secret'], $one['method'], $one['path'], $one['shop'], $one['timestamp'], $one['nonce'], $one['body']);
            break;
        case 'answer':
            $answers[] = Signature::ofAnswer($one['secret'], $one['status'], $one['nonce'], $one['body']);
            break;
        default:
            $answers[] = Signature::secretOf($one['secrets'], $one['shop'], $one['path'], $one['claimed'], $one['body'], $one['now']);
    }
}
echo json_encode($answers, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
