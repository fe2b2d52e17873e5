<?php
/**
 * One call as it came in: its action, its body, and the proof that the service sent it.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Install\Tables;
use Comptoir\Reading\Sql;
use Comptoir\Settings;
use Comptoir\Signature;

final class Call
{
    private const MOST_BYTES = 65536;
    /** One call in so many also forgets nonces that are past their time. */
    private const SWEEP = 50;

    /** @var string */
    public $action;
    /** @var string the body's bytes */
    public $body;
    /** @var string */
    public $nonce;
    /** @var string the secret that signed it, '' until verified */
    public $secret = '';

    /** @throws Refusal */
    public static function received(): self
    {
        if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'POST') {
            throw new Refusal('post_only');
        }
        $call = new self();
        $call->body = (string) file_get_contents('php://input', false, null, 0, self::MOST_BYTES + 1);
        if (strlen($call->body) > self::MOST_BYTES) {
            throw new Refusal('too_large');
        }
        $call->action = is_string($_GET['action'] ?? null) ? $_GET['action'] : '';
        $call->nonce = self::header('NONCE');

        return $call;
    }

    /** @throws Refusal unauthorized, whatever was wrong */
    public function verify(int $shop): void
    {
        $claimed = [
            'shop' => self::header('SHOP'),
            'timestamp' => self::header('TIMESTAMP'),
            'nonce' => $this->nonce,
            'signature' => self::header('SIGNATURE'),
        ];
        $path = '/comptoir/v1/' . $this->action;
        // Also the secret of a pairing that is being tried: the service calls back before it is kept.
        $secrets = Settings::secretsFor($claimed['shop'], $this->action);
        $secret = Signature::secretOf($secrets, $claimed['shop'], $path, $claimed, $this->body, time());
        if ($secret === '' || !$this->isNew($shop)) {
            throw new Refusal('unauthorized');
        }
        $this->secret = $secret;
    }

    private function isNew(int $shop): bool
    {
        $table = Tables::NONCES;
        if (random_int(1, self::SWEEP) === 1) {
            Sql::run("DELETE FROM $table WHERE `seen_at` < " . (time() - Signature::MEMORY));
        }
        Sql::run("INSERT IGNORE INTO $table (`id_shop`, `nonce`, `seen_at`) VALUES ($shop, " . Sql::quoted($this->nonce) . ', ' . time() . ')');

        return \Db::getInstance()->Affected_Rows() === 1;
    }

    private static function header(string $name): string
    {
        $written = $_SERVER['HTTP_COMPTOIR_' . $name] ?? '';

        return is_string($written) ? $written : '';
    }
}
