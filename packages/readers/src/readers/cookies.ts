import type { IncomingMessage } from 'node:http'
import { parseCookie } from 'cookie'
import cookieParser from 'cookie-parser'
import type { Reader, Taken } from '../reader.ts'
import { responseTo } from '../requests/message-of.ts'
import { koaContext } from './koa-context.ts'
import { ownOf, takenOf } from './taken.ts'

const plain = cookieParser()
const signing = cookieParser('secret')

/** The cookies of `cookie-parser`: those that are not signed, and with a secret also the signed ones. */
function parsed(parser: typeof plain, request: IncomingMessage): readonly Taken[] {
  const known = request as Parameters<typeof plain>[0]
  parser(known, responseTo(request) as Parameters<typeof plain>[1], () => {})
  const cookies = known.cookies as object
  const signed = known.signedCookies as object
  return takenOf('cookie', (name) => ownOf(cookies)(name) ?? presentOf(ownOf(signed)(name)))
}

/** WHY: a signed cookie has a text that only the server can create, and `false` if it did not: policies can describe only that it is present. */
function presentOf(value: unknown): unknown {
  return value === undefined ? undefined : false
}

export const cookieReaders: readonly Reader[] = [
  {
    name: 'koa ctx.cookies',
    part: 'cookie',
    read: (request) => {
      const { cookies } = koaContext(request)
      return takenOf('cookie', (name) => cookies.get(name))
    },
  },
  {
    name: 'cookie',
    part: 'cookie',
    read: (request) => takenOf('cookie', ownOf(parseCookie(request.headers.cookie ?? ''))),
  },
  {
    name: 'cookie-parser (express)',
    part: 'cookie',
    read: (request) => parsed(plain, request),
  },
  {
    name: 'cookie-parser with a secret',
    part: 'cookie',
    read: (request) => parsed(signing, request),
  },
]
