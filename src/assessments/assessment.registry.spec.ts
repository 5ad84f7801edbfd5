import { Injectable } from '@nestjs/common'
import { DiscoveryModule } from '@nestjs/core'
import { Test } from '@nestjs/testing'
import type { LayerDeclaration } from '../reference-data/layer-declaration'
import type { AssessmentFindings } from './assessment-outcome'
import { AssessmentRegistry } from './assessment.registry'
import { Assesses, type ImpactAssessment } from './impact-assessment'

const ROADS: LayerDeclaration = { name: 'roads', geometry: 'polygon', storage: 'generic', columns: [] }
const FINDINGS: AssessmentFindings = {
  scope: { status: 'in-scope' },
  impacts: [],
  summary: null,
  evidence: null,
  findings: []
}

@Assesses({ type: 'air-quality', version: 1, layers: [ROADS], aliases: ['air'] })
@Injectable()
class AirQualityAssessment implements ImpactAssessment {
  assess = async (): Promise<AssessmentFindings> => FINDINGS
}

@Assesses({ type: 'noise', version: 1, layers: [ROADS], aliases: ['air'] })
@Injectable()
class NoiseAssessment implements ImpactAssessment {
  assess = async (): Promise<AssessmentFindings> => FINDINGS
}

async function registryOf(...providers: (new () => ImpactAssessment)[]): Promise<AssessmentRegistry> {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [AssessmentRegistry, ...providers]
  }).compile()
  await module.init()
  return module.get(AssessmentRegistry)
}

const PLACES: LayerDeclaration = { ...ROADS, name: 'places' }

@Assesses({ type: 'light', version: 1, layers: [ROADS], extras: { 'by-place': [ROADS, PLACES] } })
@Injectable()
class LightAssessment implements ImpactAssessment {
  assess = async (): Promise<AssessmentFindings> => FINDINGS
}

const NO_ROAD = {
  actor: 'operator',
  cause: 'A road has no name.',
  fix: 'Load the layer again.',
  publicText: 'Something is wrong with our data.',
  retried: false
} as const

function failingAs(name: string): new () => ImpactAssessment {
  @Assesses({ type: 'roads', version: 1, layers: [ROADS], failures: { [name]: NO_ROAD } })
  @Injectable()
  class RoadsAssessment implements ImpactAssessment {
    assess = async (): Promise<AssessmentFindings> => FINDINGS
  }
  return RoadsAssessment
}

describe('AssessmentRegistry', () => {
  it('says what a code of the service means, or one that an assessment declares', async () => {
    const registry = await registryOf(failingAs('no_road'), AirQualityAssessment)
    expect(registry.describeFailure('roads:no_road')).toBe(NO_ROAD)
    expect(registry.describeFailure('job_timed_out').actor).toBe('developer')
    for (const code of ['roads:other', 'air-quality:no_road', 'nobody:no_road', 'roads:toString'] as const) {
      expect(() => registry.describeFailure(code)).toThrow(`declares the failure "${code}"`)
    }
  })

  it.each(['no road', 'NoRoad', 'no:road', 'x'.repeat(40)])(
    'stops the start when a failure is declared as "%s"',
    async (name) => {
      await expect(registryOf(failingAs(name))).rejects.toThrow('declares a failure with an unfit name')
    }
  )

  it('finds a marked provider by its type and by its alias', async () => {
    const registry = await registryOf(AirQualityAssessment)
    expect(registry.find('air-quality').assessment).toBeInstanceOf(AirQualityAssessment)
    expect(registry.find('air').declaration.type).toBe('air-quality')
    expect(registry.types()).toEqual(['air-quality'])
    expect(registry.layers()).toEqual([ROADS])
  })

  it('names the layers of extras too, each layer once', async () => {
    expect((await registryOf(LightAssessment)).layers()).toEqual([ROADS, PLACES])
  })

  it('names what it knows when it is asked for something else', async () => {
    const registry = await registryOf(AirQualityAssessment)
    expect(() => registry.find('gcn')).toThrow('No assessment of type "gcn"; known: air-quality')
  })

  it('stops the start when two assessments claim one name', async () => {
    await expect(registryOf(AirQualityAssessment, NoiseAssessment)).rejects.toThrow(
      'Two assessments claim the type "air"'
    )
  })
})
