import { catalogTokens } from '@tidegate/bot-catalog'
import { type CheckHost, checkPolicy } from '@tidegate/dsl'
import { readPolicyFiles } from '@tidegate/dsl/testing'
import { createGate, type Gate, type GateOptions, type GateRequest, type Plan } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import type { Diagnostic } from '@tidegate/model'
import { toPolicy } from '@tidegate/robots-parser'
import type { CodeBlock } from './code-blocks.ts'

/** A policy of the documentation, with the files that are shown behind it. */
export interface PolicyExample {
  readonly block: CodeBlock
  readonly files: readonly CodeBlock[]
  /** Codes that the checker must give, from `wrong=TG301` or `says=TG432` behind the language. */
  readonly codes: readonly string[]
  /** Whether the policy must be refused. */
  readonly isWrong: boolean
}

/** The policies among a file's blocks. A block with `file=NAME` belongs to the policy before it. */
export function policyExamples(blocks: readonly CodeBlock[]): readonly PolicyExample[] {
  const examples: { block: CodeBlock; files: CodeBlock[]; codes: string[]; isWrong: boolean }[] = []
  for (const block of blocks) {
    if (/\bfile=/.test(block.info)) examples.at(-1)?.files.push(block)
    else if (block.language === 'policy') {
      const [, kind, codes = ''] = /\b(wrong|says)=(\S+)/.exec(block.info) ?? []
      examples.push({ block, files: [], codes: codes === '' ? [] : codes.split(','), isWrong: kind === 'wrong' })
    }
  }
  return examples
}

/** What the checker makes of an example. */
export function checkExample({ block, files }: PolicyExample): ReturnType<typeof checkPolicy> {
  const beside = files.map(({ info, text }) => `>>> ${/\bfile=(\S+)/.exec(info)?.[1]}\n${text}`)
  const { root, host } = readPolicyFiles([block.text, ...beside].join(''))
  const withRobots: CheckHost = {
    ...host,
    catalog: { ...host.catalog, ...catalogTokens() },
    importers: { robots: (text, options) => toPolicy(text, options) },
  }
  return checkPolicy(root, withRobots)
}

/** Diagnostics on one line each, as a test shows them. */
export function toLines(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code, place, message }) => `${code} ${place.file}:${place.line} ${message}`)
}

/** A request in words: `GET /a from 192.0.2.1 agent "curl/8" user ana at 2026-11-18T10:00:00Z, 5 times`. */
export interface Play {
  readonly request: GateRequest
  readonly times: number
  readonly replies: number
  readonly atMs: number | undefined
}

/** The requests that an example states in comments with an arrow, in order. */
export function playsOf({ block }: PolicyExample): readonly (Play & { readonly line: string })[] {
  return block.text.split('\n').flatMap((line) => {
    const [, asked, outcome] = /^\s*#\s*([A-Z]+ .*?)\s+→\s+(.*?)\s*$/.exec(line) ?? []
    return asked === undefined || outcome === undefined ? [] : [{ ...readPlay(asked), line: line.trim() }]
  })
}

const part =
  /\b(from|peer|host|user|at|agent|header|fact|replies)\s+("[^"]*"|[^\s,]+)(?:\s+=\s+("[^"]*"|\S+))?|\b(\d+) times\b/g

/** Reads a request in words. Parts behind method and target stand in any order. */
export function readPlay(asked: string): Play {
  const [method = '', target = '', ...rest] = asked.split(' ')
  const words = rest.join(' ')
  const headers: string[] = []
  const facts: Record<string, unknown> = {}
  const said = new Map<string, string>()
  let times = 1
  let left = words
  for (const [whole, key = '', first = '', second, count] of words.matchAll(part)) {
    left = left.replace(whole, '')
    if (count !== undefined) times = Number(count)
    else if (key === 'header') headers.push(unquoted(first), unquoted(second ?? ''))
    else if (key === 'fact') facts[unquoted(first)] = valueOf(second ?? '')
    else said.set(key, unquoted(first))
  }
  if (/[^\s,]/.test(left)) throw new Error(`cannot read \`${left.trim()}\` of \`${asked}\``)
  const ip = said.get('from')
  const agent = said.get('agent')
  const at = said.get('at')
  const user = said.get('user')
  return {
    request: {
      method,
      target,
      headers: [
        'Host',
        said.get('host') ?? 'www.example.com',
        ...headers,
        ...(agent === undefined ? [] : ['User-Agent', agent]),
      ],
      peer: said.get('peer') ?? ip ?? '192.0.2.1',
      facts,
      ...(user !== undefined && { user }),
    },
    times,
    replies: Number(said.get('replies') ?? 200),
    atMs: at === undefined ? undefined : Date.parse(at),
  }
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1) : text
}

/** A fact's value: texts in quotes; numbers, flags and arrays as JSON without blanks. */
function valueOf(text: string): unknown {
  return text.startsWith('"') ? unquoted(text) : JSON.parse(text)
}

/** Plays an example, on a clock that stands still on a Wednesday at ten (UTC) but for `at`; what the last of equal requests got. */
export async function play(example: PolicyExample): Promise<readonly string[]> {
  const { model, diagnostics } = checkExample(example)
  if (model === undefined) throw new Error(toLines(diagnostics).join('\n'))
  const plays = playsOf(example)
  const got = await playAll(planPolicy(model), plays)
  return plays.map(({ line }, at) => `${line.slice(0, line.indexOf('→'))}→ ${got[at]}`)
}

/** What each of several requests gets that come in turn: `pass`, or the status with the rule's name, or with the reason. */
export async function playAll(
  plan: Plan,
  plays: readonly Play[],
  options: GateOptions = {},
): Promise<readonly string[]> {
  let nowMs = Date.UTC(2026, 10, 18, 10)
  const gate = createGate(plan, { ...options, clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
  const got: string[] = []
  for (const step of plays) {
    nowMs = step.atMs ?? nowMs
    let last = ''
    for (let time = 0; time < step.times; time += 1) last = await ask(gate, step)
    got.push(last)
  }
  await gate.close()
  return got
}

async function ask(gate: Gate, { request, replies }: Play): Promise<string> {
  const { decision, settle } = await gate.admit(request)
  settle({ status: decision.outcome === 'pass' ? replies : decision.status })
  if (decision.outcome === 'pass') return 'pass'
  const by = decision.rule === undefined ? decision.reason : decision.rule.name
  return by === undefined ? `${decision.status}` : `${decision.status} ${by}`
}
