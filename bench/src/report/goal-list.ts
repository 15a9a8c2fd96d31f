import type { Comparison } from '../harness/comparison.ts'
import { smallestPeer } from '../harness/grow.ts'
import type { MachineState } from '../harness/machine-state.ts'
import { byHandName } from '../peers/by-hand.ts'
import { carefulName } from '../peers/careful-stack.ts'
import { koaShare } from '../suites/adapters.ts'
import { addedByHand } from '../suites/koa-added.ts'
import { equalLoop } from '../suites/open-loop.ts'

/** A goal for some comparisons of a benchmark. */
export interface Goal {
  readonly benchmark: string
  /** The goal in words. */
  readonly wanted: string
  /** Selects the comparisons of the goal, all of which must reach it. */
  readonly of: (comparison: Comparison) => boolean
  readonly measured: (comparison: Comparison) => number
  readonly sense: 'at least' | 'at most'
  readonly bound: number
  readonly unit: string
}

/** Selects comparisons with this peer in this state whose case begins with this text. */
interface Picked {
  readonly case?: string
  readonly peer?: string
  readonly state?: MachineState
}

const within = 1 / 1.5
const list = 'net.BlockList'

/** The goals of the project, each measured by a benchmark. */
export const goals: readonly Goal[] = [
  ratio(
    'decision',
    { case: 'mixed', peer: carefulName },
    6,
    '6 times a careful stack of libraries, which checks the same',
  ),
  ratio(
    'decision',
    { case: 'mixed traffic', peer: byHandName },
    1 / 1.2,
    'at most 1.2 times a function by hand for this policy',
  ),
  ratio('decision', { case: 'after two reloads' }, 1 / 1.03, 'at most 1.03 times as slow after two reloads'),
  atMost('decision', { case: 'allocated' }, 1_300, 'bytes', '1,300 bytes for a decision with its fields'),
  ratio('growth-rules', { case: '1,000 ', peer: smallestPeer }, within, '1,000 rules within 1.5 times of 10'),
  {
    ...atMost(
      'growth-rules',
      { case: '10,000 ', peer: smallestPeer },
      5_000,
      'ns',
      '10,000 rules at most 5 µs more than 10',
    ),
    measured: ({ ours, theirs }) => ours - theirs,
  },
  ratio(
    'growth-prefixes',
    { case: '1,000,000', peer: smallestPeer },
    within,
    '1,000,000 prefixes within 1.5 times of 100',
  ),
  ratio('growth-tokens', { case: '1,000', peer: smallestPeer }, within, '1,000 tokens within 1.5 times of 15'),
  ratio('ipv4', { case: '1,000 ', peer: list }, 4, `4 times ${list} at 1,000 IPv4 prefixes`),
  ratio('ipv4', { case: '10,000 ', peer: list }, 5, '5 times at 10,000'),
  ratio('ipv4', { case: '100,000 ', peer: list }, 8, '8 times at 100,000'),
  ratio('ipv4', { case: '1,000,000 ', peer: list }, 10, '10 times at 1,000,000'),
  ratio('ipv6', { case: '10,000 ', peer: list }, 2.5, `2.5 times ${list} at 10,000 IPv6 prefixes`),
  ratio('ipv6', { case: '100,000 ', peer: list }, 4, '4 times at 100,000'),
  atMost(
    'memory',
    { case: '1,000,000 IPv4 prefixes, table', peer: list },
    14,
    'bytes',
    '14 bytes per prefix at 1,000,000 (IPv4)',
  ),
  atMost('memory', { case: '100,000 IPv4 prefixes, table', peer: list }, 40, 'bytes', '40 bytes per prefix at 100,000'),
  atMost('memory', { case: 'load 1,000,000', peer: `readline into ${list}` }, 2, 's', 'a million lines loaded in 2 s'),
  atMost('resident', { case: '10 prefixes' }, 25, 'MB', 'an open policy adds 25 MB to a server'),
  ratio('agents', { case: '150 tokens', peer: 'one RegExp' }, 2, '2 times one RegExp at 150 tokens'),
  ratio('agents', { case: '1,000 tokens', peer: 'one RegExp' }, 3, '3 times one RegExp at 1,000 tokens'),
  {
    ...ratio('agents', {}, 6, '6 times isbot on new user agents'),
    of: ({ benchmark, case: name, peer }) => benchmark === 'agents' && name === '150 tokens' && peer === 'isbot',
  },
  ratio('agents', { case: '150 tokens, 50', peer: 'isbot' }, 15, '15 times isbot on recurring user agents'),
  ratio(
    'counters',
    { case: '1,000,000 addresses, time', peer: 'rate-limiter-flexible' },
    5,
    '5 times rate-limiter-flexible at 1,000,000 addresses',
  ),
  ratio('counters', { case: '1,000,000 addresses, time', peer: 'express-rate-limit' }, 4, '4 times express-rate-limit'),
  atMost(
    'counters',
    { case: 'flood', peer: 'rate-limiter-flexible' },
    9,
    'MB',
    'no more memory than the bound (9 MB) in a flood',
  ),
  ratio(
    'koa-added',
    { case: 'added', peer: addedByHand },
    1 / 1.15,
    'adds at most 1.15 times what a function by hand does',
  ),
  ratio('koa-added', { case: 'added', peer: carefulName }, 3, 'adds at most a third of what the careful stack does'),
  ratio(
    'koa',
    { case: 'as fast as possible', peer: 'bare Koa', state: 'second core idle' },
    0.68,
    '68 % of the requests of bare Koa while the second core is idle',
  ),
  ratio(
    'koa',
    { case: 'as fast as possible', peer: 'bare Koa', state: 'second core busy' },
    0.8,
    '80 % while it is busy',
  ),
  atMost(
    'open-loop',
    { case: 'added at 4,000 requests per second, median' },
    8,
    'µs',
    '8 µs added to the median latency',
  ),
  atMost(
    'open-loop',
    { case: '`admit` in the server, 99.9 %', peer: equalLoop },
    50,
    'µs',
    'the longest `admit` of a thousand takes 50 µs',
  ),
  ratio('adapters', { peer: koaShare }, 1, 'each adapter leaves as large a share of bare as that of Koa'),
  ratio('redis', { peer: 'redis-benchmark' }, 0.8, '80 % of redis-benchmark with the same script'),
  {
    ...atMost(
      'gateway',
      { case: 'auth-request, per second of CPU' },
      25_000,
      'checks/s',
      '25,000 checks per second and core',
    ),
    sense: 'at least',
  },
  {
    ...atMost(
      'gateway',
      {
        case: 'through nginx at 1,000 requests per second, median',
        peer: 'nginx alone',
        state: 'second core idle',
      },
      0.3,
      'ms',
      'at most 0.3 ms more than nginx alone at the median, while no core is busy',
    ),
    measured: ({ ours, theirs }) => ours - theirs,
  },
  ratio(
    'gateway',
    { case: 'through nginx at 70 % load', peer: 'nginx with a gate that answers 200' },
    within,
    'latency within 1.5 times of a gate that answers 200',
  ),
  {
    ...atMost(
      'replay',
      { case: '1,000,000 lines, per second of CPU' },
      0.5,
      'million lines/s',
      'half a million lines per second and core',
    ),
    sense: 'at least',
  },
  ratio('replay', { case: '250,000 lines', peer: 'goaccess' }, 20, '20 times GoAccess, which decides nothing'),
  atMost(
    'reload',
    { case: '100,000 prefixes, longest', peer: 'net.BlockList rebuilt' },
    5,
    'ms',
    'no request waits more than 5 ms',
  ),
  atMost('paths', { case: 'ordinary', peer: 'one RegExp' }, 250, 'ns', '250 ns on ordinary paths'),
  atMost('paths', { case: '2,048', peer: 'one RegExp' }, 1e6, 'ns', '1 ms on 2,048 hostile characters'),
  atMost('check', { case: '1,000 rules, in the command' }, 250, 'ms', '1,000 rules in 250 ms in the command line'),
  atMost('check', { case: '1,000 rules, in the editor' }, 50, 'ms', '1,000 rules in 50 ms after a keystroke'),
]

function picks(benchmark: string, { case: name, peer, state }: Picked): Goal['of'] {
  return (comparison) =>
    comparison.benchmark === benchmark &&
    (name === undefined || comparison.case.startsWith(name)) &&
    (peer === undefined || comparison.peer === peer) &&
    (state === undefined || comparison.state === state)
}

function ratio(benchmark: string, picked: Picked, bound: number, wanted: string): Goal {
  const measured = (comparison: Comparison): number => comparison.ratio
  return { benchmark, wanted, of: picks(benchmark, picked), measured, sense: 'at least', bound, unit: 'times' }
}

function atMost(benchmark: string, picked: Picked, bound: number, unit: string, wanted: string): Goal {
  const measured = (comparison: Comparison): number => comparison.ours
  return { benchmark, wanted, of: picks(benchmark, picked), measured, sense: 'at most', bound, unit }
}
