import { DiscoveryService, ModulesContainer } from '@nestjs/core'
import { fromWkb, type BoundaryReading } from '@nrf/geometry'
import { FakeReferenceData } from '../../../../test/fakes/fake-reference-data'
import type { AssessmentFindings } from '../../../assessments/assessment-outcome'
import { UnknownAssessment } from '../../../assessments/assessment.failures'
import { AssessmentRegistry, type RegisteredAssessment } from '../../../assessments/assessment.registry'
import { AssessmentRunner } from '../../../assessments/assessment.runner'
import type { AssessmentDeclaration } from '../../../assessments/impact-assessment'
import type { Development } from '../../../assessments/development'
import type { AssessmentProfile } from '../../../config/config.tokens'
import { BoundaryCheck, type CheckedBoundary } from '../../../reference-data/boundary-check'
import { InvalidBoundary, InvalidSurveyPond } from '../../../reference-data/reference-data.failures'
import { SurveyPondCheck } from '../../../reference-data/survey-pond-check'
import { assessCommand } from '../../assess.command'
import type { AssessTools } from '../assess-tools'

/** The rules of one process, without a database: no validity, no reprojection. */
class StructureCheck extends BoundaryCheck {
  async check(reading: BoundaryReading): Promise<CheckedBoundary> {
    if (!reading.ok) throw new InvalidBoundary(reading.problem.code, reading.problem.message)
    return { ewkb: Buffer.from(reading.ewkb), areaM2: 1, digest: `${reading.srid}`, repairs: [] }
  }
}

class PondStructureCheck extends SurveyPondCheck {
  async check(outlines: readonly BoundaryReading[]) {
    return outlines.map((outline, index) => {
      if (!outline.ok) throw new InvalidSurveyPond(index + 1, outline.problem.message)
      return Buffer.from(outline.ewkb)
    })
  }
}

class ProcessEnded extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`)
  }
}

type Assess = (development: Development, signal: AbortSignal) => Promise<AssessmentFindings>

export interface BenchOptions {
  readonly assess?: Assess
  readonly isTTY?: boolean
  /** Gets what Ctrl-C does. */
  readonly onStart?: (interrupt: () => void) => void
  readonly lendingFails?: Error
}

/** A site out of scope has 13 dwellings. */
export const plainFindings: Assess = async (development) => {
  const { siteNumber, reference, name, dwellings, boundary, surveyPonds = [] } = development
  const isOut = dwellings === 13
  return {
    scope: isOut ? { status: 'out-of-scope', reason: 'far' } : { status: 'in-scope' },
    impacts: [],
    summary: isOut
      ? null
      : {
          RLB_ID: siteNumber,
          id: reference,
          Name: name,
          N_Total: dwellings / 4,
          NN_Catchment: null,
          later: 'not published',
          habitat_impact: [{ Area: 'RLB', RZ: 'Red', Shape_Area: fromWkb(boundary.ewkb).coordinates.length }],
          pond_frequency: surveyPonds.map(({ newts }) => ({ PANS: newts, FREQUENCY: 1 }))
        },
    evidence: { b: 1, a: 2 },
    findings: []
  }
}

/** Runs `nrf assess` in this process on assessments without a database. */
export async function nrfAssess(args: readonly string[], options: BenchOptions = {}) {
  const { assess = plainFindings, isTTY = false, onStart, lendingFails } = options
  const written = { out: '', err: '', exitCode: -1, profile: undefined as string | undefined, lent: 0 }
  const lend = (environment: NodeJS.ProcessEnv) => async (use: (tools: AssessTools) => Promise<void>) => {
    written.lent++
    written.profile = environment['ASSESSMENT_PROFILE']
    if (lendingFails) throw lendingFails
    await use(
      toolsFor(assess, environment['ASSESSMENT_PROFILE'] === 'production' ? 'production' : 'corrected')
    )
  }
  const command = assessCommand(
    lend,
    {},
    {
      out: {
        write: (text: string, done?: unknown) => {
          written.out += text
          if (typeof done === 'function') done()
          return true
        }
      },
      err: { isTTY, write: (text) => (written.err += text) },
      exit: (code) => {
        throw new ProcessEnded(code)
      },
      setExitCode: (code) => (written.exitCode = code),
      onInterrupt: (stop) => {
        onStart?.(stop)
        return () => undefined
      }
    }
  )
  try {
    await command.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof ProcessEnded)) throw error
    written.exitCode = error.code
  }
  return written
}

function toolsFor(assess: Assess, profile: AssessmentProfile): AssessTools {
  const registry = new BenchRegistry(assess)
  const options = { profile, boundaryMaxVertices: 1_000 }
  return {
    registry,
    runner: new AssessmentRunner(registry, new FakeReferenceData(), options, { version: '1.2.3' }),
    boundaries: new StructureCheck(),
    ponds: new PondStructureCheck(),
    maxVertices: 1_000,
    atOnce: 3,
    profile
  }
}

class BenchRegistry extends AssessmentRegistry {
  constructor(private readonly assess: Assess) {
    super(new DiscoveryService(new ModulesContainer()))
  }

  override find(type: string): RegisteredAssessment {
    if (type === 'nutrient' || type === 'noise') return registered(this.assess, { type })
    if (type === 'gcn' || type === 'great-crested-newt')
      return registered(this.assess, { type: 'gcn', joinsSitesOfFile: true, extras: { 'edp-split': [] } })
    throw new UnknownAssessment(type, ['gcn', 'noise', 'nutrient'])
  }
}

function registered(
  assess: Assess,
  declaration: Pick<AssessmentDeclaration, 'type' | 'joinsSitesOfFile' | 'extras'>
): RegisteredAssessment {
  const mapFeatures = async ({ boundary }: Development) => [
    { geometry: fromWkb(boundary.ewkb), properties: { area_ha: 1 } }
  ]
  return {
    declaration: { version: 1, layers: [], ...declaration },
    assessment: {
      assess: async (development, { signal, extras }) =>
        withSplit(await assess(development, signal), extras?.includes('edp-split')),
      ...(declaration.type === 'nutrient' && { mapFeatures })
    }
  }
}

function withSplit(findings: AssessmentFindings, isAsked = false): AssessmentFindings {
  const split = {
    habitat_impact_edp_split: [{ Area: 'RLB', RZ: 'Red', EDPName: 'AreaA', Shape_Area: 1.5 }],
    pond_frequency_edp_split: []
  }
  return isAsked ? { ...findings, summary: { ...findings.summary, ...split } } : findings
}
