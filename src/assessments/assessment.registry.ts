import { Injectable, type OnModuleInit } from '@nestjs/common'
import { DiscoveryService } from '@nestjs/core'
import {
  FAILURE_CODES,
  isOwnCode,
  type FailureCode,
  type FailureDescription
} from '../failures/failure-codes'
import type { LayerDeclaration } from '../reference-data/layer-declaration'
import { UnknownAssessment } from './assessment.failures'
import { Assesses, type AssessmentDeclaration, type ImpactAssessment } from './impact-assessment'

const FAILURE_NAME = /^[a-z]+(_[a-z]+)*$/
/** Metrics take no longer names. */
const LONGEST_CODE = 40

export interface RegisteredAssessment {
  readonly declaration: AssessmentDeclaration
  readonly assessment: ImpactAssessment
}

/** Finds every provider that is marked with `@Assesses` and answers by type. Two for one type stop the start. */
@Injectable()
export class AssessmentRegistry implements OnModuleInit {
  private readonly byName = new Map<string, RegisteredAssessment>()

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders({ metadataKey: Assesses.KEY })) {
      const declaration = this.discovery.getMetadataByDecorator(Assesses, wrapper)
      if (declaration !== undefined) this.register({ declaration, assessment: wrapper.instance })
    }
  }

  /** @throws UnknownAssessment */
  find(typeOrAlias: string): RegisteredAssessment {
    const found = this.byName.get(typeOrAlias)
    if (found === undefined) throw new UnknownAssessment(typeOrAlias, this.types())
    return found
  }

  /** Canonical types, sorted. */
  types(): string[] {
    return [...new Set([...this.byName.values()].map(({ declaration }) => declaration.type))].sort()
  }

  /** Every layer that a registered assessment reads, those of its extras too, each once. */
  layers(): LayerDeclaration[] {
    const layers = [...this.byName.values()].flatMap(({ declaration: { layers: always, extras = {} } }) => [
      ...always,
      ...Object.values(extras).flat()
    ])
    return [...new Map(layers.map((layer) => [layer.name, layer])).values()]
  }

  /** What a code of the service, or of a registered assessment, means. @throws Error for any other */
  describeFailure(code: FailureCode): FailureDescription {
    if (!isOwnCode(code)) return FAILURE_CODES[code]
    const [type, name] = code.split(':')
    const own = this.byName.get(type)?.declaration.failures ?? {}
    if (!Object.hasOwn(own, name)) throw new Error(`No assessment declares the failure "${code}"`)
    return own[name]
  }

  private register(registered: RegisteredAssessment): void {
    const { type, aliases = [], failures = {} } = registered.declaration
    for (const name of Object.keys(failures)) {
      if (!FAILURE_NAME.test(name) || `${type}:${name}`.length > LONGEST_CODE)
        throw new Error(`The assessment "${type}" declares a failure with an unfit name: "${name}"`)
    }
    for (const name of [type, ...aliases]) {
      if (this.byName.has(name)) throw new Error(`Two assessments claim the type "${name}"`)
      this.byName.set(name, registered)
    }
  }
}
