import { serveStdio } from '@tidegate/language-server'
import { readConfigFile } from '@tidegate/node'
import { exitCodes, type ExitCode } from '../../io.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { version } from '../../version.ts'
import { readSuite } from '../test/read-suite.ts'

/** Serves an editor. Returns at once; the process ends with the session. */
export function lsp(): ExitCode {
  serveStdio({
    version,
    // The server runs this program again for tests, `explain` and `replay`.
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    readTests: (text, file) => readSuite(text, file, {}).problems,
    loadPlugins: (configPath) => withPlugins(readConfigFile(configPath), async (plugins) => plugins),
  })
  return exitCodes.good
}
