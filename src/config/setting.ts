import 'reflect-metadata'
import { applyDecorators } from '@nestjs/common'
import { Transform } from 'class-transformer'
import { IsOptional, ValidateBy } from 'class-validator'

export interface SettingOptions {
  /** One line for whoever deploys the service. */
  readonly meaning: string
  /** Text that counts when the variable is not set. */
  readonly default?: string
  /** What counts when the variable is not set, where that depends on others. */
  readonly fallback?: string
  /** Never printed. */
  readonly secret?: boolean
  readonly required?: boolean
  /** Value of `.env.example`, where it differs from the default. */
  readonly example?: string
  /** Other names of the same variable; the first that is set counts. */
  readonly aliases?: readonly string[]
}

export interface SettingDescription extends SettingOptions {
  readonly name: string
  readonly group: string
  /** Expected form, as in "a whole number from 0 to 20". */
  readonly expected: string
}

export type SettingsClass = new () => object

const OPTIONS = Symbol('setting options')
const EXPECTED = Symbol('expected form')
const UNREADABLE = Symbol('text that does not have the expected form')

/** Describes the environment variable of the property's name. */
export function Setting(options: SettingOptions): PropertyDecorator {
  const remember: PropertyDecorator = (target, property) => {
    const known: Map<string, SettingOptions> = Reflect.getMetadata(OPTIONS, target) ?? new Map()
    Reflect.defineMetadata(OPTIONS, known.set(String(property), options), target)
  }
  return applyDecorators(remember, ...(options.required ? [] : [IsOptional()]))
}

/** Turns the text of a variable into its value; `parse` returns undefined for a text of another form. */
export function readAs(expected: string, parse: (text: string) => unknown): PropertyDecorator {
  return applyDecorators(
    Reflect.metadata(EXPECTED, expected),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (parse(value) ?? UNREADABLE) : undefined
    ),
    ValidateBy({
      name: 'expectedForm',
      validator: {
        validate: (value) => value !== UNREADABLE && value !== undefined,
        defaultMessage: () => expected
      }
    })
  )
}

/** The settings of one class, in the order of its properties. */
export function settingsOf(group: string, settings: SettingsClass): SettingDescription[] {
  const prototype: object = settings.prototype
  const known: Map<string, SettingOptions> = Reflect.getMetadata(OPTIONS, prototype)
  return [...known].map(([name, options]) => {
    const expected: string = Reflect.getMetadata(EXPECTED, prototype, name)
    return { ...options, name, group, expected }
  })
}
