import type { YamlValue } from '@tidegate/yaml-values'
import { openYaml } from '@tidegate/yaml-values'
import { addressEntry } from '../draft/ordered-access.ts'
import type { ReadIncluded } from '../included-files.ts'
import { membersOf, textOf } from './json-text.ts'

/** Returns the addresses, host names or other texts of the items of a list. */
export function entriesOf(items: YamlValue): readonly string[] {
  return items.items().flatMap((item) => {
    if (!item.isMap) return textOf(item) === '' ? [] : [textOf(item)]
    const fields = membersOf(item)
    const host = fields.get('hostname')
    const hostText = host?.isMap === true ? textOf(membersOf(host).get('url_hostname')) : textOf(host)
    const text = textOf(fields.get('ip')) || hostText || textOf(fields.get('asn'))
    return text === '' ? [] : [addressEntry(text) ?? text]
  })
}

/** Returns the entries of a list that is in a file of its own, next to the export; undefined if there is none. */
export function entriesOfFile(name: string, included: ReadIncluded | undefined): readonly string[] | undefined {
  const [file] = /^[\w-]+$/.test(name) ? (included?.(`${name}.json`) ?? []) : []
  if (file === undefined) return undefined
  const { root } = openYaml(file.text.replaceAll('\t', ' '), file.path)
  const fields = membersOf(root)
  const items = fields.get('result') ?? fields.get('items') ?? root
  return items?.isList === true ? entriesOf(items) : undefined
}
