/**
 * What a bot is for. `search`: builds an index that people search. `ai-training`: collects what models are trained with.
 * `ai-fetching`: reads pages to answer somebody's question with a model. `seo`: tells site owners and their rivals about
 * links and ranks. `monitoring`: looks whether a site is up. `social-preview`: draws a preview of a shared link. `archive`:
 * keeps copies. `feed`: reads feeds for subscribers. `tool`: HTTP libraries, scanners and automated browsers. `advertising`:
 * looks at the pages on which advertisements stand. `research`: studies the web.
 */
export type BotCategory =
  | 'search'
  | 'ai-training'
  | 'ai-fetching'
  | 'seo'
  | 'monitoring'
  | 'social-preview'
  | 'archive'
  | 'feed'
  | 'tool'
  | 'advertising'
  | 'research'

/** All categories, in the order in which they are shown. */
export const botCategories: readonly BotCategory[] = [
  'search',
  'ai-training',
  'ai-fetching',
  'seo',
  'monitoring',
  'social-preview',
  'archive',
  'feed',
  'tool',
  'advertising',
  'research',
]
