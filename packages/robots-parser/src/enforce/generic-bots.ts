/** Words of devices that people use, which are not in `ends`. */
const devices = [
  'android',
  'tizen',
  'web0s',
  'webos',
  'hbbtv',
  'smart-tv',
  'smarttv',
  'symbian',
  'midp',
  'kaios',
  'playstation',
]

/** Phones of Cubot, and the television app Fubo. */
const except: readonly string[] = ['cubot', 'fubo']

/** User-Agents that contain one of the tokens and none of the exceptions. */
export interface GenericBots {
  /** The name of the set in a policy. */
  readonly name: string
  readonly tokens: readonly string[]
  readonly except: readonly string[]
}

/**
 * Clients that are bots regardless of their name. Devices and apps have such words in their names too: `XBot_Senior`, `BOTECH`, `M bot 54`.
 * So `called` has the ends of names that no device has; `ends` has those with which the name of a device may end, on systems of
 * computers only; and `plain` has any part of a name, of clients without any word of browsers and systems.
 */
export const genericBots: readonly GenericBots[] = [
  {
    name: 'generic',
    tokens: [
      'bot/',
      'bot+',
      'bot@',
      'bot.',
      'spider/',
      'spider@',
      'crawl',
      'slurp',
      'scraper',
      'archiver',
      'fetcher',
      '+http',
    ],
    except,
  },
  {
    name: 'generic_ends',
    tokens: ['bot)', 'bot;', 'bot-', 'bot (', 'spider)', 'spider;'],
    except: [...devices, ...except],
  },
  {
    name: 'generic_plain',
    tokens: ['bot', 'spider'],
    except: [
      'mozilla/',
      'opera/',
      'linux',
      'windows',
      'iphone',
      'ipad',
      'mac os',
      'roku',
      'dalvik',
      ...devices,
      ...except,
    ],
  },
]
