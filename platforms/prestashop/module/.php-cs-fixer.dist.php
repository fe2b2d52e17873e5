<?php
/**
 * PrestaShop's coding standard for modules, as its own tools set it; header-stamp's place for the header.
 *
 * @author Comptoir
 * @license https://opensource.org/license/mit MIT
 */
return (new PhpCsFixer\Config('PrestaShop'))
    ->setRiskyAllowed(true)
    ->setUsingCache(false)
    ->setUnsupportedPhpVersionAllowed(true)
    ->setRules([
        '@Symfony' => true,
        'blank_line_after_opening_tag' => false,
        'cast_spaces' => ['space' => 'single'],
        'concat_space' => ['spacing' => 'one'],
        'error_suppression' => [
            'mute_deprecation_error' => false,
            'noise_remaining_usages' => false,
            'noise_remaining_usages_exclude' => [],
        ],
        'function_to_constant' => false,
        'modifier_keywords' => ['elements' => ['property', 'method']],
        'no_alias_functions' => false,
        'no_superfluous_phpdoc_tags' => false,
        'non_printable_character' => true,
        'phpdoc_align' => ['align' => 'left'],
        'phpdoc_summary' => false,
        'protected_to_private' => false,
        'psr_autoloading' => false,
        'self_accessor' => false,
        'yoda_style' => false,
    ])
    ->setFinder(PhpCsFixer\Finder::create()->in(__DIR__)->ignoreDotFiles(false));
