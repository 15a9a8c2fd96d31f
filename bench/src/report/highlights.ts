import type { Comparison } from '../harness/comparison.ts'
import { figure } from '../harness/figure.ts'
import { carefulName } from '../peers/careful-stack.ts'

/** A comparison that README shows. */
interface Highlight {
  /** What is done, in words for readers who know no benchmark. */
  readonly work: string
  /** Begins in lower case. */
  readonly peer: string
  readonly benchmark: string
  readonly case: string
  readonly of: string
}

const highlights: readonly Highlight[] = [
  {
    work: 'One decision, from the raw request to the fields of the reply',
    peer: 'a stack of libraries that checks the same',
    benchmark: 'decision',
    case: 'mixed traffic, checked alike',
    of: carefulName,
  },
  {
    work: 'Processor time added to a request of Koa',
    peer: 'the same stack',
    benchmark: 'koa-added',
    case: 'added to a request',
    of: carefulName,
  },
  {
    work: 'An address looked up in a list of 100,000 prefixes',
    peer: '`net.BlockList`',
    benchmark: 'ipv4',
    case: '100,000 prefixes, hits',
    of: 'net.BlockList',
  },
  {
    work: 'Memory for the counter of a client, of a million',
    peer: '`rate-limiter-flexible`, with fixed windows',
    benchmark: 'counters',
    case: '1,000,000 addresses, bytes each, 100 per hour, exact',
    of: 'rate-limiter-flexible',
  },
  {
    work: 'Replay of an access log',
    peer: '[GoAccess](https://goaccess.io), which counts and decides nothing',
    benchmark: 'replay',
    case: '250,000 lines',
    of: 'goaccess',
  },
  {
    work: 'Longest wait of a request while a list of 100,000 prefixes is reloaded',
    peer: '`net.BlockList`, rebuilt',
    benchmark: 'reload',
    case: '100,000 prefixes, longest wait',
    of: 'net.BlockList rebuilt',
  },
]

/** The comparisons that README shows, as a table in Markdown. A highlight that was not measured has no row. */
export function showHighlights(comparisons: readonly Comparison[]): string {
  const rows = highlights.flatMap((highlight) => {
    const found = comparisons.filter(
      (each) =>
        each.benchmark === highlight.benchmark && each.case === highlight.case && each.peer.startsWith(highlight.of),
    )
    return found.map(({ ours, theirs, unit, state, ratio }) => {
      const work = highlight.work + (state === undefined ? '' : `, ${state}`)
      const ofUnit = (value: number): string => `${figure(value)} ${unit.replace('ns/op', 'ns')}`
      return `| ${work} | ${ofUnit(ours)} | ${ofUnit(theirs)}: ${highlight.peer} | ${figure(ratio)} × |`
    })
  })
  return ['| | Tidegate | Compared with | Better by |', '|---|--:|---|--:|', ...rows].join('\n')
}
