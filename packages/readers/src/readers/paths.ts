import { parse as parseUrl } from 'node:url'
import type { Reader, Taken } from '../reader.ts'
import { expressApp, expressRequest } from './express-request.ts'
import { isOtherForKoa } from './hosts.ts'
import { koaContext } from './koa-context.ts'

const app = expressApp()

function pathTaken(path: string | null | undefined): readonly Taken[] {
  return [{ kind: 'path', path: path ?? '' }]
}

/** As applications decode paths: a path that cannot be decoded is an error. */
function decodedTaken(path: string | null | undefined): readonly Taken[] | undefined {
  try {
    return pathTaken(decodeURIComponent(path ?? ''))
  } catch {
    return undefined
  }
}

export const pathReaders: readonly Reader[] = [
  {
    name: 'koa ctx.path',
    part: 'path',
    read: (request) => pathTaken(koaContext(request).path),
  },
  {
    name: 'express req.path',
    part: 'path',
    read: (request) => pathTaken(expressRequest(app, request).path),
  },
  {
    name: 'koa ctx.path, decoded',
    part: 'path',
    read: (request) => decodedTaken(koaContext(request).path),
  },
  {
    name: 'koa ctx.URL.pathname, decoded',
    part: 'path',
    // `ctx.URL` reads the target as received, where slashes may be repeated.
    listed: (request, received) => koaContext(request).host === '' || isOtherForKoa(received),
    read: (request, received) => {
      const { pathname } = koaContext(request, received).URL as URL | { pathname?: undefined }
      return decodedTaken(pathname?.replace(/\/{2,}/g, '/'))
    },
  },
  {
    name: 'new URL().pathname, decoded',
    part: 'path',
    read: (request) => decodedTaken(new URL(request.url ?? '', 'http://site.example').pathname),
  },
  {
    name: 'url.parse().pathname, decoded',
    part: 'path',
    read: (request) => decodedTaken(parseUrl(request.url ?? '').pathname),
  },
  {
    name: 'method',
    part: 'path',
    read: (request) => [{ kind: 'method', method: (request.method ?? '').toUpperCase() }],
  },
]
