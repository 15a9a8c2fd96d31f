/** Thrown for a log that cannot be read and for invalid options; `help` says how to fix it. */
export class LogError extends Error {
  readonly help: string | undefined
  constructor(message: string, help?: string) {
    super(message)
    this.name = 'LogError'
    this.help = help
  }
}
