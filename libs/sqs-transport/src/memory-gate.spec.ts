import { memoryGate } from './memory-gate'

describe('the memory gate', () => {
  it('closes above its limit and opens again well below it', () => {
    const readings = [100, 101, 95, 90, 100]
    const gate = memoryGate({ limitBytes: 100 }, () => readings.shift()!)
    expect([1, 2, 3, 4, 5].map(() => gate.isOpen())).toEqual([true, false, false, true, true])
    expect(gate.name).toBe('memory')
  })

  it('reads what it is told to read', () => {
    const asked: string[] = []
    const usage = (measure: string): number => asked.push(measure)
    void memoryGate({ limitBytes: 100 }, usage).isOpen()
    void memoryGate({ limitBytes: 100, measure: 'heap' }, usage).isOpen()
    expect(asked).toEqual(['rss', 'heap'])
  })

  it.each(['rss', 'heap'] as const)('knows the memory of this process: %s', (measure) => {
    expect(memoryGate({ limitBytes: 1e12, measure }).isOpen()).toBe(true)
    expect(memoryGate({ limitBytes: 1e6, measure }).isOpen()).toBe(false)
  })

  it('finds a limit of its own', () => {
    expect(memoryGate().isOpen()).toBe(true)
  })
})
