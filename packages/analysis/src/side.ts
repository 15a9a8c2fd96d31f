/** One of the two models that are compared: `a` is the first (old) one, `b` the second (new) one. */
export type Side = 'a' | 'b'
