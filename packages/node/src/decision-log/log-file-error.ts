/** The error for a log that cannot be opened. */
export class LogFileError extends Error {
  override readonly name = 'LogFileError'
  /** What to check. */
  readonly help: string =
    'check the folder and its permissions: the process must be able to create the file, and to append to it'
}
