import type { Comparison } from '../harness/comparison.ts'
import { smallestPeer } from '../harness/grow.ts'
import { drawPlot } from '../harness/plot.ts'

const plots = [
  { id: 'growth-rules', title: 'Time of a decision by rules', xAxis: 'rules' },
  { id: 'growth-prefixes', title: 'Time of a decision by prefixes', xAxis: 'prefixes in the list' },
  { id: 'growth-tokens', title: 'Time of a decision by bot tokens', xAxis: 'bot tokens' },
] as const

/** The growth curves as SVG files, by name, without those that were not measured. */
export function growthPlots(comparisons: readonly Comparison[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const { id, title, xAxis } of plots) {
    const withPeer = comparisons.filter(({ benchmark, peer }) => benchmark === id && peer !== smallestPeer)
    if (withPeer.length < 2) continue
    const sizeOf = (name: string): number => Number.parseInt(name.replaceAll(',', ''), 10)
    const ours = withPeer.map(({ case: name, ours: value }) => [sizeOf(name), value] as const)
    const theirs = withPeer.map(({ case: name, theirs: value }) => [sizeOf(name), value] as const)
    const series = [
      { name: 'tidegate', isOurs: true, points: ours },
      { name: withPeer[0]!.peer, isOurs: false, points: theirs },
    ]
    files.set(`${id}.svg`, drawPlot({ title, xAxis, yAxis: 'time of one decision', series }))
  }
  return files
}
