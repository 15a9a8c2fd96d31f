import { rolldown, type RolldownOutput } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/** The files that a bundler writes. */
export type OutputFiles = RolldownOutput['output']

/**
 * Bundles the declarations of entry points, which are given by the names of their outputs: what they export, and the types that it uses.
 * Throws on a warning.
 */
export async function bundleDeclarations(
  folder: string,
  entries: Readonly<Record<string, string>>,
  isImported: (id: string) => boolean,
): Promise<OutputFiles> {
  const bundle = await rolldown({
    input: entries,
    cwd: folder,
    platform: 'neutral',
    external: (id) => id.startsWith('node:') || isImported(id),
    resolve: { conditionNames: ['@tidegate/source', 'types', 'import', 'default'], mainFields: ['module', 'main'] },
    plugins: [dts({ dtsOnly: true, generator: 'oxc', cwd: folder, tsconfig: false, sourcemap: false })],
    onwarn: (warning) => {
      throw new Error(`declarations of ${folder}: ${warning.message}`)
    },
  })
  const { output } = await bundle.generate({ format: 'esm', chunkFileNames: 'shared/[name]-[hash].js' })
  await bundle.close()
  return output
}
