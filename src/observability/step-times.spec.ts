import { Metrics } from './metrics'
import { describeStepTimes, noteStep, StepTimes, withStepTimes } from './step-times'

const pause = () => new Promise((resolve) => setImmediate(resolve))

describe('step times', () => {
  const metrics = new Metrics([new StepTimes()])

  it('are told in the order of the steps, repeated ones added up', () => {
    withStepTimes(() => {
      metrics.record('StepDuration', 12.4, { step: 'fetch' })
      noteStep('claim', 3)
      metrics.record('StepDuration', 2, { step: 'fetch' })
      metrics.record('JobDuration', 99)
      expect(describeStepTimes()).toBe('claim 3 ms, fetch 14 ms')
    })
  })

  it('are those of one job, whatever runs beside it', async () => {
    const job = (durationMs: number) =>
      withStepTimes(async () => {
        noteStep('assess', durationMs)
        await pause()
        noteStep('deliver', durationMs)
        await pause()
        return describeStepTimes()
      })

    expect(await Promise.all([job(1), job(2)])).toEqual([
      'assess 1 ms, deliver 1 ms',
      'assess 2 ms, deliver 2 ms'
    ])
  })

  it('are empty outside a job', () => {
    noteStep('claim', 3)
    expect(describeStepTimes()).toBe('')
  })
})
