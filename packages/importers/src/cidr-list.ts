import { addressEntry } from './draft/ordered-access.ts'
import { createDraft } from './draft/policy-draft.ts'
import { finishDraft, type ImportedPolicy } from './draft/finish-draft.ts'

/**
 * Returns policy text that blocks the addresses of a list: one entry per line or joined by commas, with comments after `#`, `;`
 * or `//`. Comments name entries that are not addresses. Host bits are cleared.
 */
export function importCidrList(text: string, file: string): ImportedPolicy {
  const draft = createDraft(file, `imported from ${file} (address list)`)
  const entries: string[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const plain = line.replace(/^\ufeff/, '').replace(/(#|;|\/\/).*$/, '')
    const pieces = /\s-\s/.test(plain) ? plain.split(',') : plain.split(/[\s,]+/)
    for (const piece of pieces.map((each) => each.trim()).filter((each) => each !== '')) {
      const entry = addressEntry(piece.replace(/^([\da-f][\da-f.:]*)-([\da-f][\da-f.:]*)$/i, '$1 - $2'))
      if (entry === undefined) draft.note(index + 1, `skipped \`${piece}\`: not an address`)
      else {
        entries.push(entry)
        if (isLarge(entry)) draft.note(index + 1, `\`${piece}\` is a large part of all addresses; is this intended?`)
      }
    }
  }
  const unique = [...new Set(entries)]
  if (unique.length > 0) draft.rule(`block ip in ${draft.list('blocked', unique)}  as "blocked address"`)
  return finishDraft(draft)
}

/** Whether a network is larger than /8, or /19 in IPv6. */
function isLarge(entry: string): boolean {
  return (entry.includes(':') ? /\/(\d|1[0-8])$/ : /\/[0-7]$/).test(entry)
}
