import { always, anyOf, type Condition, conditionText, never, pathIn } from '../draft/condition.ts'
import { readPathRegex } from '../draft/path-patterns.ts'
import { conditionOfTests, pathCondition } from './apache-test.ts'
import { prefixPatterns } from './file-sections.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { type ApacheReading, shown } from './reading.ts'

const statuses: Readonly<Record<string, number>> = { permanent: 301, temp: 302, seeother: 303, gone: 410 }

/** Writes `Redirect` and `RedirectMatch` directives that refuse requests, except those that an earlier redirect answers. */
export function writeRedirects(
  directives: readonly ApacheDirective[],
  hasAccessRules: () => boolean,
  reading: ApacheReading,
): void {
  const earlier: Condition[] = []
  const all = directives.filter(({ name }) => /^redirect(?:match|permanent|temp)?$/.test(name))
  const last = all.findLastIndex((directive) => statusOf(directive) >= 400)
  for (const [index, directive] of all.entries()) {
    const status = statusOf(directive)
    if (statusOf(directive) < 400 && hasAccessRules())
      reading.note(directive, `${shown(directive)}: where httpd redirects, rules about access may refuse here`)
    if (index > last) continue
    const where = whereOf(directive, reading)
    if (where === undefined)
      reading.note(directive, `${shown(directive)} is not imported: it needs a path that begins with a slash`)
    else if (status < 400) earlier.push(where)
    else if (where.kind !== 'never') {
      const spared = anyOf(earlier)
      const unless = spared.kind === 'never' ? '' : ` unless ${conditionText(spared)}`
      if (spared.kind !== 'always')
        reading.draft.rule(`block ${conditionText(where)}${unless}${status === 403 ? '' : `  reply ${status}`}`)
    }
  }
}

/** Whether a directive is a redirect that refuses requests. */
export function isRefusingRedirect(directive: ApacheDirective): boolean {
  return /^redirect(?:match)?$/.test(directive.name) && statusOf(directive) >= 400
}

function statusOf({ name, args }: ApacheDirective): number {
  const [first = ''] = args
  if (name === 'redirectpermanent') return 301
  const given = Object.hasOwn(statuses, first.toLowerCase()) ? statuses[first.toLowerCase()]! : Number(first)
  return /^\d{3}$/.test(String(given)) ? given : 302
}

function whereOf(directive: ApacheDirective, reading: ApacheReading): Condition | undefined {
  const { name, args } = directive
  const isStatus = name === 'redirect' || name === 'redirectmatch'
  const hasStatus =
    isStatus && (/^\d{3}$/.test(args[0] ?? '') || Object.hasOwn(statuses, (args[0] ?? '').toLowerCase()))
  const [path, url] = hasStatus ? args.slice(1) : args
  // In `<Location>` only the status, or only the target, may be given.
  if (path === undefined || (url === undefined && statusOf(directive) < 400)) return always
  if (name === 'redirectmatch')
    return conditionOfTests(
      [pathCondition(readPathRegex(path), directive, shown(directive), reading)],
      'agents',
      directive,
      reading,
    )
  if (!path.startsWith('/')) return undefined
  const patterns = prefixPatterns(path, reading.exactPaths)
  return patterns === undefined ? never : pathIn(patterns)
}
