import type { ApacheDirective } from './parse-apache.ts'
import { hasFlag } from './rewrite-condition.ts'

/**
 * Returns the first directive that compares paths or queries without regard to case; undefined if all of them distinguish it. A policy
 * compares either all paths exactly, or none.
 */
export function firstCaseless(all: readonly ApacheDirective[]): ApacheDirective | undefined {
  return all.find(({ name, args }) => {
    const [first = '', second = '', third = ''] = args
    switch (name) {
      case 'rewriterule':
        return isCaseless(first, hasFlag(third, 'NC', 'nocase'))
      case 'rewritecond':
        return /REQUEST_URI|QUERY_STRING/i.test(first) && isCaseless(second, hasFlag(third, 'NC', 'nocase'))
      case 'setenvif':
      case 'setenvifnocase':
        return /^request_uri$/i.test(first) && isCaseless(second, name === 'setenvifnocase')
      case 'location':
      case 'directory':
      case 'files':
        return first === '~' && isCaseless(second, false)
      case 'locationmatch':
      case 'directorymatch':
      case 'filesmatch':
        return isCaseless(first, false)
      case 'redirectmatch':
        return args.some((arg) => isCaseless(arg, false))
      case 'require':
      case 'if':
      case 'elseif':
      case 'setenvifexpr':
        return args.some((arg) => /(?:REQUEST_URI|QUERY_STRING)\}\s*[=!]~\s*(?:\/.*[a-z].*\/|m#.*[a-z].*#)i/i.test(arg))
      default:
        return false
    }
  })
}

/** Whether a pattern contains letters and ignores their case. */
function isCaseless(pattern: string, ignoresCase: boolean): boolean {
  return (
    (ignoresCase || pattern.includes('(?i')) && /[a-z]/i.test(pattern.replace('(?i', '').replaceAll(/\\[a-z]/gi, ''))
  )
}
