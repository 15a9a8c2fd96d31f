import { sizeUpTo } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { imported, paths } from '../testing/imported-apache.ts'

describe('an Apache configuration', () => {
  it('may have thousands of lines', () => {
    const count = sizeUpTo(8_000, 1 / 16)
    const lines = (line: (index: number) => string): string =>
      Array.from({ length: count }, (_, index) => line(index)).join('\n')
    const spam = `${lines((index) => `SetEnvIfNoCase Referer spam${index}\\.example spam`)}\nDeny from env=spam`
    const agents = `RewriteEngine On\n${lines((index) => `RewriteCond %{HTTP_USER_AGENT} robot${index}x [NC,OR]`)}\nRewriteCond %{HTTP_USER_AGENT} last\nRewriteRule ^ - [F]`
    const sections = lines((index) => `<Location /a/${index}/x>\nRequire ip 10.0.0.${index % 256}\n</Location>`)
    const files = lines((index) => `<Files f${index}.php>\nRequire all denied\n</Files>`)
    const last = count - 1
    expect(imported(spam, [{ headers: ['Referer', `http://spam${last}.example/`] }, {}]).outcomes).toEqual([
      '403',
      'pass',
    ])
    expect(imported(agents, [{ agent: `Robot${last}x` }, { agent: 'robot' }]).outcomes).toEqual(['403', 'pass'])
    expect(imported(sections, paths(`/a/${last}/x`, '/b'), { file: 'x.conf' }).outcomes).toEqual(['403', 'pass'])
    expect(imported(files, paths(`/a/f${last}.php/x`, `/f${last}.php`, '/f.php')).outcomes).toEqual([
      '403',
      '403',
      'pass',
    ])
  })
})
