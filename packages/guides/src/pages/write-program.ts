import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const programs = fileURLToPath(new URL('../../.programs/', import.meta.url))

/** Files of one set-up, in a folder from which the packages of this workspace package resolve. */
export interface ProgramFolder {
  readonly path: string
  /** Writes a file; returns its absolute path. */
  write(name: string, text: string): string
  /** Writes a module and imports it. */
  load(name: string, text: string): Promise<unknown>
  /** The text with the name of the policy replaced by its absolute path. */
  withPolicy(text: string): string
  remove(): void
}

/** Creates a folder for the files of a page's programs. */
export function createProgramFolder(): ProgramFolder {
  mkdirSync(programs, { recursive: true })
  const folder = mkdtempSync(join(programs, 'p-'))
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  return {
    path: folder,
    write,
    load: (name, text) => import(/* @vite-ignore */ pathToFileURL(write(name, text)).href),
    withPolicy: (text) => text.replaceAll("'site.policy'", JSON.stringify(join(folder, 'site.policy'))),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
