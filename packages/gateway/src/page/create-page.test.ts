import { afterEach, describe, expect, it } from 'vitest'
import { openPageServer, type PageServer } from '../testing/page-server.ts'
import { createSampleOperator, type SampleOperator } from '../testing/sample-operator.ts'
import type { PageTokens } from './create-page.ts'
import { pagePaths } from './routes.ts'

let server: PageServer | undefined
let operator: SampleOperator

afterEach(() => server?.close())

const noTokens: PageTokens = { areNeeded: () => false, holderOf: () => undefined }

async function open(access: PageTokens = noTokens, clock?: { readonly ms: number }): Promise<PageServer> {
  operator = createSampleOperator((field) => field, Date.now())
  server = await openPageServer(operator, access, clock)
  return server
}

const removed = new Set<string>()

const tokens: PageTokens = {
  areNeeded: () => true,
  holderOf: (token) => {
    if (removed.has(token)) return undefined
    if (token === 'change') return { name: 'ana', mayChange: true }
    return token === 'look' ? { name: 'ben', mayChange: false } : undefined
  },
}

/** A browser with a session and the token of its forms. */
async function enter(page: PageServer, token = 'change'): Promise<{ readonly cookie: string; readonly token: string }> {
  const login = await page.ask('/page/log-in', { form: { token, next: '/page/limits' } })
  const cookie = login.cookie ?? (await page.ask('/page')).cookie ?? ''
  const form = await page.ask('/page/change?do=reload', { headers: { cookie } })
  return { cookie, token: form.token ?? '' }
}

describe('every page', () => {
  it('allows nothing from elsewhere, no frames and no scripts in the document, and is not stored', async () => {
    const page = await open()
    for (const path of [
      ...pagePaths.map((each) => `/page${each}`),
      '/page/refusals/found',
      '/page/nowhere',
      '/page/change',
      '/page/find?q=x',
    ]) {
      const { headers, text } = await page.ask(path, { headers: { cookie: `tidegate-page=${'a'.repeat(32)}` } })
      expect(headers['content-security-policy'], `${path}`).toMatch(
        /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
      )
      expect(headers['content-security-policy'], `${path}`).not.toContain('unsafe')
      expect(headers, `${path}`).toMatchObject({
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
      })
      expect(text, `${path}`).not.toMatch(/<script(?! src=)|\son\w+=|style=/)
      expect(text.match(/<h1>/g) ?? [], `${path}`).toHaveLength(text === '' ? 0 : 1)
    }
  })

  it('is 404 for what does not exist, and 405 for other methods', async () => {
    const page = await open()
    const { cookie } = await enter(page)
    const status = async (path: string, method = 'GET') =>
      (await page.ask(path, { method, headers: { cookie } })).status
    expect(await status('/page/nowhere')).toBe(404)
    expect(await status('/page/refusals/%E0%A4%A')).toBe(404)
    expect(await status('/page/rules/')).toBe(404)
    expect(await status('/page/assets/../secret')).toBe(404)
    expect(await status('/page', 'PUT')).toBe(405)
    expect(await status('/page', 'HEAD')).toBe(200)
  })
})

describe('a change', () => {
  it('is asked first, made once, recorded with its actor, and said', async () => {
    const page = await open()
    const { cookie } = await enter(page)
    const asked = await page.ask('/page/change?do=reset&ip=203.0.113.9&back=/page/limits', { headers: { cookie } })
    expect(asked.text).toContain('Unblock 203.0.113.9?')
    expect(operator.asked).toEqual([])
    const form = { do: 'reset', ip: '203.0.113.9', back: '/page/limits', token: asked.token! }
    const made = await page.ask('/page/change', { form, headers: { cookie } })
    expect([made.status, made.headers.location]).toEqual([303, '/page/limits'])
    expect(operator.asked).toEqual([
      { action: 'reset', what: { ip: '203.0.113.9' }, actor: { name: 'local', via: 'page', peer: '127.0.0.1' } },
    ])
    expect((await page.ask('/page/limits', { headers: { cookie } })).text).toContain('203.0.113.9 is unblocked')
    expect((await page.ask('/page/limits', { headers: { cookie } })).text).not.toContain('is unblocked')
  })

  it.each([
    ['without the token of its form', { token: '' }, {}],
    ['with the token of another session', { token: 'x'.repeat(43) }, {}],
    ['from another site, by its Origin', {}, { origin: 'https://evil.example' }],
    ['from another port of this machine', {}, { origin: 'http://127.0.0.1:1' }],
    ['from a sandbox', {}, { origin: 'null' }],
    ['from another site, by Sec-Fetch-Site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['without its cookie', {}, { cookie: '' }],
    ['as text', {}, { 'content-type': 'text/plain' }],
    ['as JSON', {}, { 'content-type': 'application/json' }],
  ])('is refused %s', async (_title, fields, headers) => {
    const page = await open()
    const { cookie, token } = await enter(page)
    const { status } = await page.ask('/page/change', {
      form: { do: 'reload', token, ...fields },
      headers: { cookie, ...headers },
    })
    expect([403, 415]).toContain(status)
    expect(operator.asked).toEqual([])
  })

  it('is refused if it is too long', async () => {
    const page = await open()
    const { cookie, token } = await enter(page)
    const { status } = await page.ask('/page/change', {
      form: { do: 'tighten', statement: 'x'.repeat(40_000), token },
      headers: { cookie },
    })
    expect(status).toBe(413)
  })

  it('is not made by reading a page', async () => {
    const page = await open()
    const { cookie, token } = await enter(page)
    for (const change of [
      'do=reload',
      'do=reset&ip=1.2.3.4',
      'do=undo&id=1',
      'do=tighten&statement=limit+1+per+minute',
      'do=nothing',
      '',
    ])
      await page.ask(`/page/change?${change}&token=${token}`, { headers: { cookie } })
    expect(operator.asked).toEqual([])
  })

  it('that cannot be made says why, with the place, and keeps what was written', async () => {
    const page = await open()
    const { cookie, token } = await enter(page)
    const { status, text } = await page.ask('/page/change', {
      form: { do: 'tighten', statement: 'blok ip', for: '4h', token },
      headers: { cookie },
    })
    expect(status).toBe(422)
    expect(text).toContain('value="blok ip"')
    expect(text).toMatch(/<option value="4h" selected/)
    expect(text).toContain('<pre>diagnostics</pre>')
  })

  it('leads back to this page only', async () => {
    const page = await open()
    const { cookie, token } = await enter(page)
    for (const back of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/page//evil.example',
      '/pages',
      'javascript:alert(1)',
    ]) {
      const { headers } = await page.ask('/page/change', { form: { do: 'reload', back, token }, headers: { cookie } })
      expect(headers.location).toBe('/page')
    }
  })
})

describe('with tokens', () => {
  it('nothing is shown before a person has logged in, and the cookie is for this page and no script', async () => {
    const page = await open(tokens)
    for (const path of [
      '/page',
      '/page/limits?ip=1.2.3.4',
      '/page/refusals/x',
      '/page/change?do=reload',
      '/page/find?q=x',
    ]) {
      const { text, cookie } = await page.ask(path)
      expect(text).toContain('type="password"')
      expect(text).not.toContain('rule name')
      expect(cookie).toBeUndefined()
    }
    const login = await page.ask('/page/log-in', { form: { token: 'change', next: '/page/limits?ip=1.2.3.4' } })
    expect([login.status, login.headers.location]).toEqual([303, '/page/limits?ip=1.2.3.4'])
    expect(login.headers['set-cookie']?.[0]).toMatch(
      /^tidegate-page=[\w-]{32}; Path=\/page; HttpOnly; SameSite=Strict$/,
    )
    const made = await enter(page)
    await page.ask('/page/change', { form: { do: 'reload', token: made.token }, headers: { cookie: made.cookie } })
    expect(operator.asked[0]).toMatchObject({ action: 'reload', actor: { name: 'ana' } })
  })

  it('refuses a wrong token, and more than ten of them a minute', async () => {
    const clock = { ms: 0 }
    const page = await open(tokens, clock)
    const attempt = async (token: string) => (await page.ask('/page/log-in', { form: { token } })).status
    for (let i = 0; i < 10; i++) expect(await attempt(`guess ${i}`)).toBe(403)
    expect(await attempt('change')).toBe(429)
    clock.ms += 61_000
    expect(await attempt('change')).toBe(303)
  })

  it('a token that may only look changes nothing, whatever is sent', async () => {
    const page = await open(tokens)
    const { cookie } = await enter(page, 'look')
    const overview = await page.ask('/page', { headers: { cookie } })
    expect(overview.text).toContain('may look, not change')
    const logOut = overview.token!
    const sent = await page.ask('/page/change', { form: { do: 'reload', token: logOut }, headers: { cookie } })
    expect(sent.status).toBe(403)
    expect((await page.ask('/page/change?do=reload', { headers: { cookie } })).status).toBe(403)
    expect(operator.asked).toEqual([])
  })

  it('sessions end: by logging out, after an hour without use, and after twelve hours', async () => {
    const clock = { ms: 0 }
    const page = await open(tokens, clock)
    const isIn = async (cookie: string) =>
      !(await page.ask('/page/lists', { headers: { cookie } })).text.includes('type="password"')
    const first = await enter(page)
    await page.ask('/page/log-out', { form: { token: first.token }, headers: { cookie: first.cookie } })
    expect(await isIn(first.cookie)).toBe(false)
    const idle = await enter(page)
    clock.ms += 3_600_001
    expect(await isIn(idle.cookie)).toBe(false)
    const used = await enter(page)
    for (let hour = 0; hour < 12; hour++) {
      expect(await isIn(used.cookie)).toBe(true)
      clock.ms += 3_599_000
    }
    clock.ms += 20_000
    expect(await isIn(used.cookie)).toBe(false)
  })

  it('a token that is removed ends its sessions', async () => {
    const page = await open(tokens)
    const { cookie } = await enter(page, 'look')
    removed.add('look')
    expect((await page.ask('/page', { headers: { cookie } })).text).toContain('type="password"')
    removed.clear()
  })

  it('there are at most a hundred sessions: the one that was unused for longest ends', async () => {
    const page = await open(tokens)
    const first = await enter(page)
    for (let i = 0; i < 100; i++) await page.ask('/page/log-in', { form: { token: 'look' } })
    expect((await page.ask('/page', { headers: { cookie: first.cookie } })).text).toContain('type="password"')
  })

  it('a link of another site leads to the page, although the browser sends no cookie with it', async () => {
    const page = await open(tokens)
    const { text, cookie } = await page.ask('/page/refusals/x?a=1', {
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    })
    expect(text).toContain('content="0; url=/page/refusals/x?a=1"')
    expect(cookie).toBeUndefined()
  })
})

describe('without scripts', () => {
  it('a page is loaded again only if a person asked for it', async () => {
    const page = await open()
    expect((await page.ask('/page/rules')).text).not.toContain('http-equiv="refresh"')
    expect((await page.ask('/page/rules?refresh=30')).text).toContain('http-equiv="refresh" content="30"')
    expect((await page.ask('/page/rules?refresh=0.1')).text).toContain('http-equiv="refresh" content="5"')
  })
})
