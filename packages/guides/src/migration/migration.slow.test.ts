import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sendRequest } from '@tidegate/engine/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Outcome, seenIn } from '../pages/outcome.ts'
import { type Asked, readRequest } from '../pages/read-request.ts'
import { createProgramFolder } from '../pages/write-program.ts'
import { type Application, type Framework, openApplication } from './open-application.ts'
import { namesOf } from './names-of.ts'
import { readPage } from './read-page.ts'
import type { SetUp } from './set-up.ts'

const docs = fileURLToPath(new URL('../../../../docs/migrate/', import.meta.url))

/** The pages, with the framework of their programs. */
const pages: Readonly<Record<string, Framework>> = {
  'express-ipfilter.md': 'express',
  'express-rate-limit.md': 'express',
  'fastify-rate-limit.md': 'fastify',
  'isbot.md': 'express',
  'koa-ratelimit.md': 'koa',
  'rate-limiter-flexible.md': 'express',
}

/** Pages about servers and proxies, whose commands run with those of all pages. */
const servers: readonly string[] = ['anubis.md', 'haproxy.md', 'htaccess.md', 'nginx.md']

let startMs = 0

beforeAll(() => {
  vi.useFakeTimers({
    toFake: ['Date', 'hrtime', 'performance', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'],
    now: Date.UTC(2026, 10, 30, 12),
  })
})

afterAll(() => {
  vi.useRealTimers()
})

it('has a page for each library and server, and an index that names them all', () => {
  const present = readdirSync(docs).filter((name) => name !== 'README.md')
  expect(present.toSorted()).toEqual([...Object.keys(pages), ...servers].toSorted())
  const index = readFileSync(`${docs}README.md`, 'utf8')
  expect(present.filter((page) => !index.includes(`(${page})`))).toEqual([])
})

describe.each(Object.entries(pages))('docs/migrate/%s', (page, framework) => {
  const setUps = readPage(readFileSync(docs + page, 'utf8'))

  it('names every option or function of the library', () => {
    const names = namesOf(page)
    expect(names.length).toBeGreaterThan(5)
    const text = readFileSync(docs + page, 'utf8')
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })

  it('names every difference that its tables show', () => {
    const unnamed = setUps.flatMap(({ rows }) =>
      rows.filter(({ before, after, note }) => before.status !== after.status && note === '').map(({ line }) => line),
    )
    expect(unnamed).toEqual([])
  })

  it.each(setUps.map((setUp) => [setUp.title, setUp] as const))('%s', async (_title, setUp) => {
    await expectSame(page, framework, setUp)
  })
})

/** Sends the requests of a set-up to both applications, and expects what the page says. */
async function expectSame(page: string, framework: Framework, setUp: SetUp): Promise<void> {
  const folder = createProgramFolder()
  const opened: Application[] = []
  try {
    for (const [name, text] of Object.entries(setUp.files)) folder.write(name, text)
    const before = await openApplication(framework, 'before', setUp.before, folder)
    opened.push(before)
    const after = await openApplication(framework, 'after', setUp.after, folder)
    opened.push(after)
    startMs = Date.now()
    for (const row of setUp.rows) {
      const asked = readRequest(row.request)
      if (asked.atMs !== undefined) vi.advanceTimersByTime(startMs + asked.atMs - Date.now())
      const where = `docs/migrate/${page}:${row.line} ${row.request}`
      await expectOutcome(before, asked, row.before, `${where}, before`)
      await expectOutcome(after, asked, row.after, `${where}, after`)
    }
  } finally {
    for (const application of opened) await application.close()
    folder.remove()
  }
}

async function expectOutcome(
  { port }: Application,
  { method, target, headers, times }: Asked,
  expected: Outcome,
  where: string,
): Promise<void> {
  for (let time = 1; time <= times; time++) {
    const reply = await sendRequest({ port, method, target, headers })
    expect(seenIn(reply, expected), `${where}, request ${time} of ${times}`).toEqual(expected)
  }
}
