import { aDelivery, aJobWorld } from '../../test/builders/job-world'
import { AssessmentFailure } from '../assessments/assessment.failures'

class RoadWithoutName extends AssessmentFailure {
  readonly code = 'air-quality:road_without_name'
  readonly retryable = false
}

describe('a job whose assessment fails', () => {
  it('is reported under the code that the assessment has declared, in the words of its declaration', async () => {
    const { useCase, sink, notifier, source } = aJobWorld()
    source.failNext(new RoadWithoutName('A road near the site has no name'))
    const code = 'air-quality:road_without_name'
    expect(await useCase.execute(aDelivery())).toEqual({ status: 'dead', code })
    expect(sink.delivered).toMatchObject([
      { status: 'FAILED', error: { code, message: 'A road has no name.' } }
    ])
    expect(notifier.failed).toMatchObject([{ code, reason: 'A road has no name.' }])
  })
})
