import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { authRequest } from './auth-request.ts'
import { doorOf } from './door-of.ts'
import type { Check, Door, DoorFault } from './door.ts'
import { extAuthz } from './ext-authz.ts'
import { forwardAuth } from './forward-auth.ts'

function ask(door: Door, fields: Readonly<Record<string, string | readonly string[]>>, rest: object = {}) {
  const rawHeaders = Object.entries(fields).flatMap(([name, values]) =>
    (typeof values === 'string' ? [values] : values).flatMap((value) => [name, value]),
  )
  return door.read({ rawHeaders, ...rest } as unknown as IncomingMessage)
}

function checked(reading: Check | DoorFault): Check {
  if (reading.kind === 'fault') throw new Error(reading.message)
  return reading
}

describe('doorOf', () => {
  it('finds a door by its path, whatever query a proxy appends', () => {
    expect(doorOf('/authz/auth-request')).toBe(authRequest)
    expect(doorOf('/authz/forward-auth?door=ext-authz&x=/authz/reply')).toBe(forwardAuth)
    expect(doorOf('/authz/ext-authz/a?b=/c')).toBe(extAuthz)
    for (const url of ['/', '/authz', '/authz/auth-request/', '/authz/ext-authzz', '//authz/forward-auth', ''])
      expect(doorOf(url)).toBeUndefined()
  })
})

describe('the door of nginx', () => {
  const recipe = {
    Host: 'shop.example',
    'X-Original-URI': '/a%2Fb?c=1',
    'X-Original-Method': 'POST',
    'X-Real-IP': '192.0.2.1',
    'X-Tidegate-Request': 'f00',
  }

  it('reads the request as the client sent it to nginx', () => {
    const { request, host, id } = checked(
      ask(authRequest, { ...recipe, Accept: '*/*', 'X-Forwarded-For': '198.51.100.9', Connection: 'close' }),
    )
    expect(request).toEqual({
      method: 'POST',
      target: '/a%2Fb?c=1',
      headers: ['Host', 'shop.example', 'Accept', '*/*', 'X-Forwarded-For', '198.51.100.9'],
      peer: '192.0.2.1',
    })
    expect([host, id]).toEqual(['shop.example', 'f00'])
  })

  it('never passes a field of the gateway to the policy, in any case of its letters', () => {
    const { request } = checked(ask(authRequest, { ...recipe, 'x-TIDEGATE-anything': 'forged' }))
    expect(request.headers.join(' ')).not.toMatch(/tidegate|forged/i)
  })

  it('takes a client on a Unix socket of nginx for a peer without an address', () => {
    expect(checked(ask(authRequest, { ...recipe, 'X-Real-IP': 'unix:' })).request.peer).toBeUndefined()
  })

  it('takes the host of X-Original-URL, if the recipe sets only that', () => {
    const { 'X-Original-URI': _, ...without } = recipe
    const url = 'https://panel.example:8443/x?y'
    const { request, host } = checked(ask(authRequest, { ...without, 'X-Original-URL': url }))
    expect([host, request.target, request.headers]).toEqual([
      'panel.example:8443',
      '/x?y',
      ['Host', 'panel.example:8443'],
    ])
  })

  it('takes the host that nginx chose, if there is no Host field', () => {
    const { Host: _, ...without } = recipe
    const { host, request } = checked(ask(authRequest, { ...without, 'X-Tidegate-Host': 'panel.example' }))
    expect([host, request.headers]).toEqual(['panel.example', ['Host', 'panel.example']])
    expect(checked(ask(authRequest, { ...without, 'X-Tidegate-Host': '*' })).host).toBeUndefined()
    const written = { ...recipe, Host: 'SHOP.example:8443', 'X-Tidegate-Host': 'shop.example' }
    expect(checked(ask(authRequest, written)).host).toBe('SHOP.example:8443')
  })

  it.each([
    ['a Host field other than the host that nginx chose', { 'X-Tidegate-Host': 'panel.example' }],
    ['another path in X-Original-URL', { 'X-Original-URL': 'https://shop.example/admin' }],
    ['another host in X-Original-URL', { 'X-Original-URL': 'https://admin.example/a%2Fb?c=1' }],
    ['an X-Original-URL that is none', { 'X-Original-URL': '/a%2Fb?c=1' }],
    ['another X-Forwarded-Uri', { 'X-Forwarded-Uri': '/' }],
    ['two X-Original-URI', { 'X-Original-URI': ['/a', '/b'] }],
    ['two X-Tidegate-Request', { 'X-Tidegate-Request': ['1', '2'] }],
    ['no X-Original-URI', { 'X-Original-URI': [] }],
    ['an empty X-Original-URI', { 'X-Original-URI': '' }],
    ['no X-Original-Method', { 'X-Original-Method': [] }],
    ['no X-Real-IP', { 'X-Real-IP': [] }],
  ])('cannot read a check with %s', (_title, fields) => {
    expect(ask(authRequest, { ...recipe, ...fields })).toMatchObject({ kind: 'fault' })
  })
})

describe('the door of Caddy, Traefik and HAProxy', () => {
  const recipe = {
    Host: 'gate',
    'X-Forwarded-Host': 'shop.example',
    'X-Forwarded-Uri': '/a?b',
    'X-Forwarded-Method': 'DELETE',
    'X-Forwarded-For': '198.51.100.9, 192.0.2.1',
  }

  it('takes the last address for the peer of the proxy, and leaves the rest of the list to the policy', () => {
    const { request, host, id } = checked(ask(forwardAuth, recipe))
    expect(request).toEqual({
      method: 'DELETE',
      target: '/a?b',
      headers: ['Host', 'shop.example', 'X-Forwarded-For', '198.51.100.9'],
      peer: '192.0.2.1',
    })
    expect([host, id]).toEqual(['shop.example', undefined])
  })

  it('keeps the Host field, if there is no X-Forwarded-Host', () => {
    const { 'X-Forwarded-Host': _, ...without } = recipe
    expect(checked(ask(forwardAuth, without)).host).toBe('gate')
  })

  it.each(['X-Forwarded-Uri', 'X-Forwarded-Method', 'X-Forwarded-For'])('cannot read a check without %s', (name) => {
    expect(ask(forwardAuth, { ...recipe, [name]: [] })).toMatchObject({ kind: 'fault' })
  })

  it('cannot read a check with an empty last address', () => {
    expect(ask(forwardAuth, { ...recipe, 'X-Forwarded-For': '192.0.2.1, ' })).toMatchObject({ kind: 'fault' })
  })
})

describe('the door of Envoy', () => {
  it('reads method and target of the check itself', () => {
    const fields = {
      host: 'shop.example',
      'x-forwarded-for': '192.0.2.1',
      'x-request-id': 'abc',
      'content-length': '0',
    }
    const rest = { method: 'PATCH', url: '/authz/ext-authz/a%2fb?c=/d' }
    expect(checked(ask(extAuthz, fields, rest))).toEqual({
      kind: 'check',
      request: { method: 'PATCH', target: '/a%2fb?c=/d', headers: ['host', 'shop.example'], peer: '192.0.2.1' },
      host: 'shop.example',
      id: 'abc',
    })
  })

  it('cannot read a check without an address or a target', () => {
    expect(ask(extAuthz, { host: 'a' }, { url: '/authz/ext-authz/' })).toMatchObject({ kind: 'fault' })
    expect(ask(extAuthz, { 'x-forwarded-for': '192.0.2.1' }, { url: '/authz/ext-authz' })).toMatchObject({
      kind: 'fault',
    })
  })
})
