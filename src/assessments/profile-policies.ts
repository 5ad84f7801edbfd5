import type { AssessmentProfile } from '../config/config.tokens'

/** One rule in which the profiles differ, for one known defect of the public system. */
export interface ProfilePolicy {
  /** Number of the defect, as comments, tests and `docs/profiles.md` use it. */
  readonly defect: string
  /** What is decided. */
  readonly subject: string
  /** The rule of each profile, by the name that the code asks for. */
  readonly rule: Readonly<Record<AssessmentProfile, string>>
  /** What each rule does, for a reader of the document. */
  readonly effect: Readonly<Record<AssessmentProfile, string>>
  /** Codes of findings, or of a failure, by which an outcome tells that a rule counted; sorted. */
  readonly saidBy: readonly string[]
}

/**
 * Everything in which `production` and `corrected` differ: the one list. Code asks it
 * (`PROFILE_POLICIES.siteRates.rule[profile]`) and compares no profile itself; `docs/profiles.md` is made from it.
 */
export const PROFILE_POLICIES = {
  siteRates: {
    defect: 'D-1',
    subject: 'Occupancy and water use of a site in several catchments or in none',
    rule: { production: 'by-joined-names', corrected: 'by-each-catchment' },
    effect: {
      production: 'All catchment names, joined with "; ", are looked up as one name: no rates.',
      corrected:
        "Each catchment's own rates, weighted by area where they differ; outside all of them those of the catchment of the works; else none and a finding."
    },
    saidBy: [
      'rates_from_several_catchments',
      'rates_from_works_catchment',
      'rates_missing',
      'rates_missing_for_catchment',
      'rates_weighted'
    ]
  },
  fileRates: {
    defect: 'D-1',
    subject: 'Missing rates of a site in a file of several',
    rule: { production: 'mean-of-works', corrected: 'own' },
    effect: {
      production: 'The mean of the other sites of the file on the same works.',
      corrected: 'None: a site has the same figures alone and in a file.'
    },
    saidBy: ['rates_from_batch_mean', 'rates_missing']
  },
  missingWastewater: {
    defect: 'D-1',
    subject: 'Waste-water load without a rate or a permit',
    rule: { production: 'zero', corrected: 'missing' },
    effect: { production: 'Printed as 0.', corrected: 'Printed as missing. It adds nothing to the total.' },
    saidBy: ['missing_load_counts_as_zero', 'permit_missing', 'rates_missing', 'works_without_permit_row']
  },
  outOfScopeJob: {
    defect: 'D-6',
    subject: 'Job whose site is out of scope',
    rule: { production: 'no-answer', corrected: 'outcome' },
    effect: {
      production: 'Nothing is delivered.',
      corrected: 'An outcome with the scope `out-of-scope` and the reason is delivered.'
    },
    saidBy: ['out_of_scope']
  },
  newtSiteWithoutZone: {
    defect: 'D-8',
    subject: 'Newt assessment of a site without a risk zone',
    rule: { production: 'failure', corrected: 'empty-tables' },
    effect: { production: 'The job fails.', corrected: 'Both tables are empty.' },
    saidBy: ['no_risk_zone']
  },
  textPermit: {
    defect: 'D-9',
    subject: 'Permit of the chosen works that is not a number',
    rule: { production: 'failure', corrected: 'missing' },
    effect: { production: 'The job fails.', corrected: 'The permit is taken as missing.' },
    saidBy: ['permit_not_numeric']
  },
  fileLandUse: {
    defect: 'D-13',
    subject: 'Land use after SuDS of a site without land in a catchment, in a file where another has some',
    rule: { production: 'missing', corrected: 'zero' },
    effect: { production: 'Missing.', corrected: '0, as for the site alone.' },
    saidBy: ['no_land_in_catchment']
  }
} as const satisfies Record<string, ProfilePolicy>

export type PolicyName = keyof typeof PROFILE_POLICIES

/** Whether the sites of one file change each other's figures, so that they have to be assessed together. */
export function areSitesOfFileMixed(profile: AssessmentProfile): boolean {
  const { fileRates, fileLandUse } = PROFILE_POLICIES
  return fileRates.rule[profile] === 'mean-of-works' || fileLandUse.rule[profile] === 'missing'
}

/** A known defect of the public system with one decision for both profiles. */
interface SettledDefect {
  readonly defect: string
  readonly found: string
  readonly decision: string
}

/** The defects in which the profiles do not differ. */
export const SETTLED_DEFECTS: readonly SettledDefect[] = [
  {
    defect: 'D-2',
    found: 'Every catchment that a site meets carries the whole total, so that their sum overstates.',
    decision:
      'Kept, because the contract has it. The finding `totals_repeat_per_catchment` warns; `evidence.landUse.perCatchment` splits the land use.'
  },
  {
    defect: 'D-3',
    found: 'Newts, boundary check and nearby works read every loaded version, so that features count twice.',
    decision:
      'One version of each layer is pinned for a job and named in `provenance`; no question reads another.'
  },
  {
    defect: 'D-4',
    found: 'The callback gives kilograms a year the unit "mg/I TP" and bands made for concentrations.',
    decision:
      'Kept in the quotes contract, where the backend expects them. The results contract has `kg/year` and no bands.'
  },
  {
    defect: 'D-5',
    found: 'A callback that fails is swallowed and the message deleted.',
    decision: 'The job fails and its message comes again until the backend holds the result.'
  },
  {
    defect: 'D-7',
    found: "The applicant's choice of works (`wasteWaterTreatmentWorksId`) and `peopleCount` change nothing.",
    decision:
      'They change nothing; the finding `chosen_works_differs` says so of the works. `peopleCount` is informative.'
  },
  {
    defect: 'D-10',
    found:
      'Which of several features with equal overlap is taken is left to chance; one that only touches can win.',
    decision:
      'Most overlap, then attribute by code point, then load order. The findings `overlap_tied` and `overlap_touches_only` say when that decided.'
  },
  {
    defect: 'D-11',
    found:
      'Descriptions differ from the code: "above" a threshold, a merge distance, upload size, number of columns.',
    decision:
      'The code counts: thresholds are met from their value on ("at least"), the merge distance is not used, the table has 31 columns.'
  },
  {
    defect: 'D-12',
    found: 'The endpoint that assesses at once checks no geometry.',
    decision: 'There is no such endpoint; `nrf assess` checks boundaries as a job does.'
  },
  {
    defect: 'D-14',
    found: 'Only the first version of the coefficients has an index.',
    decision: 'The spatial index covers every version of every layer.'
  }
]
