import type { GateOptions } from '@tidegate/engine'

/** Throws a `TypeError` if counters are to be shared by workers and to be somewhere else too. */
export function checkWorkers(options: Pick<GateOptions, 'store' | 'processes'> & { readonly workers?: string }): void {
  const { workers, store, processes } = options
  if (workers === undefined) return
  if (workers !== 'shared') throw new TypeError("`workers` must be 'shared'")
  if (store !== undefined) throw new TypeError('give `workers` or `store`, not both: a store is shared already')
  if (processes !== undefined) {
    throw new TypeError(
      'give `workers` or `processes`, not both: `processes` divides limits among processes that count separately',
    )
  }
}
