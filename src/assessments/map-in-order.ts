/**
 * Works on several items at once and gives the results in the order of the items. It takes no more items than it works
 * on, so that a long file never lies in memory.
 */
export async function* mapInOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>
): AsyncGenerator<R> {
  const started: Promise<R>[] = []
  try {
    for await (const item of items) {
      const result = work(item)
      // Its turn to be awaited may come after another one has failed.
      result.catch(() => undefined)
      started.push(result)
      if (started.length >= atOnce) yield await next(started)
    }
    while (started.length > 0) yield await next(started)
  } finally {
    await Promise.allSettled(started)
  }
}

async function next<R>(started: Promise<R>[]): Promise<R> {
  const result = await started[0]
  void started.shift()
  return result
}
