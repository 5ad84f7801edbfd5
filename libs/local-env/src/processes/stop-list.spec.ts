import { StopList } from './stop-list'

describe('stop list', () => {
  it('stops in reverse order and tells every failure', async () => {
    const stopped: string[] = []
    const list = new StopList()
    list.add(async () => stopped.push('first'))
    list.add(() => Promise.reject(new Error('stuck')))
    list.add(async () => stopped.push('last'))

    await expect(list.stopAll()).rejects.toMatchObject({ errors: [new Error('stuck')] })
    expect(stopped).toEqual(['last', 'first'])
  })

  it('stops everything once', async () => {
    const list = new StopList()
    const stop = jest.fn(() => Promise.resolve())
    list.add(stop)
    await list.stopAll()
    await list.stopAll()

    expect(stop).toHaveBeenCalledTimes(1)
  })
})
