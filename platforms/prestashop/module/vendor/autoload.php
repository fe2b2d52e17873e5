<?php
/**
 * The autoloader: `Comptoir\A\B` is kept in `src/A/B.php`. No library is bundled.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
spl_autoload_register(static function (string $class): void {
    $prefix = 'Comptoir\\';
    if (strncmp($class, $prefix, strlen($prefix)) !== 0) {
        return;
    }
    $file = dirname(__DIR__) . '/src/' . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
    if (is_file($file)) {
        require_once $file;
    }
});
