import { declaredNames, type Reader, type Taken } from '../reader.ts'
import { expressApp, expressRequest } from './express-request.ts'
import { koaContext } from './koa-context.ts'

const app = expressApp()

export const headerReaders: readonly Reader[] = [
  {
    name: 'node req.headers',
    part: 'headers',
    read: (request) => fieldsOf((name) => request.headers[name]),
  },
  {
    name: 'node req.headersDistinct',
    part: 'headers',
    read: (request) => fieldsOf((name) => request.headersDistinct[name]),
  },
  {
    name: 'koa ctx.get',
    part: 'headers',
    read: (request) => {
      const context = koaContext(request)
      return fieldsOf((name) => context.get(name) || undefined)
    },
  },
  {
    name: 'koa ctx.get(referrer)',
    part: 'headers',
    read: (request) => [...referrer(koaContext(request).get('Referrer') || undefined)],
  },
  {
    name: 'express req.get',
    part: 'headers',
    read: (request) => {
      const known = expressRequest(app, request)
      return [...fieldsOf((name) => known.get(name)), ...referrer(known.get('Referrer'))]
    },
  },
]

function referrer(value: string | undefined): readonly Taken[] {
  return value === undefined ? [] : [{ kind: 'text', of: 'header', name: 'referer', value }]
}

/** The texts of the declared header fields. */
function fieldsOf(read: (name: string) => unknown): readonly Taken[] {
  const taken: Taken[] = []
  for (const name of declaredNames.header) {
    for (const value of [read(name)].flat(1)) {
      if (typeof value === 'string') taken.push({ kind: 'text', of: 'header', name, value })
    }
  }
  return taken
}
