/**
 * Bots of language models that read pages to answer questions, according to their operators. The source only distinguishes
 * `ai-crawler`; bots that are not listed here collect training data.
 */
export const fetchingBots: ReadonlySet<string> = new Set([
  'aisearchbot',
  'amzn-searchbot',
  'amzn-user',
  'anomura',
  'aranet-searchbot',
  'atlassian-bot',
  'azureai-searchbot',
  'bigsur.ai',
  'channel3bot',
  'chatgpt-user',
  'claude-searchbot',
  'claude-user',
  'claude-web',
  'cloudflare-autorag',
  'devin',
  'duckassistbot',
  'extecontextcrawl',
  'flyriverbot',
  'gemini-deep-research',
  'google-cloudvertexbot',
  'google-notebooklm',
  'iaskbot/',
  'iaskspider',
  'kagi-fetcher',
  'kendrabot',
  'linerbot/',
  'linkreader/',
  'linkupbot',
  'mistralai-user',
  'newsai/',
  'oai-searchbot',
  'perplexity-user',
  'perplexitybot/',
  'perplexityuser',
  'phindbot',
  'poggio-citations',
  'shapbot',
  'tavilybot',
  'zanistabot',
])

/** Bots that do both, or whose users do. */
export const bothBots: ReadonlySet<string> = new Set([
  'apifybot',
  'apifywebsitecontentcrawler',
  'crawl4ai',
  'firecrawlagent',
  'meta-externalagent/',
])
