/** Thrown for a log that cannot be read, or options that cannot be used; `help` says what to do instead. */
export class LogError extends Error {
  readonly help: string | undefined
  constructor(message: string, help?: string) {
    super(message)
    this.name = 'LogError'
    this.help = help
  }
}
