const EVERY_MS = 1_000

interface Sample {
  readonly atMs: number
  readonly mib: number
}

export interface MemoryReport {
  readonly worstMiB: number
  /** Growth over the last half by a straight line through its samples, as a share of their mean. */
  readonly growth: number
  readonly samples: number
  /** Resident MiB at the end of each tenth of the run. */
  readonly tenths: readonly number[]
}

/** Samples resident memory once a second. */
export class MemoryWatch {
  private readonly samples: Sample[] = []
  private readonly timer: NodeJS.Timeout

  constructor(read: () => number) {
    const startedAt = performance.now()
    this.timer = setInterval(() => {
      const mib = read()
      if (Number.isFinite(mib)) this.samples.push({ atMs: performance.now() - startedAt, mib })
    }, EVERY_MS)
  }

  stop(): MemoryReport {
    clearInterval(this.timer)
    const half = this.samples.slice(Math.floor(this.samples.length / 2))
    return {
      worstMiB: Math.max(0, ...this.samples.map(({ mib }) => mib)),
      growth: growthOf(half),
      samples: this.samples.length,
      tenths: tenthsOf(this.samples)
    }
  }
}

function tenthsOf(samples: readonly Sample[]): number[] {
  const last = samples.length - 1
  return Array.from({ length: 10 }, (_, i) => samples[Math.round(((i + 1) / 10) * last)]?.mib ?? Number.NaN)
}

/** @returns share of the mean that a least-squares line rises by from the first sample to the last */
function growthOf(samples: readonly Sample[]): number {
  if (samples.length < 2) return 0
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length
  const [meanAt, meanMiB] = [mean(samples.map(({ atMs }) => atMs)), mean(samples.map(({ mib }) => mib))]
  const covariance = samples.reduce((sum, { atMs, mib }) => sum + (atMs - meanAt) * (mib - meanMiB), 0)
  const variance = samples.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0)
  const spanMs = samples.at(-1)!.atMs - samples[0].atMs
  return variance === 0 ? 0 : ((covariance / variance) * spanMs) / meanMiB
}
