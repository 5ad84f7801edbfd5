/** Where a row of the list of bad inputs is tested: a file, and the words of its test. */
export interface RowElsewhere {
  readonly id: string
  readonly file: string
  readonly words: string
}

const at = (id: string, file: string, words: string): RowElsewhere => ({ id, file, words })

const CLIENT = 'src/backend/http/backend-http-client.spec.ts'

/** Rows about answers, repeats and files that are tested beside the code which meets them, by test or fault case. */
export const ROWS_ELSEWHERE: readonly RowElsewhere[] = [
  at(
    'A-14',
    'test/faults/cases/ledger.cases.ts',
    'a message comes again after its job is completed: nobody is called'
  ),
  at('A-16', 'libs/sqs-transport/src/message-settler.spec.ts', "refusal('ReceiptHandleIsInvalid')"),
  at(
    'D-16',
    'test/flow/large-boundaries.spec.ts',
    'with one vertex more is refused with what to do about it'
  ),
  at(
    'E-16',
    'src/assessments/nutrient/calculators/majority-overlap.calculator.spec.ts',
    'breaks a tie by attribute, then by load order'
  ),
  at('E-17', 'libs/geo-files/src/upload/read-upload.spec.ts', 'a .prj of garbage'),
  at(
    'H-19',
    'libs/geo-files/src/shapefile/shapefile.spec.ts',
    'drops heights and measures, and gives null for a null shape'
  ),
  at(
    'I-04',
    'src/cli/assess/csv-text.spec.ts',
    'reads back to the same texts and numbers, whatever they are'
  ),
  at(
    'J-05',
    'test/faults/cases/backend.cases.ts',
    'details: 401, 429 with Retry-After, 500, a cut connection, a slow body; then they come'
  ),
  at('J-08', CLIENT, 'gives up on an endless drip'),
  at('J-14', 'test/faults/cases/notify.cases.ts', 'Notify refuses the key (403): the e-mail is held'),
  at('J-17', 'src/database/database-errors.spec.ts', 'a statement that took too long'),
  at(
    'J-19',
    'src/reference-data/reference-data-loader.integration.spec.ts',
    'refuses a coefficient outside its range'
  ),
  at('J-20', 'test/faults/cases/queue.cases.ts', 'receive is throttled: few calls, and the worker recovers')
]
