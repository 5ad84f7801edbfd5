import type { AssessmentDetails } from '../../src/backend/assessment-source'
import { aBoundary } from './development.builder'

/** What the backend knows about a plain site; name what matters to the test. */
export function someDetails(fields: Partial<AssessmentDetails> = {}): AssessmentDetails {
  return {
    reference: 'NRF-000001',
    revision: 1,
    status: 'QUEUED',
    developmentName: 'Mill Lane',
    dwellingCategory: 'housing',
    dwellings: 10,
    email: 'planner@example.com',
    boundary: { ok: true, ewkb: aBoundary().ewkb, srid: 27700, repairs: [], vertexCount: 5 },
    ...fields
  }
}
