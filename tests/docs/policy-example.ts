import { catalogTokens } from '@tidegate/bot-catalog'
import { type CheckHost, checkPolicy } from '@tidegate/dsl'
import { readPolicyFiles } from '@tidegate/dsl/testing'
import { createGate, type Gate, type GateOptions, type GateRequest, type Plan } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import type { Diagnostic } from '@tidegate/model'
import { toPolicy } from '@tidegate/robots-parser'
import type { CodeBlock } from './code-blocks.ts'

/** A policy in the documentation, with the files that are shown after it. */
export interface PolicyExample {
  readonly block: CodeBlock
  readonly files: readonly CodeBlock[]
  /** Codes that the checker must report, from `wrong=TG301` or `says=TG432` after the language. */
  readonly codes: readonly string[]
  /** Whether the policy must have errors. */
  readonly isWrong: boolean
}

/** The policies among a page's blocks. A block with `file=NAME` belongs to the policy before it. */
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

/** The model and the diagnostics of an example. */
export function checkExample({ block, files }: PolicyExample): ReturnType<typeof checkPolicy> {
  const otherFiles = files.map(({ info, text }) => `>>> ${/\bfile=(\S+)/.exec(info)?.[1]}\n${text}`)
  const { root, host } = readPolicyFiles([block.text, ...otherFiles].join(''))
  const withRobots: CheckHost = {
    ...host,
    catalog: { ...host.catalog, ...catalogTokens() },
    importers: { robots: (text, options) => toPolicy(text, options) },
  }
  return checkPolicy(root, withRobots)
}

/** Diagnostics as a failing test shows them, one line for each. */
export function toLines(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code, place, message }) => `${code} ${place.file}:${place.line} ${message}`)
}

/** A request that is written in words: `GET /a from 192.0.2.1 agent "curl/8" user ana at 2026-11-18T10:00:00Z, 5 times`. */
export interface Play {
  readonly request: GateRequest
  readonly times: number
  readonly replies: number
  /** How long the application works on it; `lasts 30s`. */
  readonly lastsMs: number
  readonly atMs: number | undefined
}

/** The requests in an example's comments with an arrow, in order. */
export function playsOf({ block }: PolicyExample): readonly (Play & { readonly line: string })[] {
  return block.text.split('\n').flatMap((line) => {
    const [, asked, outcome] = /^\s*#\s*([A-Z]+ .*?)\s+→\s+(.*?)\s*$/.exec(line) ?? []
    return asked === undefined || outcome === undefined ? [] : [{ ...readPlay(asked), line: line.trim() }]
  })
}

const part =
  /\b(from|peer|host|user|at|agent|header|fact|replies|lasts)\s+("[^"]*"|[^\s,]+)(?:\s+=\s+("[^"]*"|\S+))?|\b(\d+) times\b/g

/** Parses a request that is written in words. The parts after method and target may be in any order. */
export function readPlay(asked: string): Play {
  const [method = '', target = '', ...rest] = asked.replace(/^(\S+ \S+),/, '$1').split(' ')
  const words = rest.join(' ')
  const headers: string[] = []
  const facts: Record<string, unknown> = {}
  const parts = new Map<string, string>()
  let times = 1
  let left = words
  for (const [whole, key = '', first = '', second, count] of words.matchAll(part)) {
    left = left.replace(whole, '')
    if (count !== undefined) times = Number(count)
    else if (key === 'header') headers.push(unquoted(first), unquoted(second ?? ''))
    else if (key === 'fact') facts[unquoted(first)] = valueOf(second ?? '')
    else parts.set(key, unquoted(first))
  }
  if (/[^\s,]/.test(left)) throw new Error(`cannot read \`${left.trim()}\` of \`${asked}\``)
  const ip = parts.get('from')
  const agent = parts.get('agent')
  const at = parts.get('at')
  const user = parts.get('user')
  const lasts = parts.get('lasts') ?? '0s'
  if (!/^\d+s$/.test(lasts)) throw new Error(`\`lasts\` takes seconds, such as \`30s\`, not \`${lasts}\``)
  return {
    request: {
      method,
      target,
      headers: [
        'Host',
        parts.get('host') ?? 'www.example.com',
        ...headers,
        ...(agent === undefined ? [] : ['User-Agent', agent]),
      ],
      peer: parts.get('peer') ?? ip ?? '192.0.2.1',
      facts,
      ...(user !== undefined && { user }),
    },
    times,
    replies: Number(parts.get('replies') ?? 200),
    lastsMs: Number.parseInt(lasts, 10) * 1_000,
    atMs: at === undefined ? undefined : Date.parse(at),
  }
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1) : text
}

/** The value of a fact: text in quotes; numbers, flags and arrays as JSON without spaces. */
function valueOf(text: string): unknown {
  return text.startsWith('"') ? unquoted(text) : JSON.parse(text)
}

/**
 * Sends the requests of an example, on a clock that stays at ten on a Wednesday (UTC) unless `at` sets it. Returns for each the outcome of
 * the last of its identical requests.
 */
export async function play(example: PolicyExample): Promise<readonly string[]> {
  const { model, diagnostics } = checkExample(example)
  if (model === undefined) throw new Error(toLines(diagnostics).join('\n'))
  const plays = playsOf(example)
  const got = await playAll(planPolicy(model), plays)
  return plays.map(({ line }, at) => `${line.slice(0, line.indexOf('→'))}→ ${got[at]}`)
}

/** Sends requests one after another. Returns the outcome of each: `pass`, or the status with the rule's name or the reason. */
export async function playAll(
  plan: Plan,
  plays: readonly Play[],
  options: GateOptions = {},
): Promise<readonly string[]> {
  let nowMs = Date.UTC(2026, 10, 18, 10)
  const gate = createGate(plan, { ...options, clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
  const got: string[] = []
  let inProgress: InProgress[] = []
  for (const step of plays) {
    const untilMs = step.atMs ?? nowMs
    const ended = inProgress.filter(({ endMs }) => endMs <= untilMs).toSorted((a, b) => a.endMs - b.endMs)
    inProgress = inProgress.filter((each) => !ended.includes(each))
    for (const { endMs, end } of ended) {
      nowMs = endMs
      end()
    }
    nowMs = untilMs
    let last = ''
    for (let time = 0; time < step.times; time += 1) {
      const { outcome, end } = await ask(gate, step)
      last = outcome
      if (step.lastsMs === 0) end()
      else inProgress.push({ endMs: nowMs + step.lastsMs, end })
    }
    got.push(last)
  }
  for (const { end } of inProgress) end()
  await gate.close()
  return got
}

/** A request on which the application still works. */
interface InProgress {
  readonly endMs: number
  readonly end: () => void
}

async function ask(gate: Gate, { request, replies }: Play): Promise<{ outcome: string; end: () => void }> {
  const { decision, settle, end: release } = await gate.admit(request)
  const end = (): void => {
    settle({ status: decision.outcome === 'pass' ? replies : decision.status })
    release()
  }
  if (decision.outcome === 'pass') return { outcome: 'pass', end }
  const by = decision.rule === undefined ? decision.reason : decision.rule.name
  return { outcome: by === undefined ? `${decision.status}` : `${decision.status} ${by}`, end }
}
