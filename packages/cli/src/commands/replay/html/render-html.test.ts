import { describe, expect, it } from 'vitest'
import { generateLog } from '@tidegate/access-logs/testing'
import { replayText } from '../../../testing/replay-text.ts'
import { renderHtml } from './render-html.ts'

const policy = `
policy "<b>site</b>"
bots scrapers = ahrefsbot, semrushbot
block bot in scrapers  as "<i>scraper</i>"
limit 20 per minute per ip  as "visitors & guests"
shadow block path starts with "/wp"
block ip in 192.0.2.0/24`

const hostile =
  '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET /<script>alert(1)</script>?\\x22\'&<img\u00a0src=x> HTTP/1.1" 200 5 "-" "AhrefsBot \\"><script>alert(1)</script>\\x1b[31m\u00e2\u0080\u00ae"\n'

async function page(log: string, against?: string): Promise<string> {
  return renderHtml(
    await replayText({ policy, logs: { '<access>.log': log }, ...(against !== undefined && { against }) }),
  )
}

/** Returns names of elements that are opened but not closed, or closed but not opened. */
function unbalanced(html: string): readonly string[] {
  const open: string[] = []
  const wrong: string[] = []
  const isVoid = (name: string, tag: string): boolean => ['meta', '!doctype'].includes(name) || tag.endsWith('/>')
  for (const [tag, close, name = ''] of html
    .replace(/<style>[^]*?<\/style>/, '')
    .matchAll(/<(\/?)([a-z!][a-z0-9]*)(?:"[^"]*"|[^">])*>/gi)) {
    const lower = name.toLowerCase()
    if (isVoid(lower, tag)) continue
    if (close === '') open.push(lower)
    else if (open.pop() !== lower) wrong.push(lower)
  }
  return [...open, ...wrong]
}

describe('renderHtml', () => {
  it('writes one page without scripts and without requests to other servers', async () => {
    const html = await page([...generateLog({ lines: 5_000, hours: 2 })].join(''), policy.replace('20 per', '5 per'))
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|url\(|@import|src=/i)
    expect(html).toContain("default-src 'none'")
    expect(unbalanced(html)).toEqual([])
    for (const section of [
      'What the policy would have done',
      'Against old.policy',
      'Over time',
      'Rules',
      'Refused nothing',
    ])
      expect(html).toContain(section)
  })

  it('shows what clients sent as text, with control characters made visible', async () => {
    const html = await page(hostile + '\u00ff<script>alert(2)</script> garbage\n')
    expect(html).not.toContain('<script')
    expect(html).not.toContain('\u202e')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;\\u{1b}[31m\\u{202e}')
    expect(html).toContain('&lt;access&gt;.log')
    expect(html).toContain('&lt;i&gt;scraper&lt;/i&gt;')
    expect(unbalanced(html)).toEqual([])
  })

  it('shows that it is incomplete', async () => {
    const controller = new AbortController()
    controller.abort()
    const report = await replayText({ policy, logs: { 'access.log': hostile }, signal: controller.signal })
    expect(renderHtml(report)).toContain('This report is incomplete')
    expect(unbalanced(renderHtml(report))).toEqual([])
  })
})
