/**
 * The few web standards that core may use because browsers, workers and Node 20 all have them. Core's compiler knows no DOM;
 * this is the whole list of exceptions.
 */
interface TextDecoder {
  decode(bytes?: ArrayBufferView | ArrayBuffer, options?: { readonly stream?: boolean }): string
}
declare const TextDecoder: new (
  label?: string,
  options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean },
) => TextDecoder

interface TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>
}
declare const TextEncoder: new () => TextEncoder

interface ByteReader {
  read(): Promise<
    { readonly done: false; readonly value: Uint8Array } | { readonly done: true; readonly value?: undefined }
  >
  cancel(reason?: unknown): Promise<void>
}
interface ByteWriter {
  write(bytes: Uint8Array): Promise<void>
  close(): Promise<void>
  abort(reason?: unknown): Promise<void>
}
interface DecompressionStream {
  readonly readable: { getReader(): ByteReader }
  readonly writable: { getWriter(): ByteWriter }
}
declare const DecompressionStream: new (format: 'gzip' | 'deflate' | 'deflate-raw') => DecompressionStream

declare const crypto: {
  readonly subtle: { digest(algorithm: 'SHA-256', bytes: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer> }
}

declare function btoa(binary: string): string
declare function atob(base64: string): string

interface MessagePort {
  addEventListener(type: 'message', listener: () => void): void
  start(): void
  close(): void
  postMessage(message: unknown): void
}
declare const MessageChannel: new () => { readonly port1: MessagePort; readonly port2: MessagePort }
