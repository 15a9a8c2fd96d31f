import { readTarget } from '@tidegate/engine/http'
import type { EnforcementOptions } from './host-options.ts'

/**
 * Rewrites a request's URL to its canonical form, so that `skip`, `user`, `facts` and routers read the same form as the policy. Returns false
 * if `skip` must not decide: for a method or URL that the gate refuses, which is not changed, and for one that the gate may refuse because programs read it in
 * several ways, of which `skip` sees one.
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
  return target.hasReadings !== true
}
