// What differs between the clouds that a deployment can stand in.

@export()
@description('Whose tokens are taken, where apps are reached, and where they are looked at from (ids of places of availability tests).')
var cloudFacts = {
  global: {
    authority: loadJsonContent('../clouds.json').global.authority
    appDomain: 'azurewebsites.net'
    hasStaticWebApps: true
    lookedAtFrom: ['emea-nl-ams-azr', 'emea-gb-db3-azr', 'emea-fr-pra-edge', 'us-va-ash-azr', 'apac-sg-sin-azr']
  }
  // Operated by 21Vianet. The portal is served from elsewhere there, and named in portalOrigins.
  china: {
    authority: loadJsonContent('../clouds.json').china.authority
    appDomain: 'chinacloudsites.cn'
    hasStaticWebApps: false
    lookedAtFrom: ['mc-cne-azr', 'mc-cne2-azr', 'mc-cnn-azr', 'mc-cnn2-azr']
  }
}
