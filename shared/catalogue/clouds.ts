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
    /** A form, no mailbox: customers' requests are begun beside the customer (learn.microsoft.com/partner-center/report-problems-on-behalf-of-a-customer). */
    customerSupport: 'https://partner.microsoft.com/dashboard/v2/customers/list',
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
    /** 21Vianet's own form, behind "Support requests" there (msdn.microsoft.com/partner-china/report-problems-on-behalf-of-a-customer). */
    customerSupport: 'https://partner.partnercenter.microsoftonline.cn',
  },
} as const;
