import { addressEntry } from './draft/ordered-access.ts'
import { createDraft } from './draft/policy-draft.ts'
import { finishDraft, type ImportedPolicy } from './draft/finish-draft.ts'

/**
 * Policy text that blocks the addresses of a list: text with an entry a line or joined by commas, comments behind `#`, `;` or `//`.
 * What is no address is said in comments. Host bits are taken off.
 */
export function importCidrList(text: string, file: string): ImportedPolicy {
  const draft = createDraft(file, `from ${file}, a list of addresses`)
  const entries: string[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const plain = line.replace(/^\ufeff/, '').replace(/(#|;|\/\/).*$/, '')
    const pieces = /\s-\s/.test(plain) ? plain.split(',') : plain.split(/[\s,]+/)
    for (const piece of pieces.map((each) => each.trim()).filter((each) => each !== '')) {
      const entry = addressEntry(piece.replace(/^([\da-f][\da-f.:]*)-([\da-f][\da-f.:]*)$/i, '$1 - $2'))
      if (entry === undefined) draft.note(index + 1, `\`${piece}\` is no address and is left out`)
      else {
        entries.push(entry)
        if (isWide(entry)) draft.note(index + 1, `\`${piece}\` is a large part of all addresses: is it meant?`)
      }
    }
  }
  const unique = [...new Set(entries)]
  if (unique.length > 0) draft.rule(`block ip in ${draft.list('blocked', unique)}  as "blocked address"`)
  return finishDraft(draft)
}

/** Networks wider than /8, or /19 of IPv6. */
function isWide(entry: string): boolean {
  return (entry.includes(':') ? /\/(\d|1[0-8])$/ : /\/[0-7]$/).test(entry)
}
