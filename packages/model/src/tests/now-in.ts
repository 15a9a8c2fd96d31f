import { isWindowOpen } from '@tidegate/values'
import { windowName } from '../names.ts'
import { isTimeKnown } from '../view/clock.ts'
import { formatMoment } from './format-moment.ts'
import { bareName, notUnless } from './found-words.ts'
import type { TestKind } from './test-kind.ts'

/** A window of time is open. `window` is an index in `windows`. */
export interface NowIn {
  readonly kind: 'now-in'
  readonly window: number
}

export const nowIn: TestKind<NowIn> = {
  value: ({ window }, { model, facts, zones }) =>
    isTimeKnown(facts) ? isWindowOpen(model.windows[window]!.spec, facts.nowMs, zones) : undefined,
  reads: () => [{ kind: 'time' }],
  text: ({ window }, model) => `now in ${bareName(windowName(model, window))}`,
  found: ({ window }, holds, { model, facts, zones }) => {
    const name = windowName(model, window)
    const { zone } = model.windows[window]!.spec
    return `now (${formatMoment(facts.nowMs, zone, zones)}) is ${notUnless(holds)}in ${name}`
  },
  key: ({ window }, names) => `now in ${names.set('window', window)}`,
}
