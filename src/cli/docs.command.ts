import { Command } from 'commander'

/** `nrf docs`: the documents that are generated from the code. The generators are development packages. */
export function docsCommand(): Command {
  const docs = new Command('docs').description(
    'Write or check the documents that are generated from the code'
  )

  docs
    .command('write')
    .description(
      'Write the files of docs/ and infra/ that are made from the code and from infra/platform.json'
    )
    .option('--folder <path>', 'folder of the project', '.')
    .action(async ({ folder }: { folder: string }) => {
      const { writeDocuments } = await import('./docs/generated-documents.js')
      console.log(`Written: ${(await writeDocuments(folder)).join(', ')}`)
    })

  docs
    .command('check')
    .description('Fail when a generated document differs from the code')
    .option('--folder <path>', 'folder of the project', '.')
    .action(async ({ folder }: { folder: string }) => {
      const { staleDocuments } = await import('./docs/generated-documents.js')
      const stale = await staleDocuments(folder)
      if (stale.length === 0) return
      console.error(`Differ from the code: ${stale.join(', ')}. Run "nrf docs write".`)
      process.exitCode = 1
    })

  return docs
}
