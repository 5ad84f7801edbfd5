/** A name in every spelling that code and texts use. */
export interface AssessmentNames {
  /** `air-quality`: folder, files, wire type. */
  readonly kebab: string
  /** `AirQuality`: classes. */
  readonly pascal: string
  /** `air_quality`: layers, questions, codes. */
  readonly snake: string
  /** `AIR_QUALITY`: constants. */
  readonly constant: string
  /** `Air quality` */
  readonly title: string
  /** `air quality` */
  readonly words: string
}

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const LONGEST = 40

/** @throws Error that says what a name looks like */
export function assessmentNames(kebab: string): AssessmentNames {
  if (!KEBAB.test(kebab) || kebab.length > LONGEST) {
    throw new Error(
      `An assessment is named in lower case with hyphens, at most ${LONGEST} characters, for example ` +
        `air-quality; not ${JSON.stringify(kebab)}`
    )
  }
  const parts = kebab.split('-')
  const words = parts.join(' ')
  return {
    kebab,
    pascal: parts.map(capitalised).join(''),
    snake: parts.join('_'),
    constant: parts.join('_').toUpperCase(),
    title: capitalised(words),
    words
  }
}

function capitalised(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}`
}
