/**
 * What can be bought and tried, best first. Ids are Kesher's own and stay as they are. Microsoft's stand beside them where its public
 * documents give them: `productId` as in Partner Center and self-service purchase, `skuId` and `skuPartNumber` as in Microsoft
 * Entra's "Product names and service plan identifiers for licensing" (October 2025). Where it is sold and what it needs: docs/catalogue.md.
 */
import { limits } from './limits';

/** Microsoft's own ids: of the product in its commercial catalogue, and of the licence that users are given. */
export interface MicrosoftIds {
  readonly productId?: string;
  readonly skuId?: string;
  readonly skuPartNumber?: string;
}

interface Purchase {
  readonly minimum: number;
  readonly maximum: number;
  readonly termMonths: number;
  readonly soldByKey: boolean;
  readonly clouds: readonly ('global' | 'china')[];
  /** Only of what is sold in some of its clouds' countries alone. */
  readonly countries?: readonly string[];
  readonly names: { readonly en: string; readonly he: string; readonly 'zh-CN': string };
  readonly microsoft?: MicrosoftIds;
  /** The products of which a customer needs one. */
  readonly requires?: readonly string[];
}

const everywhere = ['global', 'china'] as const;
const global = ['global'] as const;

const yearly = { minimum: 1, termMonths: limits.purchase.termMonths } as const;
/** Microsoft's business plans end at 300 people. */
const business = { ...yearly, maximum: 300, soldByKey: false } as const;
const businessAlsoByKey = { ...business, soldByKey: true } as const;
const enterprise = { ...yearly, maximum: 10_000, soldByKey: false } as const;

const smallOffices = [
  'microsoft-365-business-basic',
  'microsoft-365-business-standard',
  'microsoft-365-business-premium',
] as const;
const largeOffices = [
  'office-365-e1',
  'office-365-e3',
  'office-365-e5',
  'microsoft-365-e3',
  'microsoft-365-e5',
] as const;
const frontline = ['microsoft-365-f1', 'microsoft-365-f3'] as const;
const withTeams = [...smallOffices, ...largeOffices, ...frontline, 'microsoft-teams-essentials'] as const;
const withMailbox = [
  ...smallOffices,
  ...largeOffices,
  'microsoft-365-f3',
  'exchange-online-plan-1',
  'exchange-online-plan-2',
  'exchange-online-kiosk',
] as const;

export const purchases = {
  'microsoft-365-business-basic': {
    ...businessAlsoByKey,
    clouds: everywhere,
    names: named('Microsoft 365 Business Basic', 'Microsoft 365 商业基础版'),
    microsoft: {
      productId: 'CFQ7TTC0LH18',
      skuId: '3b555118-da6a-4418-894f-7df1e2096870',
      skuPartNumber: 'O365_BUSINESS_ESSENTIALS',
    },
  },
  'microsoft-365-business-standard': {
    ...businessAlsoByKey,
    clouds: everywhere,
    names: named('Microsoft 365 Business Standard', 'Microsoft 365 商业标准版'),
    microsoft: {
      productId: 'CFQ7TTC0LDPB',
      skuId: 'f245ecc8-75af-4f8e-b61f-27d8114de5f3',
      skuPartNumber: 'O365_BUSINESS_PREMIUM',
    },
  },
  'microsoft-365-business-premium': {
    ...businessAlsoByKey,
    clouds: global,
    names: named('Microsoft 365 Business Premium', 'Microsoft 365 商业高级版'),
    microsoft: {
      productId: 'CFQ7TTC0LCHC',
      skuId: 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46',
      skuPartNumber: 'SPB',
    },
  },
  'microsoft-365-apps-for-business': {
    ...businessAlsoByKey,
    clouds: everywhere,
    names: named('Microsoft 365 Apps for business', 'Microsoft 365 商业应用版'),
    microsoft: {
      productId: 'CFQ7TTC0LH1G',
      skuId: 'cdd28e44-67e3-425e-be4c-737fab2899d3',
      skuPartNumber: 'O365_BUSINESS',
    },
  },
  'microsoft-365-e3': {
    ...enterprise,
    clouds: global,
    names: named('Microsoft 365 E3'),
    microsoft: { productId: 'CFQ7TTC0LFLX', skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965', skuPartNumber: 'SPE_E3' },
  },
  'microsoft-365-e5': {
    ...enterprise,
    clouds: global,
    names: named('Microsoft 365 E5'),
    microsoft: { productId: 'CFQ7TTC0LFLZ', skuId: '06ebc4ee-1bb5-47dd-8120-11324bc54e06', skuPartNumber: 'SPE_E5' },
  },
  'office-365-e1': {
    ...enterprise,
    clouds: everywhere,
    names: named('Office 365 E1'),
    microsoft: {
      productId: 'CFQ7TTC0LF8Q',
      skuId: '18181a46-0d4e-45cd-891e-60aabd171b4e',
      skuPartNumber: 'STANDARDPACK',
    },
  },
  'office-365-e3': {
    ...enterprise,
    clouds: everywhere,
    names: named('Office 365 E3'),
    microsoft: {
      productId: 'CFQ7TTC0LF8R',
      skuId: '6fd2c87f-b296-42f0-b197-1e91e994b900',
      skuPartNumber: 'ENTERPRISEPACK',
    },
  },
  'office-365-e5': {
    ...enterprise,
    clouds: global,
    names: named('Office 365 E5'),
    microsoft: {
      productId: 'CFQ7TTC0LF8S',
      skuId: 'c7df2760-2c81-4ef7-b578-5b5392b571df',
      skuPartNumber: 'ENTERPRISEPREMIUM',
    },
  },
  'microsoft-365-apps-for-enterprise': {
    ...enterprise,
    clouds: everywhere,
    names: named('Microsoft 365 Apps for enterprise', 'Microsoft 365 企业应用版'),
    microsoft: {
      productId: 'CFQ7TTC0LGZT',
      skuId: 'c2273bd0-dff7-4215-9ef5-2c7bcfb06425',
      skuPartNumber: 'OFFICESUBSCRIPTION',
    },
  },
  'microsoft-365-f1': {
    ...enterprise,
    clouds: global,
    names: named('Microsoft 365 F1'),
    microsoft: { skuId: '50f60901-3181-4b75-8a2c-4c8e4c1d5a72', skuPartNumber: 'M365_F1_COMM' },
  },
  'microsoft-365-f3': {
    ...enterprise,
    clouds: global,
    names: named('Microsoft 365 F3'),
    microsoft: { productId: 'CFQ7TTC0LH05', skuId: '66b55226-6b4f-492c-910c-a3b7a3c9d993', skuPartNumber: 'SPE_F1' },
  },
  'exchange-online-plan-1': {
    ...enterprise,
    clouds: everywhere,
    names: plan('Exchange Online', 1),
    microsoft: {
      productId: 'CFQ7TTC0LH16',
      skuId: '4b9405b0-7788-4568-add1-99614e613b69',
      skuPartNumber: 'EXCHANGESTANDARD',
    },
  },
  'exchange-online-plan-2': {
    ...enterprise,
    clouds: everywhere,
    names: plan('Exchange Online', 2),
    microsoft: {
      productId: 'CFQ7TTC0LH1P',
      skuId: '19ec0d23-8335-4cbd-94ac-6050e30712fa',
      skuPartNumber: 'EXCHANGEENTERPRISE',
    },
  },
  'exchange-online-kiosk': {
    ...enterprise,
    clouds: global,
    names: named('Exchange Online Kiosk'),
    microsoft: { skuId: '80b2d799-d2ba-4d2a-8842-fb0d0f3a4b82', skuPartNumber: 'EXCHANGEDESKLESS' },
  },
  'microsoft-teams-essentials': {
    ...business,
    clouds: global,
    names: named('Microsoft Teams Essentials'),
    microsoft: { productId: 'CFQ7TTC0JN4R', skuId: 'fde42873-30b6-436b-b361-21af5a6b84ae' },
  },
  'power-bi-pro': {
    ...enterprise,
    clouds: everywhere,
    names: named('Power BI Pro'),
    microsoft: {
      productId: 'CFQ7TTC0LHSF',
      skuId: 'f8a1db68-be16-40ed-86d5-cb42ce701560',
      skuPartNumber: 'POWER_BI_PRO',
    },
  },
  'power-bi-premium-per-user': {
    ...enterprise,
    clouds: global,
    names: named('Power BI Premium Per User'),
    microsoft: { skuId: 'c1d032e0-5619-4761-9b5c-75b6831e1711', skuPartNumber: 'PBI_PREMIUM_PER_USER' },
  },
  'visio-plan-2': {
    ...enterprise,
    clouds: everywhere,
    names: named('Visio Plan 2', 'Visio 计划 2'),
    microsoft: {
      productId: 'CFQ7TTC0HD32',
      skuId: 'c5928f49-12ba-48f7-ada3-0d743a3601d5',
      skuPartNumber: 'VISIOCLIENT',
    },
  },
  'planner-plan-1': {
    ...enterprise,
    clouds: global,
    names: named('Planner Plan 1', 'Planner 计划 1'),
    microsoft: {
      productId: 'CFQ7TTC0HDB1',
      skuId: 'beb6439c-caad-48d3-bf46-0c82871e12be',
      skuPartNumber: 'PROJECT_P1',
    },
  },
  'planner-and-project-plan-3': {
    ...enterprise,
    clouds: global,
    names: named('Planner and Project Plan 3', 'Planner 和 Project 计划 3'),
    microsoft: {
      productId: 'CFQ7TTC0HDB0',
      skuId: '53818b1b-4a27-454b-8896-0dba576410e6',
      skuPartNumber: 'PROJECTPROFESSIONAL',
    },
  },
  'microsoft-entra-id-p1': {
    ...enterprise,
    clouds: everywhere,
    names: named('Microsoft Entra ID P1'),
    microsoft: {
      productId: 'CFQ7TTC0LFLS',
      skuId: '078d2b04-f1bd-4111-bbd4-b4b1b354cef4',
      skuPartNumber: 'AAD_PREMIUM',
    },
  },
  'microsoft-entra-id-p2': {
    ...enterprise,
    clouds: everywhere,
    names: named('Microsoft Entra ID P2'),
    microsoft: {
      productId: 'CFQ7TTC0LFK5',
      skuId: '84a661c4-e949-4bd2-a560-ed7766fcaf2b',
      skuPartNumber: 'AAD_PREMIUM_P2',
    },
  },
  'microsoft-intune-plan-1': {
    ...enterprise,
    clouds: everywhere,
    names: named('Microsoft Intune Plan 1', 'Microsoft Intune 计划 1'),
    microsoft: { productId: 'CFQ7TTC0LCH4', skuId: '061f9ace-7d42-4136-88ac-31dc755f143f', skuPartNumber: 'INTUNE_A' },
  },
  'microsoft-defender-for-business': {
    ...business,
    clouds: global,
    names: named('Microsoft Defender for Business', 'Microsoft Defender 商业版'),
  },
  'windows-365-business-2-vcpu-8-gb-128-gb': {
    ...business,
    clouds: global,
    names: named('Windows 365 Business 2 vCPU 8 GB 128 GB', 'Windows 365 商业版 2 vCPU 8 GB 128 GB'),
    microsoft: { skuId: '71f21848-f89b-4aaa-a2dc-780c8e8aac5b', skuPartNumber: 'CPC_B_2C_8RAM_128GB' },
  },
  'microsoft-365-copilot': {
    ...enterprise,
    clouds: global,
    names: named('Microsoft 365 Copilot'),
    microsoft: {
      productId: 'CFQ7TTC0MM8R',
      skuId: '639dec6b-bb19-468b-871c-c5c441c4b0cb',
      skuPartNumber: 'Microsoft_365_Copilot',
    },
    requires: [
      ...smallOffices,
      ...largeOffices,
      ...frontline,
      'microsoft-365-apps-for-business',
      'microsoft-365-apps-for-enterprise',
    ],
  },
  'microsoft-teams-phone-standard': {
    ...enterprise,
    clouds: global,
    names: named('Microsoft Teams Phone Standard', 'Microsoft Teams 电话标准版'),
    microsoft: { productId: 'CFQ7TTC0LH0T', skuId: 'e43b5b99-8dfb-405f-9987-dc307f34bcbd', skuPartNumber: 'MCOEV' },
    requires: withTeams,
  },
  'microsoft-teams-phone-with-calling-plan': {
    ...enterprise,
    clouds: global,
    countries: ['CA', 'GB', 'PR', 'US'],
    names: named('Microsoft Teams Phone with Calling Plan', 'Microsoft Teams 电话（含通话套餐）'),
    requires: withTeams,
  },
  'microsoft-365-audio-conferencing': {
    ...enterprise,
    clouds: global,
    names: named('Microsoft 365 Audio Conferencing', 'Microsoft 365 音频会议'),
    microsoft: { skuId: '0c266dff-15dd-4b49-8397-2bb16070ed52', skuPartNumber: 'MCOMEETADV' },
    requires: withTeams,
  },
  'microsoft-teams-premium': {
    ...enterprise,
    clouds: global,
    names: named('Microsoft Teams Premium', 'Microsoft Teams 高级版'),
    microsoft: { productId: 'CFQ7TTC0RM8K' },
    requires: withTeams,
  },
  'microsoft-defender-for-office-365-plan-1': {
    ...enterprise,
    clouds: global,
    names: plan('Microsoft Defender for Office 365', 1),
    microsoft: { skuId: '4ef96642-f096-40de-a3e9-d83fb2f90211', skuPartNumber: 'ATP_ENTERPRISE' },
    requires: withMailbox,
  },
  'microsoft-defender-for-office-365-plan-2': {
    ...enterprise,
    clouds: global,
    names: plan('Microsoft Defender for Office 365', 2),
    microsoft: { skuId: '3dd6cf57-d688-4eed-ba52-9e40b5468c3e', skuPartNumber: 'THREAT_INTELLIGENCE' },
    requires: withMailbox,
  },
  'exchange-online-archiving': {
    ...enterprise,
    clouds: global,
    names: named('Exchange Online Archiving for Exchange Online'),
    microsoft: { skuId: 'ee02fd1b-340e-4a4b-b355-4a514e4c8943', skuPartNumber: 'EXCHANGEARCHIVE_ADDON' },
    requires: withMailbox,
  },
  'office-365-extra-file-storage': {
    ...enterprise,
    clouds: global,
    names: named('Office 365 Extra File Storage', 'Office 365 额外文件存储'),
    microsoft: { skuId: '99049c9c-6011-4908-bf17-15f496e6519d', skuPartNumber: 'SHAREPOINTSTORAGE' },
    requires: [...smallOffices, ...largeOffices],
  },
} as const satisfies Readonly<Record<string, Purchase>>;

export type PurchaseId = keyof typeof purchases;

/** Which of them can be tried first, best first. A trial is known by `-trial` after the id of what it turns into. */
export const tried: readonly PurchaseId[] = [
  'microsoft-365-business-premium',
  'microsoft-365-business-standard',
  'microsoft-365-business-basic',
  'microsoft-365-e5',
  'office-365-e3',
  'exchange-online-plan-1',
  'power-bi-pro',
  'planner-and-project-plan-3',
  'visio-plan-2',
  'microsoft-entra-id-p2',
  'microsoft-defender-for-business',
];

/** Countries to which Microsoft has stopped selling (its statement of 4 March 2022). Those under embargo are no countries of Kesher's at all. */
export const notSoldTo: readonly string[] = ['RU'];

/** Hebrew keeps Microsoft's Latin names: half translated, they fall apart between right and left. */
function named<const Name extends string>(english: Name, chinese: string = english) {
  return { en: english, he: english, 'zh-CN': chinese };
}

function plan(product: string, number: 1 | 2) {
  return named(`${product} (Plan ${number})`, `${product}（计划 ${number}）`);
}
