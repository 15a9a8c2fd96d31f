/**
 * Clients that are bots regardless of their name. `called`: tokens of clients that call themselves one, at an end of the word that
 * devices do not have (`XBot_Senior`, `BOTECH` and `M bot 54` are people's). `plain`: tokens of clients without the words of
 * browsers and systems (`without`), where any part of the name suffices. `except` lists people's devices and apps.
 */
export const genericBots: {
  readonly called: readonly string[]
  readonly plain: readonly string[]
  readonly without: readonly string[]
  readonly except: readonly string[]
} = {
  called: [
    'bot/',
    'bot;',
    'bot)',
    'bot+',
    'bot@',
    'bot.',
    'bot-',
    'bot (',
    'spider/',
    'spider;',
    'spider)',
    'spider@',
    'crawl',
    'slurp',
    'scraper',
    'archiver',
    'fetcher',
    '+http',
  ],
  plain: ['bot', 'spider'],
  without: ['mozilla/', 'opera/', 'android', 'linux', 'windows', 'iphone', 'ipad', 'mac os', 'webos', 'roku', 'dalvik'],
  // Phones of Cubot, and the television app Fubo.
  except: ['cubot', 'fubo'],
}
