import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { backendApiYaml } from './backend-api-document'
import { boundaryApiYaml } from './boundary-api-yaml'
import { codesMarkdown } from './codes-document'
import { eventsMarkdown } from './events-document'
import { messagesYaml } from './messages-document'
import { metricsMarkdown } from './metrics-document'
import { cloudformationYaml } from './platform/cloudformation'
import { platformRequestMarkdown } from './platform/platform-request'
import { profilesMarkdown } from './profiles-document'

const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/backend-api.yaml': backendApiYaml,
  'docs/boundary-api.yaml': boundaryApiYaml,
  'docs/codes.md': codesMarkdown,
  'docs/events.md': eventsMarkdown,
  'docs/messages.asyncapi.yaml': messagesYaml,
  'docs/metrics.md': metricsMarkdown,
  'docs/platform-request.md': platformRequestMarkdown,
  'docs/profiles.md': profilesMarkdown,
  'infra/cloudformation.yaml': cloudformationYaml
}

/** Writes every generated document below `folder`. @returns their paths in it */
export async function writeDocuments(folder: string): Promise<string[]> {
  for (const [name, generate] of Object.entries(DOCUMENTS)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), generate())
  }
  return Object.keys(DOCUMENTS)
}

/** Paths of the documents below `folder` that are missing or differ from what would be generated. */
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
