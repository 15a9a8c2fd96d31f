import type { ModelFile } from '@tidegate/model'
import type { Checking } from '../checking.ts'

/** Returns the files of a policy that could be read: the root first, then the others by name. */
export function filesOf({ files, root }: Checking): readonly ModelFile[] {
  const first = files.get(root.file)
  const others = [...files.values()].filter(({ file }) => file !== root.file)
  return [...(first === undefined ? [] : [first]), ...others.toSorted((a, b) => (a.file < b.file ? -1 : 1))]
}
