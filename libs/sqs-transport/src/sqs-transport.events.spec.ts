import { Logger } from '@nestjs/common'
import { safeEmitter, SqsTransportEvent } from './sqs-transport.events'

const event: SqsTransportEvent = { type: 'queue_paused', queue: 'jobs' }

describe('the emitter', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('fault')
      }
    ],
    ['rejects', () => Promise.reject(new Error('fault'))]
  ])('logs a listener that %s and goes on', async (_name, listener) => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined)
    safeEmitter(listener)(event)
    await Promise.resolve()
    expect(logged).toHaveBeenCalledWith('The listener failed on queue_paused: Error: fault')
    logged.mockRestore()
  })

  it('does without a listener', () => {
    expect(() => safeEmitter(undefined)(event)).not.toThrow()
  })
})
