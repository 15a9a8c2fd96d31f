import { describe, expect, it } from 'vitest'
import { readPolicyFiles } from '../../testing/files-host.ts'
import { checkPolicy } from '../check-policy.ts'

const sets = 'list bad = 198.51.100.0/24\nlist office = 192.0.2.0/24\n'

/** The targets of redirects that are reported as circles. */
function circlesIn(text: string): readonly string[] {
  const { root, host } = readPolicyFiles(sets + text)
  const { diagnostics } = checkPolicy(root, host)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return diagnostics.flatMap(({ code, message }) => (code === 'TG460' ? [message.split('`')[1] ?? ''] : []))
}

describe('redirects in a circle', () => {
  it.each([
    ['block path in /old/** reply 302 to "/old/new"', true],
    ['block path in /sorry reply 302 to "/sorry"', false],
    ['block anyone reply 302 to "/"', true],
  ])('%s: a fix only if the rule still has an effect after it', (text, isFixed) => {
    const { root, host } = readPolicyFiles(text)
    const found = checkPolicy(root, host).diagnostics.find(({ code }) => code === 'TG460')
    expect(found?.help).toBeDefined()
    expect(found?.fix !== undefined).toBe(isFixed)
  })

  it.each([
    ['block path in /** reply 302 to "/sorry"', '/sorry'],
    ['block ip in bad reply 302 to "/sorry?why=address" unless path in /banned', '/sorry?why=address'],
    ['allow only ip in office when path in /admin/** reply 303 to "/admin/login"', '/admin/login'],
    ['limit 5 per minute per ip reply 302 to "/slow"', '/slow'],
    ['block method == "POST" reply 307 to "/form"', '/form'],
    ['block method in GET, HEAD reply 302 to "/"', '/'],
    [
      'where host == "a.example" { block anyone during sat reply 302 to "https://a.example/closed" }',
      'https://a.example/closed',
    ],
    ['block query("debug") == "1" reply 302 to "/?debug=1"', '/?debug=1'],
    ['block query("ref") is present reply 302 to "/?ref={reference}"', '/?ref={reference}'],
    ['block path in /SORRY reply 302 to "/sorry/"', '/sorry/'],
    ['block cookie("a") is absent reply 302 to "/set"', '/set'],
  ])('%s', (text, target) => {
    expect(circlesIn(text)).toEqual([target])
  })

  it.each([
    'block path in /old/** reply 302 to "/new"',
    'block ip in bad reply 302 to "https://example.com/"',
    'block ip in bad unless path in /sorry reply 302 to "/sorry?a=1"',
    'block method == "POST" when path in /form reply 303 to "/form"',
    'limit 5 per minute per ip when path in /search reply 302 to "/slow"',
    'where host == "b.example" { block path in /x/** reply 302 to "https://a.example/x/a" }',
    'shadow block anyone reply 302 to "/sorry"',
    'block query("debug") == "2" reply 302 to "/?debug=1"',
    'block path in /sorry/** reply 302 to "/sorry/x" unless path in /sorry/x',
  ])('not in %s', (text) => {
    expect(circlesIn(text)).toEqual([])
  })

  it('has a fix that ends it', () => {
    const { root, host } = readPolicyFiles('block anyone reply 302 to "/sorry"')
    const [edit] = checkPolicy(root, host).diagnostics.flatMap(({ fix }) => fix?.edits ?? [])
    const fixed = `${root.text.slice(0, edit?.span.start)}${edit?.text}${root.text.slice(edit?.span.end)}`
    expect(fixed).toBe('block anyone reply 302 to "/sorry" unless path in /sorry')
    expect(circlesIn(fixed)).toEqual([])
  })
})
