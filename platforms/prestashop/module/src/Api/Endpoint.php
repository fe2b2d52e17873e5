<?php
/**
 * One call in, one JSON answer out: whatever PHP, a module or core does in between.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

use Comptoir\Notices\Sender;
use Comptoir\Signature;

final class Endpoint
{
    /** @var int */
    private $shop;
    /** @var Call|null */
    private $call;
    /** @var bool */
    private $isAnswered = false;

    public function __construct(int $shop)
    {
        $this->shop = $shop;
    }

    /** Answers, and never throws. */
    public function serve(): void
    {
        ob_start();
        ignore_user_abort(true);
        @ini_set('display_errors', '0');
        // A module that exits, or memory that ends: the caller still gets an answer that can be read.
        register_shutdown_function(function (): void {
            $this->send((new Refusal('fault'))->answer());
        });
        try {
            $this->send($this->answer());
        } catch (Refusal $refusal) {
            $this->send($refusal->answer());
        } catch (\Throwable $fault) {
            $this->note($fault);
            $this->send((new Refusal('fault'))->answer());
        }
    }

    private function answer(): Answer
    {
        $call = Call::received();
        $call->verify($this->shop);
        $this->call = $call;
        // The service is up, it just called: what could not be told it before goes out after this answer.
        Sender::afterResponse();
        $actions = new Actions($this->shop);

        return $actions->answer($call->action, Body::read($call->body));
    }

    private function send(Answer $answer): void
    {
        if ($this->isAnswered) {
            return;
        }
        $this->isAnswered = true;
        while (ob_get_level() > 0 && @ob_end_clean()) {
            continue;
        }
        $json = $answer->json();
        header_remove();
        http_response_code($answer->status);
        header('Content-Type: application/json');
        header('Cache-Control: no-store');
        header('X-Content-Type-Options: nosniff');
        if ($this->call !== null) {
            header('Comptoir-Signature: ' . Signature::ofAnswer($this->call->secret, $answer->status, $this->call->nonce, $json));
        }
        header('Content-Length: ' . strlen($json));
        echo $json;
        flush();
    }

    /** Class and place only: a message may hold a customer's name or a query's values. */
    private function note(\Throwable $fault): void
    {
        error_log(sprintf('comptoir: %s in %s:%d', get_class($fault), $fault->getFile(), $fault->getLine()));
    }
}
