import type { Reader, Taken } from '../reader.ts'
import { expressApp, expressRequest } from './express-request.ts'
import { koaContext } from './koa-context.ts'

const app = expressApp()

/** A reader that finds no host takes the request for none in particular, which no policy can depend on. */
function hostTaken(host: string | undefined): readonly Taken[] {
  return host === undefined || host === '' ? [] : [{ kind: 'host', host }]
}

/**
 * Whether `ctx.URL`, which reads the target as received, reads another one than the guard passes on: it knows the schemes `http` and `https` only, and
 * reads octets beyond ASCII as Latin-1.
 */
export function isOtherForKoa(received: string): boolean {
  return (!received.startsWith('/') && !/^https?:\/\//i.test(received)) || /[^\0-\x7f]/.test(received)
}

const withoutPort = (host: string): string => host.replace(/:\d*$/, '')

export const hostReaders: readonly Reader[] = [
  {
    name: 'koa ctx.host',
    part: 'host',
    read: (request) => hostTaken(withoutPort(koaContext(request).host)),
  },
  {
    name: 'koa ctx.hostname',
    part: 'host',
    read: (request) => hostTaken(koaContext(request).hostname),
  },
  {
    name: 'koa ctx.URL.hostname',
    part: 'host',
    // Without a host, `ctx.URL` takes the first segment of the path for one.
    listed: (request, received) => koaContext(request).host === '' || isOtherForKoa(received),
    read: (request, received) =>
      hostTaken((koaContext(request, received).URL as URL | { hostname?: undefined }).hostname),
  },
  {
    name: 'express req.hostname',
    part: 'host',
    read: (request) => hostTaken(expressRequest(app, request).hostname as string | undefined),
  },
  {
    name: 'new URL().hostname',
    part: 'host',
    read: (request) => {
      const base = `http://${request.headers.host ?? ''}`
      return URL.canParse(request.url ?? '', base) ? hostTaken(new URL(request.url ?? '', base).hostname) : undefined
    },
  },
]
