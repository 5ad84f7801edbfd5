export * from './geojson'
