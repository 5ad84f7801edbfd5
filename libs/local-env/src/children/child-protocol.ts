/** What a child has started, and how it ends it. `ready` is told to the parent. */
export interface Started {
  readonly ready: Record<string, unknown>
  readonly stop: () => Promise<void>
}

type Start<Config> = (config: Config, report: (sentence: string) => void) => Promise<Started>

/**
 * Body of a child process. Its configuration is the JSON in the first argument; it tells what it does and when
 * it is ready by one JSON line each on standard output. It ends on SIGTERM, and when standard input closes:
 * that is how it learns that its parent was killed.
 */
export function runChild<Config>(start: Start<Config>): void {
  const config: Config = JSON.parse(process.argv[2] ?? '{}')
  const tell = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`)
  const starting = start(config, (progress) => tell({ progress }))
  const end = once(() => void stopAndExit(starting))

  process.stdin.on('end', end).on('error', end).resume()
  process.on('SIGTERM', end)
  // The parent may be gone already; then there is nobody to tell.
  process.stdout.on('error', end)
  starting.then(
    ({ ready }) => tell({ ready }),
    (error: unknown) => fail(error)
  )
}

async function stopAndExit(starting: Promise<Started>): Promise<void> {
  try {
    const started = await starting
    await started.stop()
    process.exit(0)
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
}

function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    action()
  }
}
