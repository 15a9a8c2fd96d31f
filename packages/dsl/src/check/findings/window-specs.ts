import type { Span } from '@tidegate/model'
import type { WindowSpec } from '@tidegate/values'
import type { Checking } from '../checking.ts'

/** A window in one time zone, with its position in the source. */
export interface PlacedSpec {
  readonly spec: WindowSpec
  readonly span: Span
}

/** Returns the windows of a policy, each once. */
export function specsOf({ resolved }: Checking): readonly PlacedSpec[] {
  const specs = new Map<WindowSpec, PlacedSpec>()
  for (const { any } of resolved.windows.values()) {
    for (const part of any) if (part.kind === 'spec') specs.set(part.spec, part)
  }
  return [...specs.values()]
}
