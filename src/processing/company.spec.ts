import fc from 'fast-check'
import { Company } from './company'
import { AnotherIsAlone } from './processing.failures'

const never = new AbortController().signal
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('Company', () => {
  it('lets many in together, and one alone', async () => {
    const company = new Company()
    const leave = await Promise.all([company.join(false, never), company.join(false, never)])
    let isIn = false
    const alone = company.join(true, never).then((end) => {
      isIn = true
      return end
    })
    let isLateIn = false
    const late = company.join(false, never).then((end) => {
      isLateIn = true
      return end
    })
    leave[0]()
    await settled()
    expect([isIn, isLateIn]).toEqual([false, false])
    leave[1]()
    const end = await alone
    await settled()
    expect([isIn, isLateIn]).toEqual([true, false])
    end()
    await late
    expect(isLateIn).toBe(true)
  })

  it('forgets who goes while waiting', async () => {
    const company = new Company()
    const end = await company.join(false, never)
    const reason = new Error('shutdown')
    const gone = new AbortController()
    const alone = company.join(true, gone.signal)
    const behind = company.join(false, never)
    gone.abort(reason)
    await expect(alone).rejects.toBe(reason)
    ;(await behind)()
    end()
    await expect(company.join(true, never)).resolves.toBeInstanceOf(Function)
  })

  it('turns away who wants to be alone while another one is, or waits for it', async () => {
    const company = new Company()
    const end = await company.join(false, never)
    const alone = company.join(true, never)
    await expect(company.join(true, never)).rejects.toBeInstanceOf(AnotherIsAlone)
    end()
    const endAlone = await alone
    await expect(company.join(true, never)).rejects.toBeInstanceOf(AnotherIsAlone)
    endAlone()
    await expect(company.join(true, never)).resolves.toBeInstanceOf(Function)
  })

  it('never has another beside one that is alone, and lets everybody in at last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), async (guests) => {
        const company = new Company()
        const inside = new Set<boolean[]>()
        let most = 0
        await Promise.all(
          guests.map(async (wantsAlone) => {
            const end = await joinAtLast(company, wantsAlone)
            const self = [wantsAlone]
            inside.add(self)
            if ([...inside].some(([isAlone]) => isAlone)) most = Math.max(most, inside.size)
            await settled()
            inside.delete(self)
            end()
          })
        )
        expect(most).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 }
    )
  })
})

/** Comes back when it is turned away. */
async function joinAtLast(company: Company, wantsAlone: boolean): Promise<() => void> {
  for (;;) {
    try {
      return await company.join(wantsAlone, never)
    } catch (error) {
      if (!(error instanceof AnotherIsAlone)) throw error
      await settled()
    }
  }
}
