/** Returns a host name in ASCII (punycode), or '' if it is invalid, as the function of this name in Node's `url`. */
export function domainToASCII(domain: string): string {
  return URL.canParse(`http://${domain}/`) ? new URL(`http://${domain}/`).hostname : ''
}
