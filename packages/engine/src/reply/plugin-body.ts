import { offeredType } from './offered-type.ts'
import type { RefusalText, ReplyBody } from './reply-body.ts'
import type { ReplyOptions } from './reply-options.ts'

/**
 * The body that a plugin writes for a client that prefers its media type. Undefined if no plugin has that type, or if the plugin throws
 * or does not return a string: a refusal is sent in any case.
 */
export function pluginBody(
  accept: string,
  refusal: RefusalText,
  plugins: ReplyOptions['plugins'],
): { readonly type: string; readonly body: string } | undefined {
  if (plugins === undefined) return undefined
  const bodies = new Map<string, ReplyBody>(plugins.flatMap(({ replies = {} }) => Object.entries(replies)))
  if (bodies.size === 0) return undefined
  const type = offeredType(accept, [...bodies.keys()])
  if (type === undefined) return undefined
  try {
    const body: unknown = bodies.get(type)?.(refusal)
    return typeof body === 'string' ? { type: `${type}; charset=utf-8`, body } : undefined
  } catch {
    return undefined
  }
}
