import { copyString } from './copy-string.ts'

/** Kind of client that an agent claims to be; `nameless` clients send no User-Agent. */
export type AgentKind = 'monitor' | 'search' | 'ai' | 'seo' | 'tool' | 'bot' | 'person' | 'nameless'

/** The kind of an agent, and the token that names the agent. */
export interface AgentName {
  readonly kind: AgentKind
  /** Token in lower case; absent for people and for agents without a name. */
  readonly token?: string
}

/** The number of characters of an agent that are looked at. */
const maxLength = 512

const known: readonly (readonly [AgentKind, readonly string[]])[] = [
  [
    // Health checks of balancers and orchestrators, and uptime monitors.
    'monitor',
    [
      'elb-healthchecker',
      'amazon-route53-health-check-service',
      'googlehc',
      'googlestackdrivermonitoring',
      'kube-probe',
      'health probe',
      'azure traffic manager endpoint monitor',
      'cloudflare-healthchecks',
      'cloudflare-traffic-manager',
      'fastly-healthcheck',
      'consul health check',
      'haproxy/healthcheck',
      'docker-healthcheck',
      'blackbox exporter',
      'blackbox-exporter',
      'prometheus/',
      'zabbix',
      'check_http/',
      'nagios',
      'icinga',
      'uptimerobot',
      'uptime-kuma',
      'better uptime',
      'better stack',
      'betteruptime',
      'pingdom',
      'statuscake',
      'site24x7',
      'updown.io',
      'checkly',
      'datadogsynthetics',
      'datadog/synthetics',
      'newrelicpinger',
      'freshping',
      'hetrixtools',
      'gatus/',
      'monit/',
      'upptime',
      'oh dear',
      'cron-job.org',
      'healthchecks.io',
    ],
  ],
  [
    'search',
    [
      'googlebot',
      'bingbot',
      'duckduckbot',
      'yandexbot',
      'baiduspider',
      'applebot',
      'slurp',
      'qwantbot',
      'seznambot',
      'facebookexternalhit',
      'twitterbot',
      'linkedinbot',
      'telegrambot',
      'petalbot',
    ],
  ],
  [
    'ai',
    [
      'gptbot',
      'chatgpt-user',
      'oai-searchbot',
      'claudebot',
      'claude-user',
      'anthropic-ai',
      'ccbot',
      'bytespider',
      'perplexitybot',
      'meta-externalagent',
      'amazonbot',
      'google-extended',
      'cohere-ai',
      'diffbot',
      'timpibot',
      'imagesiftbot',
      'omgili',
    ],
  ],
  [
    'seo',
    [
      'ahrefsbot',
      'semrushbot',
      'mj12bot',
      'dotbot',
      'rogerbot',
      'blexbot',
      'dataforseobot',
      'serpstatbot',
      'barkrowler',
      'megaindex',
      'seokicks',
    ],
  ],
  [
    'tool',
    [
      'python-requests',
      'python-urllib',
      'aiohttp',
      'httpx',
      'scrapy',
      'curl',
      'wget',
      'go-http-client',
      'okhttp',
      'java/',
      'apache-httpclient',
      'libwww-perl',
      'guzzle',
      'axios',
      'node-fetch',
      'undici',
      'colly',
      'headlesschrome',
      'phantomjs',
      'zgrab',
      'masscan',
      'nuclei',
      'nikto',
      'sqlmap',
    ],
  ],
]

const botLike =
  /[a-z0-9][a-z0-9._-]*(?:bot|crawler|spider|scraper|archiver|monitor)(?![a-z])|(?:bot|crawler|spider|scraper)[a-z0-9_-]*/

/** Returns what an agent claims to be, judged by a known token or else by a word that ends in `bot` or similar. */
export function nameAgent(agent: string | undefined): AgentName {
  if (agent === undefined || agent === '' || agent === '-') return { kind: 'nameless' }
  const lower = agent.slice(0, maxLength).toLowerCase()
  for (const [kind, tokens] of known) {
    const token = tokens.find((each) => lower.includes(each))
    if (token !== undefined) return { kind, token }
  }
  const token = botLike.exec(lower)?.[0]
  return token === undefined || token.length < 3
    ? { kind: 'person' }
    : { kind: 'bot', token: copyString(token.slice(0, 64), 64) }
}

const maxRemembered = 10_000

/**
 * Creates a `nameAgent` that remembers the last ten thousand agents, because most requests of a log have one of a few agents, and naming one takes a
 * hundred searches. It keeps copies of them, so that no chunk of the log stays in memory.
 */
export function createAgentNamer(): (agent: string | undefined) => AgentName {
  let remembered = new Map<string, AgentName>()
  return (agent) => {
    if (agent === undefined || agent.length > maxLength) return nameAgent(agent)
    const known = remembered.get(agent)
    if (known !== undefined) return known
    if (remembered.size >= maxRemembered) remembered = new Map()
    const own = copyString(agent, maxLength)
    const name = nameAgent(own)
    remembered.set(own, name)
    return name
  }
}
