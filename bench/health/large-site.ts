import { wavySite } from '../wavy-site'

/** Outline of a site in the sample district: smooth, so that overlays are quick, but about 2 MiB of JSON. */
export function largeSite() {
  return wavySite({ centre: [608_200, 305_425], radiusM: 300, vertices: 73_000 })
}
