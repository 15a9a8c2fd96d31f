import { mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { publicPackages } from '../public-packages.ts'
import { mustRun } from './run.ts'

/** A release of Node.js. */
export interface InstalledNode {
  readonly version: string
  readonly program: string
  /** The environment in which `node` is this release. */
  readonly env: NodeJS.ProcessEnv
}

/**
 * Returns a release of each supported line of Node.js: of the line that runs this script the release that runs it, and of every other the oldest that
 * `engines` names, installed into a folder. They are packages of npm: nothing else of the machine changes. Throws where npm has none for this
 * operating system and processor.
 */
export function supportedNodes(folder: string, env: NodeJS.ProcessEnv): readonly InstalledNode[] {
  const oldest = publicPackages()[0]?.manifest.engines?.node.match(/\d+\.\d+\.\d+/g) ?? []
  return oldest.map((version) => {
    const isRunning = version.split('.')[0] === process.versions.node.split('.')[0]
    const program = isRunning ? process.execPath : installNode(version, join(folder, `node-${version}`))
    return {
      version: isRunning ? process.versions.node : version,
      program,
      env: { ...env, PATH: `${dirname(program)}${delimiter}${env['PATH']}` },
    }
  })
}

function installNode(version: string, home: string): string {
  mkdirSync(home, { recursive: true })
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  mustRun('npm', ['install', '--no-save', '--prefix', home, `${name}@${version}`], home, process.env)
  return join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}
