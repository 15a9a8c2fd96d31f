/** Options of an import. */
export interface ImportOptions {
  /** For Apache httpd: the path of the folder to which a file applies, if it is an `.htaccess`: `/blog/`. */
  readonly at?: string
}
