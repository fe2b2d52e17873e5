<?php
/**
 * A refusal by name: the module or the shop did nothing, and says why.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

namespace Comptoir\Api;

if (!defined('_PS_VERSION_')) {
    exit;
}

final class Refusal extends \RuntimeException
{
    private const STATUS = [
        'bad_request' => 400,
        'unauthorized' => 401,
        'employee_refused' => 403,
        'refunds_off' => 403,
        'cancellations_off' => 403,
        'unknown_order' => 404,
        'unknown_action' => 404,
        'unknown_image' => 404,
        'post_only' => 405,
        'moved' => 409,
        'busy' => 409,
        'key_reused' => 409,
        'voided' => 409,
        'unclear' => 409,
        'too_large' => 413,
        'fault' => 500,
    ];
    /** Every other name is about what was asked: its form is right, its content cannot be. */
    private const OTHER = 422;

    /** @var array what the name alone does not say, e.g. line and most */
    private $facts;

    public function __construct(string $name, array $facts = [])
    {
        parent::__construct($name);
        $this->facts = $facts;
    }

    public function isRetryable(): bool
    {
        return $this->getMessage() === 'busy';
    }

    public function answer(): Answer
    {
        $error = ['name' => $this->getMessage(), 'retryable' => $this->isRetryable()] + $this->facts;

        return new Answer(self::STATUS[$this->getMessage()] ?? self::OTHER, ['ok' => false, 'error' => $error]);
    }
}
