import { productionFiles, readProjectFile } from './source-files'

export interface AwsCall {
  readonly file: string
  /** As IAM names it: a batch needs the same right as a single call. */
  readonly action: string
}

/** Packages through which production code reaches AWS, and what their calls are to IAM. */
const CLIENTS: Readonly<Record<string, (source: string) => string[]>> = {
  '@aws-sdk/client-sqs': (source) => commandsIn(source).map((name) => `sqs:${name}`),
  '@aws-sdk/client-s3': (source) => commandsIn(source).map((name) => `s3:${name}`),
  '@aws-sdk/rds-signer': (source) => (/new Signer\(/.test(source) ? ['rds-db:connect'] : []),
  '@ssut/nestjs-sqs': (source) => [
    ...(/\.send\(/.test(source) ? ['sqs:SendMessage'] : []),
    ...(/\.getQueueAttributes\(/.test(source) ? ['sqs:GetQueueAttributes'] : [])
  ]
}

/** Every call of AWS that production code can make. */
export function awsCalls(): AwsCall[] {
  return productionFiles().flatMap((file) => {
    const source = readProjectFile(file)
    const actions = Object.entries(CLIENTS)
      .filter(([name]) => source.includes(`'${name}'`))
      .flatMap(([, actionsIn]) => actionsIn(source))
    return [...new Set(actions)].map((action) => ({ file, action }))
  })
}

/** Names of the packages of AWS and for AWS whose calls are known here. */
export const KNOWN_CLIENTS: readonly string[] = Object.keys(CLIENTS)

function commandsIn(source: string): string[] {
  return [...source.matchAll(/new (\w+?)(?:Batch)?Command\(/g)].map(([, name]) => name)
}
