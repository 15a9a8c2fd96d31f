/**
 * What readers other than the gate's find in a query or in cookies. `clear`: the same. `also`: further values of the declared names, in their order.
 * `unclear`: a declared name that only some of them find; `detail` contains no data from the client.
 */
export type Review =
  | { readonly kind: 'clear' }
  | { readonly kind: 'also'; readonly values: readonly (readonly string[])[] }
  | { readonly kind: 'unclear'; readonly detail: string }
