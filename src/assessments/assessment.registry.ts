import { Injectable, type OnModuleInit } from '@nestjs/common'
import { DiscoveryService } from '@nestjs/core'
import type { LayerDeclaration } from '../reference-data/layer-declaration'
import { UnknownAssessment } from './assessment.failures'
import { Assesses, type AssessmentDeclaration, type ImpactAssessment } from './impact-assessment'

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

  private register(registered: RegisteredAssessment): void {
    const { type, aliases = [] } = registered.declaration
    for (const name of [type, ...aliases]) {
      if (this.byName.has(name)) throw new Error(`Two assessments claim the type "${name}"`)
      this.byName.set(name, registered)
    }
  }
}
