/** The version of the command line, as `--version` prints it. A test holds it against package.json. */
export const version = '0.1.0'
