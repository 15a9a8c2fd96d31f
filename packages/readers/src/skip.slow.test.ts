import type { IncomingMessage, ServerResponse } from 'node:http'
import { createGuard, type Host } from '@tidegate/node'
import type { Decision } from '@tidegate/engine'
import { gateOfText } from '@tidegate/engine/testing'
import { createRandom, runs, seed } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import { staticFileReaders } from './readers/static-files.ts'
import { messageOf, responseTo } from './requests/message-of.ts'
import { randomRequest, type RawRequest } from './requests/random-request.ts'

interface Context {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  decision?: Decision
}

const host: Host<Context> = {
  request: ({ request }) => request,
  response: ({ response }) => response,
  isMounted: () => false,
  setDecision(context, decision) {
    context.decision = decision
  },
  getDecision: ({ decision }) => decision,
  send: () => {},
}

const { guard, ready } = createGuard(host, {
  gate: gateOfText('block anyone'),
  skip: ({ request }) => request.url!.startsWith('/users/'),
})

/** The place that a file server goes to for a request that the guard skips; `refused` if it does not skip it, `none` if there is no file. */
async function placeAfterSkip(index: number, request: RawRequest): Promise<string | undefined> {
  await ready
  const message = messageOf(request, request.target)
  const context = { request: message, response: responseTo(message) }
  if ((await guard(context, () => 'skipped')) !== 'skipped') return 'refused'
  const taken = (await staticFileReaders[index]!.read(message, request.target))?.[0]
  return taken?.kind === 'place' ? (taken.place ?? 'no place') : 'none'
}

const skipped = (target: string): RawRequest => ({ method: 'GET', target, headers: ['Host', 'a'], httpVersionMajor: 1 })

it('skips what `skip` is about, and serves it', async () => {
  expect(await placeAfterSkip(0, skipped('/users/secret.txt'))).toBe('no place')
  expect(await placeAfterSkip(0, skipped('/admin/secret.txt'))).toBe('refused')
  expect(await placeAfterSkip(0, skipped('/users/../admin/secret.txt'))).toBe('refused')
})

it.each(staticFileReaders.map(({ name }, index) => [name, index] as const))(
  'lets %s serve no file from another place for a request that is skipped',
  async (_, index) => {
    const random = createRandom(seed)
    for (let i = 0; i < runs(1_000); i++) {
      const request = randomRequest('path', random)
      const target = request.target.startsWith('/') && random() < 0.7 ? `/users${request.target}` : request.target
      const place = await placeAfterSkip(index, { ...request, target })
      expect([target, ['refused', 'none', 'no place'].includes(place!) ? 'good' : place]).toEqual([target, 'good'])
    }
  },
)
