import { MetricTotals } from './metric-totals'
import { Metrics } from './metrics'
import { timed } from './timed'

class Port {
  private calls = 0

  get count(): number {
    return this.calls
  }

  async fetch(name: string): Promise<string> {
    this.calls += 1
    return name
  }

  async fail(): Promise<void> {
    throw new Error('refused')
  }

  plain(): number {
    return this.calls
  }
}

describe('a timed port', () => {
  const totals = new MetricTotals()
  const original = new Port()
  const port = timed(original, { fetch: 'fetch', fail: 'deliver' }, new Metrics([totals]))

  it('does what the port does, on its own state', async () => {
    expect(await port.fetch('it')).toBe('it')
    expect([port.count, port.plain(), original.count]).toEqual([1, 1, 1])
    expect(port).toBeInstanceOf(Port)
  })

  it('records how long the named methods take, also of one that fails', async () => {
    await expect(port.fail()).rejects.toThrow('refused')
    const steps = totals.readings().map(({ name, step }) => [name, step])
    expect(steps).toEqual([
      ['StepDuration', 'fetch'],
      ['StepDuration', 'deliver']
    ])
  })

  it('is the port itself where nothing is measured', () => {
    expect(timed(original, { fetch: 'fetch' }, undefined)).toBe(original)
  })
})
