/** The values for missing `restrict-ip:` directives. */
export interface RestrictIpDefaults {
  /** Substrings of the User-Agent header, in lower case. */
  readonly allowedBots: readonly string[]
  readonly badBots: readonly string[]
  /** Requests per minute per address. */
  readonly rateLimit: number
  /** Requests per minute per address, for allowed bots in peak hours. */
  readonly botPeakRateLimit: number
  /** Half-open: it includes 04:00:00 and excludes 17:00:00. */
  readonly peak: { readonly from: string; readonly to: string; readonly zone: 'UTC' }
  /** Path patterns that are never limited and on which no bot is refused. */
  readonly staticPaths: readonly string[]
}

/** The documented defaults of the `restrict-ip:` directives. */
export const restrictIpDefaults: RestrictIpDefaults = {
  allowedBots: ['googlebot', 'bingbot', 'facebookexternalhit', 'keycdn', 'meta-externalagent'],
  badBots: [
    'spider',
    'crawler',
    'scrapy',
    'ahrefsbot',
    'bytespider',
    'mj12bot',
    'amazonbot',
    'dotbot',
    'claudebot',
    'semrushbot',
    'petalbot',
  ],
  rateLimit: 200,
  botPeakRateLimit: 5,
  peak: { from: '04:00', to: '17:00', zone: 'UTC' },
  staticPaths: ['/web/static/**', '/web/assets/**'],
}
