import type { Checking } from '../checking.ts'
import type { Declared, DeclaredKind } from '../declared.ts'
import { resolveList } from '../sets/resolve-addresses.ts'
import { resolveBots } from '../sets/resolve-bots.ts'
import { resolveDeclaredPaths } from '../sets/resolve-paths.ts'
import { resolveTexts } from '../sets/resolve-texts.ts'
import { resolveDeclaredWindow } from '../sets/resolve-window.ts'
import { checkZone } from '../sets/zone-of.ts'

type Resolve<K extends DeclaredKind> = (checking: Checking, declared: Extract<Declared, { kind: K }>) => unknown

const resolveByKind: { readonly [K in DeclaredKind]: Resolve<K> } = {
  list: (checking, declared) => resolveList(checking, declared, declared.span),
  // All bot sets are part of the model, used or not: `bot` is the longest token of any of them.
  bots: (checking, declared) => resolveBots(checking, declared, declared.span),
  paths: (checking, declared) => resolveDeclaredPaths(checking, declared, declared.span),
  texts: (checking, declared) => resolveTexts(checking, declared, declared.span),
  window: (checking, declared) => resolveDeclaredWindow(checking, declared, declared.span),
  number: () => undefined,
  fact: () => undefined,
}

/** Resolves every declaration, so that its errors are reported whether it is used or not. */
export function resolveAll(checking: Checking): void {
  for (const unit of checking.units) checkZone(checking, unit)
  for (const declared of checking.scopes.all) resolveOne(checking, declared)
}

function resolveOne<K extends DeclaredKind>(checking: Checking, declared: Extract<Declared, { kind: K }>): void {
  const resolve: Resolve<K> = resolveByKind[declared.kind as K]
  resolve(checking, declared)
}
