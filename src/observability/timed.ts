import type { Metrics } from './metrics'
import type { StepName } from './step-name'

type Methods<Port> = {
  [Name in keyof Port]: Port[Name] extends (...parameters: never[]) => Promise<unknown> ? Name : never
}[keyof Port]

/**
 * The same port; how long the named methods take, well or badly, is recorded as `StepDuration`.
 *
 * @example timed(new HttpAssessmentSource(client, options), { fetch: 'fetch' }, metrics)
 */
export function timed<Port extends object>(
  port: Port,
  steps: Readonly<Partial<Record<Methods<Port>, StepName>>>,
  metrics: Metrics | undefined
): Port {
  if (metrics === undefined) return port
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      const step: StepName | undefined = Reflect.get(steps, name)
      const call = (...parameters: unknown[]): unknown => Reflect.apply(member, target, parameters)
      return step === undefined
        ? call
        : (...parameters: unknown[]) => measured(call(...parameters), step, metrics)
    }
  })
}

async function measured(result: unknown, step: StepName, metrics: Metrics): Promise<unknown> {
  const begunAtMs = performance.now()
  try {
    return await result
  } finally {
    metrics.record('StepDuration', performance.now() - begunAtMs, { step })
  }
}
