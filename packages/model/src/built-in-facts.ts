/** Facts that every request has: no policy declares them, and no plugin gives them another meaning. */
export const builtInFacts: readonly string[] = [
  'ip',
  'peer',
  'method',
  'host',
  'path',
  'target',
  'agent',
  'header',
  'query',
  'cookie',
  'bot',
  'user',
  'now',
]
