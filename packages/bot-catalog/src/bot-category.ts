/**
 * The purpose of a bot. `search`: builds an index that people search. `ai-training`: collects training data for models.
 * `ai-fetching`: reads pages for a model that answers a person's question. `seo`: informs site owners and their competitors about
 * links and ranks. `monitoring`: checks whether a site is up. `social-preview`: draws a preview of a shared link. `archive`:
 * keeps copies. `feed`: reads feeds for subscribers. `tool`: HTTP libraries, scanners and automated browsers. `advertising`:
 * examines the pages on which advertisements appear. `research`: studies the web.
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
