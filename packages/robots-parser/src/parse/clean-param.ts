/** Query parameters that do not change what a page shows. */
export interface CleanParam {
  readonly parameters: readonly string[]
  /** The pattern of the paths to which it applies, as written; `/` if there is none. */
  readonly path: string
}

/** Parses `p1&p2 [path]`; returns undefined if it names no parameter. O(n). */
export function parseCleanParam(value: string): CleanParam | undefined {
  const [names = '', path = '/'] = value.split(/[ \t]+/, 2)
  const parameters = names.split('&').filter((name) => name !== '')
  return parameters.length === 0 ? undefined : { parameters, path }
}
