import { readTarget } from '@tidegate/engine/http'
import type { EnforcementOptions } from './host-options.ts'

/**
 * Puts a request's URL in the form in which it will be judged and routed, before `skip`, `user`, `facts` or a router reads another spelling of
 * it. Returns false for a URL that the gate refuses; it stays as it is.
 */
export function canonicaliseUrl(
  request: { readonly method?: string | undefined; url?: string | undefined },
  { rewriteTarget, ambiguousPaths, encodedSlash }: EnforcementOptions,
): boolean {
  const target = readTarget(request.method ?? '', request.url ?? '', {
    ...(ambiguousPaths !== undefined && { ambiguousPaths }),
    ...(encodedSlash !== undefined && { encodedSlash }),
  })
  if (target.kind !== 'target') return false
  if (rewriteTarget !== false && target.target !== request.url) request.url = target.target
  return true
}
