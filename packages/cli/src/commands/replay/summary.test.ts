import type { ReplayReport } from '@tidegate/replay'
import { describe, expect, it } from 'vitest'
import { replayText } from '../../testing/replay-text.ts'
import { agentWords, size, summaryOf } from './summary.ts'

const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0'
const ahrefs = 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)'

function line(client: number, path: string, agent: string, status = 200, bytes: number | string = 1_000): string {
  return `203.0.113.${client} - - [30/Nov/2026:08:00:00 +0000] "GET ${path} HTTP/1.1" ${status} ${bytes} "-" "${agent}"`
}

const reportOf = (...lines: readonly string[]): Promise<ReplayReport> =>
  replayText({ policy: 'block path in /a', logs: { 'access.log': lines.join('\n') } })

describe('the sentence about a replay', () => {
  it('says the share of bots, the people that were served and would have been refused, and what is saved', async () => {
    const report = await reportOf(
      line(1, '/a', browser),
      line(1, '/a', browser),
      line(2, '/a', browser),
      line(3, '/a', browser, 404),
      line(4, '/', browser),
      line(5, '/a', ahrefs),
      line(5, '/', ahrefs),
      line(6, '/a', '-', 200, '-'),
    )
    expect(report.audience).toEqual({
      bots: { count: 2, refused: 1 },
      people: { count: 5, refused: 4, refusedClients: { count: 2, exact: true } },
      nameless: { count: 1, refused: 1 },
      bytes: { sent: 7_000, refused: 5_000, requests: 7 },
      names: [{ token: 'ahrefsbot', kind: 'seo', count: 2, refused: 1 }],
    })
    expect(summaryOf(report)).toBe(
      'Bots that name themselves sent 25.0 % of the requests, and 50.0 % of theirs would have been refused; of 5 requests that look like a person’s, 4 would have been refused (80.0 %), from 2 addresses that the server had served; of 1 without a User-Agent, 1 would have been refused; 5.0 kB of 7.0 kB would not have been sent (71.4 %).',
    )
  })

  it('claims nothing that the log does not say', async () => {
    const common = '203.0.113.1 - - [30/Nov/2026:08:00:00 +0000] "GET /a HTTP/1.1" 200 -'
    expect(summaryOf(await reportOf(common))).toBe(
      'The requests have no User-Agent, so bots and people cannot be distinguished; 100 % would have been refused.',
    )
    expect(summaryOf(await reportOf(line(1, '/', browser, 200, '-')))).toBe(
      'No request came from a bot that names itself; no request that looks like a person’s would have been refused.',
    )
  })

  it('shows a bot by its name, and everything else as it was sent', () => {
    const words = (key?: string): string => agentWords({ ...(key !== undefined && { key }), count: 1, error: 0 })
    expect(words(ahrefs)).toBe('AhrefsBot')
    expect(words(browser)).toBe(browser)
    expect(words('\u001b[2JGooglebot/2.1')).toBe('Googlebot')
    expect(words()).toBe('no User-Agent')
  })

  it.each([
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [999_960, '1.0 MB'],
    [2.5e15, '2500.0 TB'],
  ])('writes %i octets as %s', (bytes, words) => {
    expect(size(bytes)).toBe(words)
  })
})
