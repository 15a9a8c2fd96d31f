/** An operator that publishes the addresses of its bots, and the URLs of its lists. */
export interface RangeOperator {
  readonly name: string
  /** Description of the addresses, for people. */
  readonly title: string
  /** Lists to fetch and merge. */
  readonly urls: readonly string[]
  /** Hosts to which a redirect is allowed, in addition to those of `urls`. */
  readonly otherHosts?: readonly string[]
}

const google = 'https://developers.google.com/static/crawling/ipranges'

/** All known operators; each publishes its lists in the form `prefixes: [{ipv4Prefix|ipv6Prefix}]`. */
export const rangeOperators: readonly RangeOperator[] = [
  { name: 'google', title: 'Googlebot and Google’s other common crawlers', urls: [`${google}/common-crawlers.json`] },
  {
    name: 'google-special',
    title: 'AdsBot and other crawlers of single Google products',
    urls: [`${google}/special-crawlers.json`],
  },
  {
    name: 'google-user',
    title: 'Google fetchers that users trigger',
    urls: [`${google}/user-triggered-fetchers.json`, `${google}/user-triggered-fetchers-google.json`],
  },
  { name: 'bing', title: 'Bingbot', urls: ['https://www.bing.com/toolbox/bingbot.json'] },
  {
    name: 'openai',
    title: 'GPTBot, OAI-SearchBot and ChatGPT-User',
    urls: [
      'https://openai.com/gptbot.json',
      'https://openai.com/searchbot.json',
      'https://openai.com/chatgpt-user.json',
    ],
  },
  { name: 'openai-training', title: 'GPTBot', urls: ['https://openai.com/gptbot.json'] },
  { name: 'openai-search', title: 'OAI-SearchBot', urls: ['https://openai.com/searchbot.json'] },
  { name: 'openai-user', title: 'ChatGPT-User', urls: ['https://openai.com/chatgpt-user.json'] },
  {
    name: 'perplexity',
    title: 'PerplexityBot and Perplexity-User',
    urls: ['https://www.perplexity.com/perplexitybot.json', 'https://www.perplexity.com/perplexity-user.json'],
    otherHosts: ['www.perplexity.ai'],
  },
  { name: 'apple', title: 'Applebot', urls: ['https://search.developer.apple.com/applebot.json'] },
  { name: 'duckduckgo', title: 'DuckDuckBot', urls: ['https://duckduckgo.com/duckduckbot.json'] },
  { name: 'commoncrawl', title: 'CCBot', urls: ['https://index.commoncrawl.org/ccbot.json'] },
  { name: 'ahrefs', title: 'AhrefsBot', urls: ['https://api.ahrefs.com/v3/public/crawler-ip-ranges?output=json'] },
]
