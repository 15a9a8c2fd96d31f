export { reverseDns, type ReverseDnsOptions, type ReverseDnsPlugin } from './reverse-dns.ts'
