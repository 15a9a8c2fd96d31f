import { checkOptions, checkValues, type ValueKind } from '@tidegate/engine'
import type { WatchOptions } from './watch-files.ts'

const watchKinds: Readonly<Record<keyof WatchOptions, readonly ValueKind[]>> = {
  settleMs: ['number'],
  pollMs: ['number'],
  lookMs: ['number'],
}

/** Throws a `TypeError` for an invalid option `watch`. */
export function checkWatch(where: string, watch: boolean | WatchOptions | undefined): void {
  if (typeof watch !== 'object') return
  checkOptions(`${where}: \`watch\``, watch, Object.keys(watchKinds))
  checkValues(`${where}: \`watch\``, watch, watchKinds)
}
