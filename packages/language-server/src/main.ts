#!/usr/bin/env node
import { serveStdio } from './serve-stdio.ts'
import { version } from './version.ts'

const usage = `Usage: tidegate-language-server --stdio

Serves an editor with the Language Server Protocol on standard input and output.
\`tidegate lsp\` of @tidegate/cli is the same server and also checks test files while you type and loads plugins.

Options:
  --stdio    the only way to connect, and the default
  --version  print the version
  --help     print this text
`

const args = process.argv.slice(2)
const unknown = args.find(
  (arg) => !['--stdio', '--version', '--help'].includes(arg) && !arg.startsWith('--clientProcessId='),
)
if (args.includes('--help')) process.stdout.write(usage)
else if (args.includes('--version')) process.stdout.write(`${version}\n`)
else if (unknown !== undefined) {
  process.stderr.write(`tidegate-language-server: unknown argument \`${unknown}\`\n${usage}`)
  process.exitCode = 2
} else serveStdio({ version, command: ['tidegate'] })
