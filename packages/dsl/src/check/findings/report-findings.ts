import type { Model } from '../../model/model.ts'
import type { LimitReferences } from '../assemble/limit-references.ts'
import type { Checking } from '../checking.ts'
import type { Draft } from '../rules/draft.ts'

/** What findings look at. */
export interface Findable {
  readonly checking: Checking
  readonly drafts: readonly Draft[]
  readonly references: LimitReferences
  /** Absent when the policy has errors: findings about single declarations are given all the same. */
  readonly model: Model | undefined
}

/** A search for one kind of finding. */
export type Find = (findable: Findable) => void

const finds: readonly Find[] = []

/** Reports what is worth knowing about a policy that works: warnings and advice only. */
export function reportFindings(findable: Findable): void {
  for (const find of finds) find(findable)
}
