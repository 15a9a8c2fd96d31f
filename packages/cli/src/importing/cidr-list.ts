import { addressEntry } from './ordered-access.ts'
import { createDraft } from './policy-draft.ts'
import { finishDraft, type ImportedPolicy } from './finish-draft.ts'

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
      const entry = addressEntry(piece.replace(/^(\d[\d.]*)-(\d[\d.]*)$/, '$1 - $2'))
      if (entry === undefined) draft.note(index + 1, `\`${piece}\` is no address and is left out`)
      else entries.push(entry)
    }
  }
  const unique = [...new Set(entries)]
  if (unique.length > 0) draft.rule(`block ip in ${draft.list('blocked', unique)}  as "blocked address"`)
  return finishDraft(draft)
}
