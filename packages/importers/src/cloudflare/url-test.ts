import { both, type Expression, isTrue, unknown } from '../draft/expression.ts'
import type { TextTests } from '../draft/text-tests.ts'

/** Returns the test of a URL with `*` for any text, such as `*.example.com/admin*`. */
export function urlTest(url: string, tests: TextTests): Expression {
  const [, host = '', path = ''] = /^(?:\*?(?:https?)?:\/\/)?([^/]*)(\/.*)?$/s.exec(url) ?? []
  if (host === '') return unknown(`the URL ${url} has no equivalent`)
  const hostTest = host === '*' ? isTrue : tests.regex({ kind: 'host' }, regexOf(host.replace(/:\d+$/, '')), true)
  if (path === '' || path === '/*') return hostTest
  return both(hostTest, tests.regex({ kind: 'path' }, regexOf(path), false))
}

function regexOf(text: string): string {
  return `^${text
    .split('*')
    .map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`))
    .join('.*')}$`
}
