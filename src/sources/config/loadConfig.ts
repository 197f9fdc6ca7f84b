import { explainLoadError } from '../../core/base/result.ts'
import type { Http } from '../http/http.ts'
import { configFileName, defaultConfig, parseConfig, type ParsedConfig } from './config.ts'

/** Never fails: without the file, or when it cannot be had, the page works with the defaults and says why where there is something to say. */
export async function loadConfig(http: Http, pageUrl: string, signal?: AbortSignal): Promise<ParsedConfig> {
  const url = new URL(configFileName, pageUrl).href
  const answer = await http.request({ url, where: configFileName, expects: 'bytes', signal, timeoutMs: 10_000 })
  if (answer.ok) return parseConfig(new TextDecoder().decode(answer.value.bytes), pageUrl)
  // Servers of single-page applications answer with their start page for a file that is not there: absent, too.
  const isAbsent = answer.error.code === 'not-found'
  return { config: defaultConfig(pageUrl), mistakes: isAbsent ? [] : [explainLoadError(answer.error)] }
}
