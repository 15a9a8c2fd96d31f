/** Query parameters that do not change what a page shows. */
export interface CleanParam {
  readonly parameters: readonly string[]
  /** Pattern of the paths that it holds for, as written; `/` when none is given. */
  readonly path: string
}

/** What `p1&p2 [path]` says; undefined when it names no parameter. O(n). */
export function parseCleanParam(value: string): CleanParam | undefined {
  const [names = '', path = '/'] = value.split(/[ \t]+/, 2)
  const parameters = names.split('&').filter((name) => name !== '')
  return parameters.length === 0 ? undefined : { parameters, path }
}
