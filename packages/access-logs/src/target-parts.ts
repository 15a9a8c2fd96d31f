const absolute = /^(?:https?|wss?):\/\/[^/?#]*/i

/** Whether a target of a log names the host itself (absolute-form), as in logs of balancers: `https://shop.example.com:443/a`. */
export function namesHost(target: string): boolean {
  return target.charCodeAt(0) !== 47 && absolute.test(target)
}

/** Returns the path of a target: without the query, and without scheme and host if it names them. */
export function pathOfTarget(target: string): string {
  const mark = target.indexOf('?')
  const whole = mark < 0 ? target : target.slice(0, mark)
  if (!namesHost(whole)) return whole
  const path = whole.replace(absolute, '')
  return path === '' ? '/' : path
}
