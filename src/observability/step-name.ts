/** The steps of a job that are timed, in their order. */
export type StepName = 'claim' | 'fetch' | 'check' | 'assess' | 'commit' | 'deliver' | 'email'
