import { parse as parseForm } from 'node:querystring'
import fastQuerystring from 'fast-querystring'
import qs from 'qs'
import type { Reader } from '../reader.ts'
import { expressApp, expressRequest } from './express-request.ts'
import { isOtherForKoa } from './hosts.ts'
import { koaContext } from './koa-context.ts'
import { ownOf, takenOf } from './taken.ts'

const simple = expressApp()
const extended = expressApp({ 'query parser': 'extended' })

const queryOf = (url: string | undefined): string => /\?(.*)$/s.exec(url ?? '')?.[1] ?? ''

export const queryReaders: readonly Reader[] = [
  {
    name: 'koa ctx.query',
    part: 'query',
    read: (request) => takenOf('query', ownOf(koaContext(request).query)),
  },
  {
    name: 'koa ctx.URL.searchParams',
    part: 'query',
    listed: (_request, received) => isOtherForKoa(received),
    read: (request, received) => {
      const { searchParams } = koaContext(request, received).URL as URL | { searchParams?: undefined }
      return searchParams === undefined ? undefined : takenOf('query', (name) => searchParams.getAll(name))
    },
  },
  {
    name: 'express req.query (simple)',
    part: 'query',
    read: (request) => takenOf('query', ownOf(expressRequest(simple, request).query)),
  },
  {
    name: 'express req.query (extended)',
    part: 'query',
    read: (request) => takenOf('query', ownOf(expressRequest(extended, request).query)),
  },
  {
    name: 'qs',
    part: 'query',
    read: (request) => takenOf('query', ownOf(qs.parse(queryOf(request.url)))),
  },
  {
    name: 'fast-querystring (fastify)',
    part: 'query',
    read: (request) => takenOf('query', ownOf(fastQuerystring.parse(queryOf(request.url)))),
  },
  {
    name: 'node:querystring',
    part: 'query',
    read: (request) => takenOf('query', ownOf(parseForm(queryOf(request.url)))),
  },
  {
    name: 'new URL().searchParams',
    part: 'query',
    read: (request) => {
      const { searchParams } = new URL(request.url ?? '', 'http://site.example')
      return takenOf('query', (name) => searchParams.getAll(name))
    },
  },
  {
    name: 'URLSearchParams',
    part: 'query',
    read: (request) => {
      const parameters = new URLSearchParams(queryOf(request.url))
      return takenOf('query', (name) => parameters.getAll(name))
    },
  },
]
