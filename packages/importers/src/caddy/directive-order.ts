import type { CaddyLine } from './parse-caddyfile.ts'

/** The order in which Caddy evaluates directives, wherever they are in a block. */
const directives: readonly string[] = (
  'tracing map vars fs root log_append log_skip skip_log log_name header copy_response_headers request_body redir method rewrite uri ' +
  'try_files basicauth basic_auth forward_auth request_header encode push intercept templates invoke handle handle_path route abort ' +
  'error copy_response respond metrics reverse_proxy php_fastcgi file_server acme_server'
).split(' ')

const known: ReadonlySet<string> = new Set(directives)

/** Whether Caddy itself has the directive, including those that are not handlers. */
export function isStandard(name: string): boolean {
  return known.has(name) || others.has(name)
}

const others: ReadonlySet<string> = new Set('bind tls log handle_errors import'.split(' '))

/** Returns the order of directives with the changes of the global option `order`: `rate_limit before basicauth`. */
export function directiveOrder(options: readonly CaddyLine[]): ReadonlyMap<string, number> {
  let order = [...directives]
  for (const { name, args } of options) {
    const [directive = '', where, anchor = ''] = args
    if (name !== 'order' || directive === '') continue
    order = order.filter((each) => each !== directive)
    const at = order.indexOf(anchor)
    if (where === 'first') order.unshift(directive)
    else if (where === 'last') order.push(directive)
    else if (at >= 0) order.splice(where === 'after' ? at + 1 : at, 0, directive)
  }
  return new Map(order.map((name, index) => [name, index]))
}

/**
 * Returns directives in the order in which Caddy evaluates them: by directive; those of one directive by the length of their paths, if
 * both have exactly one, and those with a matcher before those without.
 */
export function inCaddyOrder(
  lines: readonly CaddyLine[],
  order: ReadonlyMap<string, number>,
  matchers: ReadonlyMap<string, CaddyLine>,
): readonly CaddyLine[] {
  // A directive of a plugin without `order` has no place in Caddy; it is expected to restrict access.
  const byDefault = order.get('basicauth')! - 0.5
  const ranked = lines.map((line): Ranked => {
    const place = order.get(line.name === 'handle_path' ? 'handle' : line.name) ?? byDefault
    return { line, place, ...pathOf(line, matchers) }
  })
  // WHY: Caddy's comparison is not transitive, so the result depends on its algorithm, which is an insertion sort.
  for (let from = 1; from < ranked.length; from += 1)
    for (let at = from; at > 0 && isBefore(ranked[at]!, ranked[at - 1]!); at -= 1)
      [ranked[at - 1], ranked[at]] = [ranked[at]!, ranked[at - 1]!]
  return ranked.map(({ line }) => line)
}

interface Ranked {
  readonly line: CaddyLine
  readonly place: number
  /** The path, if it is the only one. */
  readonly path: string
  readonly hasMatcher: boolean
}

function isBefore(one: Ranked, other: Ranked): boolean {
  if (one.place !== other.place) return one.place < other.place
  if (one.path !== '' && other.path !== '') {
    const isSame = one.path.replace(/\*$/, '') === other.path.replace(/\*$/, '')
    return isSame ? one.path.length < other.path.length : one.path.length > other.path.length
  }
  return one.hasMatcher && !other.hasMatcher
}

function pathOf({ args }: CaddyLine, matchers: ReadonlyMap<string, CaddyLine>): Pick<Ranked, 'path' | 'hasMatcher'> {
  const [first = ''] = args
  if (first.startsWith('/')) return { path: first, hasMatcher: true }
  const matcher = first.startsWith('@') ? matchers.get(first) : undefined
  if (matcher === undefined) return { path: '', hasMatcher: false }
  const inline = matcher.args[0] === 'path' ? matcher.args.slice(1) : []
  const inBlock = (matcher.block ?? []).flatMap((line) => (line.name === 'path' ? line.args : []))
  const paths = [...inline, ...inBlock]
  return { path: paths.length === 1 ? paths[0]! : '', hasMatcher: true }
}
