<?php
/**
 * Runs every test of this folder without PrestaShop: php tests/php/run.php. Exits 1 when one fails, or none ran.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    throw new ErrorException($message, 0, $level, $file, $line);
});
define('_PS_VERSION_', 'none');
require dirname(__DIR__, 2) . '/platforms/prestashop/module/vendor/autoload.php';
require_once __DIR__ . '/Checks.php';
foreach (glob(__DIR__ . '/{Ledgers,Shops,*Test}.php', GLOB_BRACE) as $file) {
    require_once $file;
}

$passed = 0;
$failed = [];
foreach (get_declared_classes() as $class) {
    if (!is_subclass_of($class, Checks::class)) {
        continue;
    }
    foreach (get_class_methods($class) as $method) {
        if (strncmp($method, 'test', 4) !== 0) {
            continue;
        }
        $before = Checks::$made;
        try {
            (new $class())->$method();
            if (Checks::$made === $before) {
                throw new LogicException('checked nothing');
            }
            ++$passed;
        } catch (Throwable $fault) {
            $failed[] = "$class::$method: " . $fault->getMessage() . ' (' . basename($fault->getFile()) . ':' . $fault->getLine() . ')';
        }
    }
}
echo implode("\n", $failed), $failed ? "\n" : '';
printf("%d passed, %d failed, %d checks, PHP %s\n", $passed, count($failed), Checks::$made, PHP_VERSION);
exit($failed || $passed === 0 ? 1 : 0);
