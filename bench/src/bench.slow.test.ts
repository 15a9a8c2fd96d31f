import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { benchmarks as listed } from './benchmarks.ts'
import type { Comparison } from './harness/comparison.ts'
import { grow, smallestPeer } from './harness/grow.ts'
import { interleave } from './harness/interleave.ts'
import { compareDifferences } from './harness/compare-differences.ts'
import { inBothStates } from './harness/in-both-states.ts'
import { renderTable } from './harness/render-table.ts'
import { runAlone } from './harness/run-alone.ts'
import { runBenchmark } from './harness/run-benchmark.ts'
import { describeRuns } from './report/describe-runs.ts'
import { fillMarkers } from './report/fill-markers.ts'
import { goals } from './report/goal-list.ts'
import { growthPlots } from './report/growth-plots.ts'
import { showHighlights } from './report/highlights.ts'
import { judgeGoals } from './report/judge-goals.ts'
import { markdownSection } from './report/markdown-section.ts'
import { isCurrent, type MeasuredSuite, readSuites, withSuite } from './report/measured-suites.ts'
import { readLines } from './report/read-lines.ts'
import { carefulName } from './peers/careful-stack.ts'

/** Benchmarks that take seconds even with small inputs, because they start servers and processes. */
const expensive = [
  'adapters',
  'koa',
  'koa-added',
  'open-loop',
  'words',
  'gateway',
  'reload',
  'memory',
  'resident',
  'counters',
  'replay',
  'check',
  'redis',
]

const comparison: Comparison = {
  benchmark: 'agents',
  case: '150 tokens',
  peer: 'one RegExp',
  ours: 310.2,
  theirs: 1_234.5,
  unit: 'ns/op',
  ratio: 3.98,
  spread: [3.5, 4.25],
  note: 'says yes or no',
}

const benchmarks = await Promise.all(listed.map(({ load }) => load()))

const agents = benchmarks.find(({ id }) => id === 'agents')!

describe('the benchmarks', () => {
  it('have the ids that the goals use', () => {
    const ids = ['decision', 'growth-rules', 'growth-prefixes', 'growth-tokens', 'ipv4', 'ipv6', 'memory', 'agents']
    ids.push(
      'resident',
      'counters',
      'redis',
      'koa',
      'koa-added',
      'open-loop',
      'adapters',
      'gateway',
      'replay',
      'reload',
      'paths',
      'check',
    )
    expect(new Set(goals.map(({ benchmark }) => benchmark))).toEqual(new Set(ids))
    expect(benchmarks.map(({ id }) => id)).toEqual(listed.map(({ id }) => id))
    expect(benchmarks.map(({ id }) => id).toSorted()).toEqual([...ids, 'counting', 'log', 'robots', 'words'].toSorted())
  })

  it.each(benchmarks.filter(({ id }) => !expensive.includes(id)))('compare $id with its peers', async (benchmark) => {
    const comparisons = await runBenchmark(benchmark, { quick: true })
    expect(comparisons.length).toBeGreaterThan(0)
    for (const { benchmark: id, ours, theirs, ratio, spread, unit, peer } of comparisons) {
      expect(id).toBe(benchmark.id)
      expect([ours, theirs, ratio, ...spread].every((value) => Number.isFinite(value) && value > 0)).toBe(true)
      expect(unit).toMatch(/^(ns\/op|MB\/s|bytes)$/)
      expect(peer).not.toBe('')
    }
    const text = comparisons.map((one) => JSON.stringify(one)).join('\n')
    expect(readLines(`a line of another kind\n${text}\n`)).toEqual(comparisons)
  })

  it('run in processes of their own', async () => {
    const seen: Comparison[] = []
    const comparisons = await runAlone('robots', { quick: true }, (one) => seen.push(one))
    expect(comparisons.map(({ benchmark }) => benchmark)).toEqual(['robots', 'robots'])
    expect(seen).toEqual(comparisons)
  })

  it.each(benchmarks)('describe the question and the work of $id', ({ title, work }) => {
    expect(title).toMatch(/\?$/)
    expect(work.length).toBeGreaterThan(40)
  })
})

describe('interleave', () => {
  it('passes every contender the same inputs, each once, and awaits promises', async () => {
    const seen: Record<string, number[]> = { ours: [], theirs: [] }
    const [compared] = await interleave<number>({
      benchmark: 'x',
      case: 'y',
      inputs: (seed) => [seed, seed + 0.5],
      ours: { name: 'ours', run: (input) => seen['ours']!.push(input) },
      peers: [
        {
          name: 'theirs',
          runAsync: async (input) => {
            await Promise.resolve()
            seen['theirs']!.push(input)
          },
          note: 'waits',
        },
      ],
      rounds: 3,
      roundMs: 1_000,
      batches: 2,
    })
    expect(seen['ours']).toEqual(seen['theirs'])
    expect(new Set(seen['ours']).size).toBe(seen['ours']!.length)
    expect(compared).toMatchObject({ benchmark: 'x', case: 'y', peer: 'theirs', unit: 'ns/op', note: 'waits' })
  })
})

describe('grow', () => {
  it('compares each size with the peer and with the smallest size', async () => {
    const step = (name: string) => ({
      name,
      ours: { name: 'ours', run: () => 0 },
      theirs: { name: 'them', run: () => 0 },
    })
    const steps = [step('1 rule'), step('2 rules')]
    const compared = await grow({ benchmark: 'g', steps, inputs: () => [1, 2], rounds: 2, roundMs: 1 })
    expect(compared.map(({ case: name, peer }) => [name, peer])).toEqual([
      ['1 rule', 'them'],
      ['2 rules', 'them'],
      ['2 rules', smallestPeer],
    ])
  })
})

describe('both states of the machine', () => {
  it('are measured one after the other, and are in what was measured', async () => {
    const emitted: Comparison[] = []
    await inBothStates(
      (one) => emitted.push(one),
      async (emit, state) => emit({ ...comparison, case: state }),
    )
    const states = ['second core idle', 'second core busy'] as const
    expect(emitted).toEqual(states.map((state) => ({ ...comparison, case: state, state })))
  })
})

describe('what both sides add', () => {
  it('is compared with the errors of both', () => {
    const sides = { ours: { median: 10, error: 1 }, theirs: { median: 20, error: 2 } }
    const named = { benchmark: 'x', case: 'y', peer: 'z', unit: 'µs' }
    expect(compareDifferences({ ...named, ...sides })).toEqual({
      ...named,
      ours: 10,
      theirs: 20,
      ratio: 2,
      spread: [1.717, 2.283],
      error: 1,
    })
  })
})

describe('the report', () => {
  const suite = (benchmark: string, commit: string, quick = false): MeasuredSuite => {
    const [date, machine] = ['2026-12-01', '2 × a processor']
    return { benchmark, commit, quick, date, machine, seconds: 3, comparisons: [] }
  }

  it('replaces one benchmark and keeps the others', () => {
    const order = ['ipv4', 'agents', 'koa']
    const [old, other, removed] = [suite('agents', 'a'), suite('koa', 'a'), suite('of another time', 'a')]
    const measured = suite('agents', 'b')
    expect(withSuite([other, old, removed], measured, order)).toEqual([measured, other])
    expect(withSuite([other], suite('ipv4', 'b'), order)).toEqual([suite('ipv4', 'b'), other])
  })

  it('leaves out only what was measured of the same commit, without changes and with full rounds', () => {
    expect(isCurrent(suite('koa', 'a'), 'a')).toBe(true)
    expect(isCurrent(suite('koa', 'a'), 'b')).toBe(false)
    expect(isCurrent(suite('koa', 'a+'), 'a+')).toBe(false)
    expect(isCurrent(suite('koa', 'a', true), 'a')).toBe(false)
  })

  it('says which benchmarks are of which commit', () => {
    expect(describeRuns([suite('koa', 'a')])).toBe('Measured on 2 × a processor, commit a, 2026-12-01.')
    expect(describeRuns([suite('koa', 'a'), suite('ipv4', 'a'), suite('agents', 'b')])).toBe(
      'Measured on 2 × a processor, commit a, 2026-12-01.\nMeasured on 2 × a processor, commit b, 2026-12-01: `agents`.',
    )
    expect(describeRuns([])).toBe('Nothing is measured yet.')
  })

  it('shows states, errors and the result of a goal in each state', () => {
    const shared = { ...comparison, benchmark: 'koa-added', case: 'added to a request', peer: carefulName, error: 0.5 }
    const idle: Comparison = { ...shared, state: 'second core idle', ratio: 3.2 }
    const busy: Comparison = { ...shared, state: 'second core busy', ratio: 2.9 }
    expect(markdownSection(agents, [idle])).toContain(' | second core idle | 310 ± 0.5 | 1,235 | ')
    expect(judgeGoals([idle, busy])).toContain(
      ' | 3.2 ×, second core idle; 2.9 ×, second core busy | missed by a factor of 1.03 |',
    )
  })

  it('is a table with medians, ratio and spread', () => {
    expect(renderTable(agents, [comparison])).toBe(
      [
        'agents: which of our bot tokens does this user agent contain?',
        `  ${agents.work}`,
        '',
        'case        peer                         ours  theirs  unit   ratio    spread',
        '150 tokens  one RegExp (says yes or no)   310   1,235  ns/op  3.98×  3.5–4.25',
        '',
      ].join('\n'),
    )
  })

  it('is a section in Markdown, followed by its notes', () => {
    const section = markdownSection(agents, [comparison])
    expect(section).toContain('| 150 tokens | one RegExp <sup>1</sup> | 310 | 1,235 | ns/op | **3.98** | 3.5–4.25 |')
    expect(section).toContain('\n1. says yes or no\n')
  })

  it('shows for each goal whether it is reached, and by how much it is missed', () => {
    const table = judgeGoals([comparison, { ...comparison, case: '1,000 tokens', ratio: 1.5 }])
    expect(table).toContain('| `agents` | 2 times one RegExp at 150 tokens | 3.98 × | reached |')
    expect(table).toContain('| `agents` | 3 times one RegExp at 1,000 tokens | 1.5 × | missed by a factor of 2 |')
    expect(table).toContain('| `decision` | 1,300 bytes for a decision with its fields | – | not measured |')
  })

  it('is what README and the page of all figures show', async () => {
    const suites = await readSuites(new URL('../report.jsonl', import.meta.url))
    const comparisons = suites.flatMap((suite) => suite.comparisons)
    const shown = async (page: string): Promise<string> => readFile(new URL(`../../${page}`, import.meta.url), 'utf8')
    expect(suites.filter(({ quick }) => quick)).toEqual([])
    expect(await shown('README.md')).toContain(`<!-- figures -->\n${showHighlights(comparisons)}\n`)
    expect(await shown('docs/performance.md')).toContain(`<!-- goals -->\n${judgeGoals(comparisons)}\n`)
  })

  it('replaces the text between two markers and nothing else', () => {
    expect(fillMarkers('a <!-- x -->old<!-- /x --> b', 'x', 'new')).toBe('a <!-- x -->\nnew\n<!-- /x --> b')
    expect(() => fillMarkers('a', 'x', 'new')).toThrow(/markers/)
  })

  it('is a plot of each growth curve, with labelled axes', () => {
    const grown = ['10 rules', '1,000 rules'].map((name) => ({ ...comparison, benchmark: 'growth-rules', case: name }))
    const plots = growthPlots(grown)
    expect([...plots.keys()]).toEqual(['growth-rules.svg'])
    const svg = plots.get('growth-rules.svg')!
    for (const words of [
      'Time of a decision by rules',
      '>1,000<',
      '>time of one decision<',
      '>tidegate<',
      '>one RegExp<',
    ]) {
      expect(svg).toContain(words)
    }
  })
})
