import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Test } from '@nestjs/testing'
import { aDevelopment } from '../../test/builders/development.builder'
import {
  aFragment,
  assessNutrients,
  assessNutrientsOfFile,
  OUTSIDE,
  STRADDLING,
  WORKS_ROW
} from '../../test/builders/nutrient-site'
import { FakeReferenceData } from '../../test/fakes/fake-reference-data'
import type { AssessmentProfile } from '../config/config.tokens'
import { asPermanentFailure, Failure } from '../failures/failure'
import type { AssessmentFindings, AssessmentOutcome } from './assessment-outcome'
import type { AssessmentRegistry } from './assessment.registry'
import { AssessmentRunner } from './assessment.runner'
import { GreatCrestedNewtAssessment } from './great-crested-newt/great-crested-newt.assessment'
import { GREAT_CRESTED_NEWT_LAYERS } from './great-crested-newt/great-crested-newt.layers'
import { GreatCrestedNewtModule } from './great-crested-newt/great-crested-newt.module'
import { HABITAT_AT_NATIONAL_PONDS } from './great-crested-newt/great-crested-newt.questions'
import { PROFILE_POLICIES, SETTLED_DEFECTS, type PolicyName, type ProfilePolicy } from './profile-policies'

const PROFILES: readonly AssessmentProfile[] = ['production', 'corrected']
const NO_OUTCOME = 'no outcome'
const { signal } = new AbortController()

interface Seen {
  /** Figures, or how it ended. */
  readonly result: unknown
  /** Codes that the outcome, or its failure, carries. */
  readonly codes: readonly string[]
}

interface Proof {
  readonly observe: (profile: AssessmentProfile) => Promise<Seen>
  readonly production: Seen
  readonly corrected: Seen
}

/** What each policy does on both sides. A policy without its proof, or with one side only, does not compile. */
const PROOFS: { readonly [Name in PolicyName]: Proof } = {
  siteRates: {
    observe: async (profile) => seen(await assessNutrients({ overlaps: STRADDLING, profile }), 'Occ_Rate'),
    production: {
      result: null,
      codes: ['rates_missing', 'missing_load_counts_as_zero', 'totals_repeat_per_catchment']
    },
    corrected: { result: 2.4, codes: ['rates_from_several_catchments', 'totals_repeat_per_catchment'] }
  },
  fileRates: {
    observe: async (profile) => {
      const unknown = { fragments: [aFragment({ catchmentName: 'Unknown SAC' })] }
      const [, second] = await assessNutrientsOfFile([{}, { overlaps: unknown }], { profile })
      return seen(second, 'Occ_Rate')
    },
    production: { result: 2.4, codes: ['rates_from_batch_mean'] },
    corrected: { result: null, codes: ['rates_missing'] }
  },
  missingWastewater: {
    observe: async (profile) => seen(await assessNutrients({ works: [], profile }), 'N_WwTW_Perm'),
    production: { result: 0, codes: ['works_without_permit_row', 'missing_load_counts_as_zero'] },
    corrected: { result: null, codes: ['works_without_permit_row'] }
  },
  outOfScopeJob: {
    observe: async (profile) => {
      const outcomes = await outOfScopeJob(profile)
      return { result: outcomes[0]?.scope.status ?? NO_OUTCOME, codes: outcomes.flatMap(codesOf) }
    },
    production: { result: NO_OUTCOME, codes: [] },
    corrected: { result: 'out-of-scope', codes: ['out_of_scope'] }
  },
  newtSiteWithoutZone: {
    observe: async (profile) => seen(await newtSiteWithoutZone(profile), 'habitat_impact'),
    production: { result: 'failure', codes: ['no_risk_zone'] },
    corrected: { result: [], codes: ['no_risk_zone', 'no_pond_in_reach'] }
  },
  textPermit: {
    observe: async (profile) => {
      const works = [{ ...WORKS_ROW, nitrogen_conc_2025_2030_mg_L: 'f' }]
      return seen(await assessNutrients({ works, profile }).catch(asPermanentFailure), 'N_WwTW_Temp')
    },
    production: { result: 'failure', codes: ['permit_not_numeric'] },
    corrected: { result: null, codes: ['permit_not_numeric', 'permit_missing'] }
  },
  fileLandUse: {
    observe: async (profile) => {
      const sites = [{}, { overlaps: OUTSIDE }]
      const lookups = { worksCatchments: ['The Broads SAC'], profile }
      const [, outside] = await assessNutrientsOfFile(sites, lookups)
      return seen(outside, 'N_LU_postSuDS')
    },
    production: { result: null, codes: ['no_land_in_catchment', 'rates_from_batch_mean'] },
    corrected: { result: 0, codes: ['no_land_in_catchment', 'rates_from_works_catchment'] }
  }
}

function seen(answer: AssessmentFindings | Failure, column: string): Seen {
  if (answer instanceof Failure) return { result: 'failure', codes: [answer.code] }
  return { result: answer.summary?.[column], codes: codesOf(answer) }
}

function codesOf({ findings }: AssessmentFindings): string[] {
  return findings.map(({ code }) => code)
}

async function outOfScopeJob(profile: AssessmentProfile): Promise<AssessmentOutcome[]> {
  const registered = {
    declaration: { type: 'noise', version: 1, layers: [] },
    assessment: {
      assess: async (): Promise<AssessmentFindings> => ({
        scope: { status: 'out-of-scope', reason: 'far away' },
        impacts: [],
        summary: null,
        evidence: null,
        findings: []
      })
    }
  }
  const registry: Pick<AssessmentRegistry, 'find'> = { find: () => registered }
  const options = { profile, boundaryMaxVertices: 10 }
  return new AssessmentRunner(registry as AssessmentRegistry, new FakeReferenceData(), options, {
    version: '1.2.3'
  }).run(['noise'], aDevelopment(), signal)
}

async function newtSiteWithoutZone(profile: AssessmentProfile): Promise<AssessmentFindings | Failure> {
  const nothing = { zoneFeatures: [], ponds: [], habitat: [], repairedPonds: [] }
  const referenceData = new FakeReferenceData().withAnswer(HABITAT_AT_NATIONAL_PONDS, [
    { siteParts: [{ number: 1, areaM2: 5000 }], surroundingsM2: 250_000, ...nothing }
  ])
  const module = await Test.createTestingModule({ imports: [GreatCrestedNewtModule] }).compile()
  const names = GREAT_CRESTED_NEWT_LAYERS.map(({ name }) => name)
  const versions = await referenceData.pin(names, signal)
  return module
    .get(GreatCrestedNewtAssessment)
    .assess(aDevelopment(), { referenceData, versions, signal, profile })
    .catch(asPermanentFailure)
}

const POLICIES = Object.entries<ProfilePolicy>(PROFILE_POLICIES)

describe('every policy in which the profiles differ', () => {
  it('has a proof on both sides, and there is no proof of anything else', () => {
    expect(Object.keys(PROOFS)).toEqual(Object.keys(PROFILE_POLICIES))
  })

  describe.each(Object.entries<Proof>(PROOFS))('%s', (name, proof) => {
    const { rule, saidBy }: ProfilePolicy = PROFILE_POLICIES[name as PolicyName]

    it.each(PROFILES)('does what it says under the %s profile', async (profile) => {
      expect(await proof.observe(profile)).toEqual(proof[profile])
    })

    it('has another result on each side', () => {
      expect(rule.production).not.toBe(rule.corrected)
      expect(proof.production.result).not.toEqual(proof.corrected.result)
    })

    it('shows in the findings of the side that has an outcome', () => {
      const outcomes = [proof.production, proof.corrected].filter(({ result }) => result !== NO_OUTCOME)
      for (const { codes } of outcomes) expect(codes.filter((code) => saidBy.includes(code))).not.toEqual([])
    })
  })

  it('is the only way in which code can tell the profiles apart', () => {
    const asking = sourcesOf(__dirname).filter((file) =>
      /['"`](production|corrected)['"`]/.test(readFileSync(file, 'utf8'))
    )
    expect(asking).toEqual([join(__dirname, 'profile-policies.ts')])
  })
})

describe('the defects of the public system', () => {
  it('are D-1 to D-14, each with a policy or settled for both profiles', () => {
    const numbers = [...POLICIES.map(([, policy]) => policy), ...SETTLED_DEFECTS].map(({ defect }) => defect)
    const all = Array.from({ length: 14 }, (_, index) => `D-${index + 1}`)
    expect(new Set(numbers)).toEqual(new Set(all))
    const settled = SETTLED_DEFECTS.map(({ defect }) => defect)
    expect(POLICIES.filter(([, { defect }]) => settled.includes(defect))).toEqual([])
  })
})

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.spec)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}
