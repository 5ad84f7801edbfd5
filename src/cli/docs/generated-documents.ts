import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { backendApiYaml } from './backend-api-document'
import { boundaryApiYaml } from './boundary-api-yaml'
import { codesMarkdown } from './codes-document'
import { eventsMarkdown } from './events-document'
import { messagesYaml } from './messages-document'
import { metricsMarkdown } from './metrics-document'
import { profilesMarkdown } from './profiles-document'

const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'backend-api.yaml': backendApiYaml,
  'boundary-api.yaml': boundaryApiYaml,
  'codes.md': codesMarkdown,
  'events.md': eventsMarkdown,
  'messages.asyncapi.yaml': messagesYaml,
  'metrics.md': metricsMarkdown,
  'profiles.md': profilesMarkdown
}

/** Writes every generated document into `folder`. @returns their names */
export async function writeDocuments(folder: string): Promise<string[]> {
  for (const [name, generate] of Object.entries(DOCUMENTS)) await writeFile(join(folder, name), generate())
  return Object.keys(DOCUMENTS)
}

/** Names of the documents in `folder` that are missing or differ from what would be generated. */
export async function staleDocuments(folder: string): Promise<string[]> {
  const stale: string[] = []
  for (const [name, generate] of Object.entries(DOCUMENTS)) {
    if ((await readIfThere(join(folder, name))) !== generate()) stale.push(name)
  }
  return stale
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissingFile(error)) return undefined
    throw error
  }
}

const isMissingFile = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
