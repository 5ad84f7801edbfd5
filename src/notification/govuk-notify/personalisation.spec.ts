import { completedPersonalisation, failedPersonalisation } from './personalisation'

const notice = {
  reference: 'NRL-204871',
  revision: 1,
  developmentName: 'Mill Lane',
  assessmentTypes: ['nutrient', 'great-crested-newt'],
  isRedelivery: false
}

describe('personalisation', () => {
  it('fills every key of the completed template', () => {
    expect(completedPersonalisation(notice, 'https://nrf.example/results/')).toEqual({
      job_id: 'NRL-204871',
      development_name: 'Mill Lane',
      assessment_type: 'nutrient, great-crested-newt',
      results_link: 'https://nrf.example/results/NRL-204871',
      estimateReference: 'NRL-204871',
      levyAmount: 'Not calculated',
      monitoringAmount: 'Not calculated',
      maintenanceAmount: 'Not calculated',
      adminAmount: 'Not calculated'
    })
  })

  it('fills every key of the failed template', () => {
    const failed = { ...notice, code: 'job_timed_out' as const, reason: 'It took too long.' }
    expect(failedPersonalisation(failed, 'https://nrf.example/results')).toEqual({
      job_id: 'NRL-204871',
      development_name: 'Mill Lane',
      assessment_type: 'nutrient, great-crested-newt',
      status_link: 'https://nrf.example/results/NRL-204871',
      estimateReference: 'NRL-204871',
      error_message: 'It took too long. (job_timed_out)'
    })
  })

  it('shortens a reference that is not made for reading', () => {
    const uuid = { ...notice, reference: '0d9c1f0e-6f0e-4a57-9a0e-2c8f3b7d1a11' }
    expect(completedPersonalisation(uuid, 'https://nrf.example').estimateReference).toBe('0D9C1F0E')
  })

  it('names a development without a name', () => {
    const unnamed = { ...notice, developmentName: ' \n ' }
    expect(completedPersonalisation(unnamed, 'https://nrf.example').development_name).toBe(
      'Unnamed development'
    )
  })

  it('cuts a very long name by characters and keeps it on one line', () => {
    const long = { ...notice, developmentName: `Mill\r\n\u0000Lane ${'🌳'.repeat(2_000_000)}` }
    const name = completedPersonalisation(long, 'https://nrf.example').development_name
    expect(name).toMatch(/^Mill Lane 🌳+…$/u)
    expect(Array.from(name)).toHaveLength(200)
  })
})
