/** The error for a state folder that cannot be used. */
export class StateFolderError extends Error {
  override readonly name = 'StateFolderError'
  /** What to do. */
  readonly help: string

  constructor(message: string, help: string) {
    super(message)
    this.help = help
  }
}
