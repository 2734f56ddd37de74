/** The clouds that a partner can be in, with their own addresses. */
export const clouds = {
  global: {
    authority: 'https://login.microsoftonline.com',
    subscription: 'https://admin.microsoft.com/Adminportal/Home#/subscriptions',
    domains: 'https://admin.microsoft.com/Adminportal/Home#/Domains',
    serviceSettings: 'https://admin.microsoft.com/Adminportal/Home#/Settings/Services',
    users: 'https://admin.microsoft.com/Adminportal/Home#/users',
    partnerCenter: 'https://partner.microsoft.com/dashboard/v2/customers/list',
    adminCenter: 'https://admin.microsoft.com',
    productKeys: 'https://setup.office.com',
    graph: 'https://graph.microsoft.com',
    /** What a managed identity's token is made out to, so that an application takes it for its own secret. */
    tokenExchange: 'api://AzureADTokenExchange',
  },
  china: {
    authority: 'https://login.partner.microsoftonline.cn',
    subscription: 'https://portal.partner.microsoftonline.cn/Adminportal/Home#/subscriptions',
    domains: 'https://portal.partner.microsoftonline.cn/Adminportal/Home#/Domains',
    serviceSettings: 'https://portal.partner.microsoftonline.cn/Adminportal/Home#/Settings/Services',
    users: 'https://portal.partner.microsoftonline.cn/Adminportal/Home#/users',
    partnerCenter: 'https://partner.partnercenter.microsoftonline.cn',
    adminCenter: 'https://portal.partner.microsoftonline.cn',
    /** This cloud has none. */
    productKeys: undefined,
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    tokenExchange: 'api://AzureADTokenExchangeChina',
  },
} as const;
