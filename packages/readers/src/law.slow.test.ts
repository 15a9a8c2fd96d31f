import { runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { allReaders } from './all-readers.ts'
import { compareReader, compareRequest } from './compare-reader.ts'
import type { RawRequest } from './requests/random-request.ts'

describe('a request that a reader takes for X was judged as X, or refused:', () => {
  it.each(allReaders)('$name', async (reader) => {
    const { differences, equal } = await compareReader(reader, runs(1_000, 1 / 2), seed)
    expect(differences).toEqual([])
    expect(equal).toBeGreaterThan(0)
  })
})

const request: RawRequest = { method: 'GET', target: '/', headers: ['Host', 'site.example'], httpVersionMajor: 1 }

/** Requests that a reader once took for something else than the gate judged. */
describe('a difference that was once found stays away:', () => {
  it.each<readonly [string, string, Partial<RawRequest>]>([
    ['a second `?`', 'koa ctx.query', { target: '/??debug=1' }],
    ['a second `?`', 'express req.query (simple)', { target: '/??debug=1' }],
    ['a name in brackets', 'express req.query (extended)', { target: '/?[debug]=1' }],
    ['a bracket before the equals sign', 'qs', { target: '/?debug=1]=2' }],
    ['a list', 'express req.query (extended)', { target: '/?debug[]=1' }],
    ['an invalid escape', 'fast-querystring (fastify)', { target: '/?debug=%41%zz' }],
    ['an escape in a cookie', 'koa ctx.cookies', { headers: ['Host', 'a', 'Cookie', 'plan=%67old'] }],
    ['a quote in a cookie', 'koa ctx.cookies', { headers: ['Host', 'a', 'Cookie', 'plan="gold'] }],
    ['quotes in a cookie', 'cookie', { headers: ['Host', 'a', 'Cookie', 'plan="gold"'] }],
    ['a text in JSON', 'cookie-parser (express)', { headers: ['Host', 'a', 'Cookie', 'plan=j:"gold"'] }],
    ['white space before `=`', 'koa ctx.cookies', { headers: ['Host', 'a', 'Cookie', 'plan =gold'] }],
    ['the other spelling of Referer', 'koa ctx.get', { headers: ['Host', 'a', 'Referrer', 'https://a/'] }],
    ['a short address', 'new URL().hostname', { headers: ['Host', '127.1'] }],
    ['an absolute target without a host', 'koa ctx.URL.hostname', { target: 'http:///page' }],
    ['an escaped `@`', 'express.static', { target: '/%40staff/secret.txt' }],
    ['a plain comma', 'koa-static', { target: "/it's,(x)/secret.txt" }],
    ['a plain star', 'express.static', { target: '/$&=:!*;~/secret.txt' }],
    ['a method with small letters', 'method', { method: 'delete' }],
  ])('%s, read by %s', async (_, name, part) => {
    const reader = allReaders.find((each) => each.name === name)!
    expect(['equal', 'refused']).toContain(await compareRequest(reader, { ...request, ...part }))
  })
})
