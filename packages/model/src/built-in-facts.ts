/** Facts that every request has. Policies do not declare them, and plugins cannot redefine them. */
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
