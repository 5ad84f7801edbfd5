import { bypassesProxy } from './no-proxy'

const NOTIFY = 'https://api.notifications.service.gov.uk'

describe('bypassesProxy', () => {
  it.each([
    ['*', NOTIFY],
    ['localhost,api.notifications.service.gov.uk', NOTIFY],
    ['.service.gov.uk', NOTIFY],
    ['*.service.gov.uk', NOTIFY],
    ['localhost notifications.SERVICE.gov.uk', NOTIFY],
    ['api.notifications.service.gov.uk:443', NOTIFY],
    ['127.0.0.1', 'http://127.0.0.1:8080/notify'],
    ['localhost:8080', 'http://localhost:8080'],
    ['[::1]', 'http://[::1]:8080']
  ])('%s holds for %s', (noProxy, address) => {
    expect(bypassesProxy(address, noProxy)).toBe(true)
  })

  it.each([
    ['', NOTIFY],
    [',', NOTIFY],
    ['gov.uk.example.org', NOTIFY],
    ['notifications', NOTIFY],
    ['x.api.notifications.service.gov.uk', NOTIFY],
    ['s.service.gov.uk', NOTIFY],
    ['api.notifications.service.gov.uk:80', NOTIFY],
    ['localhost:80', 'http://localhost:8080']
  ])('%s does not hold for %s', (noProxy, address) => {
    expect(bypassesProxy(address, noProxy)).toBe(false)
  })
})
