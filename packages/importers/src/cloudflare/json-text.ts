import type { YamlValue } from '@tidegate/yaml-values'

/** Returns a text, number or flag as text; an empty text for anything else. */
export function textOf(value: YamlValue | undefined): string {
  const plain = value?.plain()
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean' ? String(plain) : ''
}

/** Returns the members of a map by name; none for anything else. */
export function membersOf(value: YamlValue | undefined): ReadonlyMap<string, YamlValue> {
  return new Map(value?.isMap === true ? value.entries() : [])
}

/** Returns the items of a list; none for anything else. */
export function itemsOf(value: YamlValue | undefined): readonly YamlValue[] {
  return value?.isList === true ? value.items() : []
}
