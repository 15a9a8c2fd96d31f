/** Version of the command line, as `--version` prints it. A test compares it with package.json. */
export const version = '0.1.0'
