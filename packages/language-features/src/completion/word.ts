import { builtInLists, type Declared, wordsOfKind } from '@tidegate/dsl/tools'

/** What a completion inserts, as editors choose a picture for it. */
export type CompletionKind = 'keyword' | 'name' | 'fact' | 'value' | 'file' | 'snippet' | 'limit'

/** A word that can be inserted. */
export interface Word {
  readonly label: string
  readonly kind: CompletionKind
  /** A few words next to the label. */
  readonly detail?: string
  /** What is inserted; the label by default. */
  readonly newText?: string
  /** Words with smaller numbers are more likely; 0 by default. */
  readonly rank?: number
}

/** Returns the words for declared names. */
export function wordsOfDeclared(declared: readonly Declared[]): readonly Word[] {
  return declared.map((each) => {
    const detail = each.kind === 'fact' ? `a fact of type ${each.spec.type}` : wordsOfKind(each.kind)
    return { label: each.name, kind: each.kind === 'fact' ? 'fact' : 'name', detail }
  })
}

/** The lists of addresses that need no declaration. */
export const builtInListWords: readonly Word[] = builtInLists.map((label) => ({
  label,
  kind: 'name',
  detail: 'a built-in list of addresses',
}))
