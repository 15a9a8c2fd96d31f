import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GateRequest } from '@tidegate/engine'
import { describePluginContract } from '@tidegate/engine/testing'
import { openPolicy } from '@tidegate/node'
import { parseIp } from '@tidegate/values'
import { afterAll, describe, expect, it } from 'vitest'
import { openInWorld, openSignedAgents, type SignedAgents, type SignedAgentsOptions } from './open-signed-agents.ts'
import { botParameters, newKey, signRequest } from './testing/sign-request.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidegate-agents-'))
afterAll(() => rmSync(folder, { recursive: true }))

const key = newKey()
const keysFile = join(folder, 'agents.json')
writeFileSync(keysFile, JSON.stringify({ 'bot.example': { keys: [key.jwk] } }))

/** An environment without a network. */
const offline = {
  resolve: async (): Promise<never> => {
    throw new Error('there is no network')
  },
}
const options: SignedAgentsOptions = { authorities: ['www.example.com'], keys: keysFile }
const open = (more: Partial<SignedAgentsOptions> = {}): Promise<SignedAgents> =>
  openInWorld({ ...options, ...more }, offline)

function signedHeaders(createdSeconds: number, path = '/'): readonly string[] {
  const [input, signature] = signRequest({
    key,
    covered: [
      ['"@authority"', 'www.example.com'],
      ['"@path"', path],
      ['"signature-agent";key="sig1"', '"https://bot.example"'],
    ],
    parameters: botParameters(key, createdSeconds),
  })
  return ['Signature-Agent', 'sig1="https://bot.example"', 'Signature-Input', input, 'Signature', signature]
}

describePluginContract(
  'signed-agents',
  async () => (await open()).plugin,
  { describe, it, expect },
  {
    requests: [
      {
        ip: parseIp('192.0.2.1')!,
        host: 'www.example.com',
        target: '/',
        nowMs: 1_800_000_000_000,
        rawHeaders: ['Host', 'www.example.com', ...signedHeaders(1_800_000_000)],
      },
    ],
  },
)

const agent = 'Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)'

function request(headers: readonly string[], more: Partial<GateRequest> = {}): GateRequest {
  return {
    method: 'GET',
    target: '/',
    peer: '203.0.113.7',
    ...more,
    headers: ['Host', 'www.example.com', 'User-Agent', agent, ...headers],
  }
}

describe('a policy with signed agents', () => {
  const text = `use signed-agents
bots ai-training = gptbot, ccbot
block bot in ai-training unless signature.state == "valid"  as "unsigned"
limit 1 per minute per ip  as "each address"
exempt signature.agent == "bot.example" from limits
`
  it('admits what its agent has signed, and nothing else', async () => {
    const policy = join(folder, 'site.policy')
    writeFileSync(policy, text)
    const agents = await open()
    const gate = await openPolicy(policy, { plugins: [agents.plugin] })
    const nowSeconds = Math.floor(Date.now() / 1_000)
    const signed = signedHeaders(nowSeconds)
    const outcomes = [
      request(signed),
      request(signed),
      request([]),
      request(signed, { target: '/other' }),
      request(signedHeaders(nowSeconds - 3_600)),
      request(signedHeaders(nowSeconds, '/%7ea'), { target: '/%7ea' }),
      { ...request(signed), headers: ['Host', 'evil.example', 'User-Agent', agent, ...signed] },
      { ...request(signed), headers: [':authority', 'WWW.example.com:443', 'user-agent', agent, ...signed] },
    ].map((each) => gate.decide(each).outcome)
    expect(outcomes).toEqual(['pass', 'pass', 'block', 'block', 'block', 'pass', 'block', 'pass'])
    await gate.close()
    agents.close()
  })
})

describe('openSignedAgents', () => {
  it('does not wait for directories, which no request fetches', async () => {
    const faults: string[] = []
    const agents = await open({ agents: ['other.example'], onFault: (name) => faults.push(name) })
    expect(agents.stats()).toMatchObject([
      { agent: 'bot.example', source: 'file', keys: 1 },
      { agent: 'other.example', source: 'directory', keys: 0, fetchedAtMs: undefined },
    ])
    await agents.refresh()
    expect(agents.stats()[1]?.fault).toBe('there is no network')
    expect(faults).toEqual(['other.example'])
    agents.close()
  })

  it.each([
    [{ authorities: [] }, /name the hosts/],
    [{ authorities: ['https://www.example.com'] }, /is not a host/],
    [{ authorities: [1] }, /is not a host/],
    [{ ...options, agents: ['bot.example/keys'] }, /is not a host/],
    [{ ...options, agents: ['bot.example'] }, /is given twice/],
    [{ ...options, agents: ['a.example', 'A.example:443'] }, /is given twice/],
    [{ ...options, scheme: 'ftp' }, /scheme/],
    [{ ...options, keys: join(folder, 'none.json') }, /cannot use the keys of .*none\.json/],
    [{}, /authorities|name the hosts/],
    [{ ...options, hosts: [] }, /hosts/],
  ])('rejects %o', async (wrong, message) => {
    await expect(openSignedAgents(wrong as unknown as SignedAgentsOptions)).rejects.toThrow(message)
  })

  it.each(['[]', '{', '{"bot.example": {"keys": []}}', '{"bot example": {"keys": []}}', '{"bot.example": 1}'])(
    'rejects a file of keys that contains %s',
    async (content) => {
      const file = join(folder, 'wrong.json')
      writeFileSync(file, content)
      await expect(open({ keys: file })).rejects.toThrow(/cannot use the keys of .*wrong\.json/)
    },
  )
})
