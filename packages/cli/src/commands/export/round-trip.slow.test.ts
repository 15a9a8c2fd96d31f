import { parseRobots } from '@tidegate/robots-parser'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gateOfFiles } from '../../testing/gate-of-files.ts'
import { exportRobots } from './export-robots.ts'

const imported = 'import robots "robots.txt" as r enforce rules\n'
const names = ['a1bot', 'bb1bot', 'bb1bot-x', 'Pinterest', '*']
const agents = ['a1bot', 'bb1bot', 'bb1bot-x', 'Pinterest', 'otherbot', 'somescraper'].map(
  (name) => `Mozilla/5.0 (compatible; ${name}/1.0; +https://a.example/)`,
)
const pattern = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', '/', 'a/', 'b/', '*', '.x', '?', '=1'), { maxLength: 5 }),
    fc.constantFrom('', '', '$'),
  )
  .map(([parts, end]) => `/${parts.join('')}${end}`)
  .filter((text) => !text.includes('//') && !/\/\.x(?:\/|$)/.test(text))
const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...names).map((name) => `User-agent: ${name}`) },
  { weight: 5, arbitrary: pattern.map((text) => `Disallow: ${text}`) },
  { weight: 3, arbitrary: pattern.map((text) => `Allow: ${text}`) },
  fc.constantFrom('Disallow:', '', 'Sitemap: https://a.example/s.xml'),
)
const file = fc.array(line, { maxLength: 16 }).map((lines) => ['User-agent: *', ...lines].join('\n'))
const path = fc
  .array(fc.constantFrom('a', 'b', 'a/', 'b/', '.x', '?', '=1'), { maxLength: 6 })
  .map((parts) => `/${parts.join('')}`)

function exported(head: string, robots: string) {
  return exportRobots(gateOfFiles({ 'site.policy': head + imported, 'robots.txt': robots }).plan.model)
}

describe('a robots.txt that is imported, exported and imported again', () => {
  test.each(['', 'paths match exactly\n'])('decides the same as before, with %j', (head) => {
    fc.assert(
      fc.property(file, fc.array(path, { minLength: 1, maxLength: 8 }), (robots, paths) => {
        const { text, omitted } = exported(head, robots)
        const before = gateOfFiles({ 'site.policy': head + imported, 'robots.txt': robots })
        const again = gateOfFiles({ 'site.policy': head + imported, 'robots.txt': text })
        const refused = (gate: typeof before) =>
          agents.flatMap((agent) =>
            paths
              .filter(
                (target) =>
                  gate.decide({
                    method: 'GET',
                    target,
                    headers: ['Host', 'a.example', 'User-Agent', agent],
                    peer: '192.0.2.1',
                  }).outcome === 'block',
              )
              .map((target) => `${agent} ${target}`),
          )
        const [one, two] = [refused(before), refused(again)]
        // What it refuses in addition is never refused; what is lost is listed.
        expect({ robots, text, more: two.filter((each) => !one.includes(each)) }).toEqual({ robots, text, more: [] })
        if (omitted.length === 0) expect({ robots, text, refused: two }).toEqual({ robots, text, refused: one })
      }),
      { numRuns: runs(15) },
    )
  })

  test('keeps `User-agent: *`', () => {
    const { text, unnamed } = exported('', 'User-agent: *\nDisallow: /private/\n')
    expect(text).toMatch(/^User-agent: \*\nDisallow: \/private\$\nDisallow: \/private\/\n/)
    expect(parseRobots(text).isAllowed('PetalBot', '/private/x')).toBe(false)
    expect(unnamed).toEqual([])
  })

  test('keeps a crawler out of `*` that the file names and allows', () => {
    const { text } = exported('', 'User-agent: *\nDisallow: /\n\nUser-agent: Pinterest\nDisallow:\n')
    expect([parseRobots(text).isAllowed('Pinterest', '/x'), parseRobots(text).isAllowed('x', '/x')]).toEqual([
      true,
      false,
    ])
  })

  test('keeps patterns with wildcards', () => {
    const lost = ['/*/x/', '/*.php$', '/b*c', '/q?a=1', '/w/*/z/', '*secret'].filter(
      (disallow) => exported('paths match exactly\n', `User-agent: *\nDisallow: ${disallow}\n`).text === '',
    )
    expect(lost).toEqual([])
  })
})
