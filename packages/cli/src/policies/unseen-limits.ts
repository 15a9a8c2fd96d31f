import type { Model } from '@tidegate/model'
import type { Config } from '@tidegate/node'

/** A limit that the gateway of this project cannot enforce, because its proxy does not report what becomes of requests. */
export interface UnseenLimit {
  /** `replies`: it counts replies; `at-once`: it limits requests at once. */
  readonly needs: 'replies' | 'at-once'
  readonly file: string
  readonly line: number
}

/**
 * The limits of a policy that the gateway does not enforce as `serve` in `tidegate.yaml` describes it; none if there is no `serve`, if the gateway itself passes requests on, or if
 * proxies report statuses.
 */
export function unseenLimits(serve: Config['serve'], { rules }: Pick<Model, 'rules'>): readonly UnseenLimit[] {
  if (serve === undefined || serve.to !== undefined) return []
  if (serve.settle !== undefined && serve.requestIds === true) return []
  return rules.flatMap((rule): readonly UnseenLimit[] => {
    if (rule.kind !== 'limit') return []
    const { file, line } = rule.place
    const needs: UnseenLimit['needs'][] = []
    if (rule.countingReplies !== undefined) needs.push('replies')
    if (rule.period.kind === 'at-once') needs.push('at-once')
    return needs.map((need) => ({ needs: need, file, line }))
  })
}

/** What is wrong with such a limit. */
export function unseenText({ needs, file, line }: UnseenLimit): string {
  return needs === 'replies'
    ? `the limit at ${file}:${line} counts nothing behind the gateway: the statuses of replies are not reported to it`
    : `the limit at ${file}:${line} is not enforced by the gateway: the end of requests is not reported to it`
}

/** How to fix it. */
export const unseenHelp = 'set `serve.settle` and `serve.requestIds`, and let the proxy send the status of each request'
