import { isWindowOpen } from '@tidegate/values'
import { windowName } from '../names.ts'
import { formatMoment } from './format-moment.ts'
import { bareName, notUnless } from './found-words.ts'
import type { TestKind } from './test-kind.ts'

/** A window of time is open. `window` is an index in `windows`. */
export interface NowIn {
  readonly kind: 'now-in'
  readonly window: number
}

export const nowIn: TestKind<NowIn> = {
  holds: ({ window }, { model, facts, zones }) => isWindowOpen(model.windows[window]!.spec, facts.nowMs, zones),
  reads: () => [{ kind: 'time' }],
  text: ({ window }, model) => `now in ${bareName(windowName(model, window))}`,
  found: ({ window }, holds, { model, facts, zones, doubt }) => {
    const name = windowName(model, window)
    if (doubt !== undefined) {
      return `the clock is implausible, so now counts as ${doubt ? 'inside' : 'outside'} ${name}`
    }
    const { zone } = model.windows[window]!.spec
    return `now (${formatMoment(facts.nowMs, zone, zones)}) is ${notUnless(holds)}in ${name}`
  },
  key: ({ window }, names) => `now in ${names.set('window', window)}`,
}
