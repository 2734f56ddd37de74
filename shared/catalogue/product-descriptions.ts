/** What each product gives a customer, in one sentence of the reader's language. A trial gives what it turns into. */
import type { PurchaseId } from './products';

interface Description {
  readonly en: string;
  readonly he: string;
  readonly 'zh-CN': string;
}

export const descriptions: Readonly<Record<string, Description>> = {
  'microsoft-365-business-basic': {
    en: 'Business e-mail, Teams meetings, 1 TB of cloud storage and Office on the web and on phones.',
    he: 'דואר אלקטרוני עסקי, פגישות ב-Teams, אחסון של 1 TB בענן ו-Office בדפדפן ובטלפון.',
    'zh-CN': '商业电子邮件、Teams 会议、1 TB 云存储，以及网页版和手机版 Office。',
  },
  'microsoft-365-business-standard': {
    en: 'Business Basic, and the full Office apps installed on computers.',
    he: 'כל מה שיש ב-Business Basic, וגם אפליקציות Office המלאות להתקנה במחשבים.',
    'zh-CN': '包含商业基础版的全部内容，并可在电脑上安装完整的 Office 应用。',
  },
  'microsoft-365-business-premium': {
    en: 'Business Standard, and protection for devices, accounts and data.',
    he: 'כל מה שיש ב-Business Standard, וגם הגנה על מכשירים, על חשבונות ועל נתונים.',
    'zh-CN': '包含商业标准版的全部内容，并可保护设备、帐户和数据。',
  },
  'microsoft-365-apps-for-business': {
    en: 'The full Office apps on computers and phones, with 1 TB of cloud storage, without e-mail.',
    he: 'אפליקציות Office המלאות במחשב ובטלפון, עם אחסון של 1 TB בענן, ללא דואר אלקטרוני.',
    'zh-CN': '电脑和手机上的完整 Office 应用，附带 1 TB 云存储，不含电子邮件。',
  },
  'microsoft-365-e3': {
    en: 'Office apps, e-mail and Teams, with Windows for enterprises and management of devices and identities.',
    he: 'אפליקציות Office, דואר אלקטרוני ו-Teams, עם Windows לארגונים וניהול של מכשירים וזהויות.',
    'zh-CN': 'Office 应用、电子邮件和 Teams，并含 Windows 企业版以及设备和身份管理。',
  },
  'microsoft-365-e5': {
    en: 'Microsoft 365 E3, and advanced security, compliance, telephony and analytics.',
    he: 'כל מה שיש ב-Microsoft 365 E3, וגם אבטחה מתקדמת, תאימות, טלפוניה וניתוח נתונים.',
    'zh-CN': '包含 Microsoft 365 E3 的全部内容，并含高级安全、合规、电话和分析功能。',
  },
  'office-365-e1': {
    en: 'Business e-mail, cloud storage, team sites and Office on the web, for any number of people.',
    he: 'דואר אלקטרוני עסקי, אחסון בענן, אתרי צוות ו-Office בדפדפן, לכל מספר של משתמשים.',
    'zh-CN': '商业电子邮件、云存储、团队网站和网页版 Office，不限人数。',
  },
  'office-365-e3': {
    en: 'Office 365 E1, and the full Office apps, larger mailboxes and tools for compliance.',
    he: 'כל מה שיש ב-Office 365 E1, וגם אפליקציות Office המלאות, תיבות דואר גדולות יותר וכלי תאימות.',
    'zh-CN': '包含 Office 365 E1 的全部内容，并含完整的 Office 应用、更大的邮箱和合规工具。',
  },
  'office-365-e5': {
    en: 'Office 365 E3, and advanced security, telephony in Teams and Power BI.',
    he: 'כל מה שיש ב-Office 365 E3, וגם אבטחה מתקדמת, טלפוניה ב-Teams ו-Power BI.',
    'zh-CN': '包含 Office 365 E3 的全部内容，并含高级安全、Teams 电话和 Power BI。',
  },
  'microsoft-365-apps-for-enterprise': {
    en: 'The full Office apps on computers and phones for large organisations, with 1 TB of cloud storage, without e-mail.',
    he: 'אפליקציות Office המלאות במחשב ובטלפון לארגונים גדולים, עם אחסון של 1 TB בענן, ללא דואר אלקטרוני.',
    'zh-CN': '面向大型组织的电脑和手机完整 Office 应用，附带 1 TB 云存储，不含电子邮件。',
  },
  'microsoft-365-f1': {
    en: 'Teams, shifts and company news for people without a desk, on the phone or a shared device.',
    he: 'Teams, משמרות וחדשות הארגון לעובדי קו חזית, בטלפון או במכשיר משותף.',
    'zh-CN': '面向一线员工的 Teams、排班和公司资讯，可在手机或共享设备上使用。',
  },
  'microsoft-365-f3': {
    en: 'Microsoft 365 F1, and a small mailbox, Office on the web and phones, and Windows.',
    he: 'כל מה שיש ב-Microsoft 365 F1, וגם תיבת דואר קטנה, Office בדפדפן ובטלפון, ו-Windows.',
    'zh-CN': '包含 Microsoft 365 F1 的全部内容，并含小型邮箱、网页版和手机版 Office 以及 Windows。',
  },
  'exchange-online-plan-1': {
    en: 'Business e-mail and calendars with a 50 GB mailbox for each person.',
    he: 'דואר אלקטרוני ויומן עסקיים עם תיבת דואר של 50 GB לכל משתמש.',
    'zh-CN': '商业电子邮件和日历，每人 50 GB 邮箱。',
  },
  'exchange-online-plan-2': {
    en: 'Business e-mail with a 100 GB mailbox for each person, an archive and protection against data loss.',
    he: 'דואר אלקטרוני עסקי עם תיבת דואר של 100 GB לכל משתמש, ארכיון ומניעת אובדן נתונים.',
    'zh-CN': '商业电子邮件，每人 100 GB 邮箱，并含存档和数据丢失防护。',
  },
  'exchange-online-kiosk': {
    en: 'A small mailbox on the web for people who rarely need e-mail.',
    he: 'תיבת דואר קטנה בדפדפן, למי שזקוק לדואר אלקטרוני רק לעתים.',
    'zh-CN': '面向很少使用电子邮件的人员的小型网页邮箱。',
  },
  'microsoft-teams-essentials': {
    en: 'Long video meetings and chat in Teams for small businesses, without Office apps or e-mail.',
    he: 'פגישות וידאו ארוכות וצ׳אט ב-Teams לעסקים קטנים, ללא אפליקציות Office וללא דואר אלקטרוני.',
    'zh-CN': '面向小型企业的 Teams 长时间视频会议和聊天，不含 Office 应用和电子邮件。',
  },
  'power-bi-pro': {
    en: 'Reports and dashboards from the business’s own data, to build and to share.',
    he: 'דוחות ולוחות מחוונים מנתוני העסק, ליצירה ולשיתוף.',
    'zh-CN': '用企业自己的数据制作并共享报表和仪表板。',
  },
  'power-bi-premium-per-user': {
    en: 'Power BI Pro, and larger data models, more frequent refreshes and built-in AI.',
    he: 'כל מה שיש ב-Power BI Pro, וגם מודלי נתונים גדולים יותר, רענון תכוף יותר ובינה מלאכותית מובנית.',
    'zh-CN': '包含 Power BI Pro 的全部内容，并支持更大的数据模型、更频繁的刷新和内置 AI。',
  },
  'visio-plan-2': {
    en: 'Diagrams, floor plans and flow charts in the browser and in the Visio desktop app.',
    he: 'דיאגרמות, תוכניות קומה ותרשימי זרימה בדפדפן ובאפליקציית Visio למחשב.',
    'zh-CN': '在浏览器和 Visio 桌面应用中绘制图表、平面图和流程图。',
  },
  'planner-plan-1': {
    en: 'Plans with timelines, dependencies and goals for teams, in the browser and in Teams.',
    he: 'תוכניות עבודה עם צירי זמן, תלויות ויעדים לצוותים, בדפדפן וב-Teams.',
    'zh-CN': '在浏览器和 Teams 中为团队制定带时间线、依赖关系和目标的计划。',
  },
  'planner-and-project-plan-3': {
    en: 'Planner Plan 1, and the Project desktop app, resources, costs and baselines.',
    he: 'כל מה שיש ב-Planner Plan 1, וגם אפליקציית Project למחשב, משאבים, עלויות ותוכניות בסיס.',
    'zh-CN': '包含 Planner 计划 1 的全部内容，并含 Project 桌面应用、资源、成本和基线管理。',
  },
  'microsoft-entra-id-p1': {
    en: 'One safe sign-in to all apps, with rules on who may sign in from where.',
    he: 'כניסה אחת ומאובטחת לכל האפליקציות, עם כללים למי מותר להיכנס ומהיכן.',
    'zh-CN': '一次安全登录即可访问所有应用，并可规定谁能从何处登录。',
  },
  'microsoft-entra-id-p2': {
    en: 'Entra ID P1, and detection of stolen accounts and administrator rights for a limited time.',
    he: 'כל מה שיש ב-Entra ID P1, וגם זיהוי של חשבונות שנגנבו והרשאות ניהול לזמן מוגבל.',
    'zh-CN': '包含 Entra ID P1 的全部内容，并可检测被盗帐户，授予限时管理员权限。',
  },
  'microsoft-intune-plan-1': {
    en: 'Computers and phones set up, kept safe and managed from one place.',
    he: 'הגדרה, אבטחה וניהול של מחשבים וטלפונים ממקום אחד.',
    'zh-CN': '在一处完成电脑和手机的设置、保护和管理。',
  },
  'microsoft-defender-for-business': {
    en: 'Protection of computers and phones against viruses, ransomware and other attacks, for small businesses.',
    he: 'הגנה על מחשבים וטלפונים מפני וירוסים, תוכנות כופר ומתקפות אחרות, לעסקים קטנים.',
    'zh-CN': '面向小型企业，保护电脑和手机免受病毒、勒索软件及其他攻击。',
  },
  'windows-365-business-2-vcpu-8-gb-128-gb': {
    en: 'A Windows computer in the cloud for each person, used from any device.',
    he: 'מחשב Windows בענן לכל משתמש, נגיש מכל מכשיר.',
    'zh-CN': '为每人提供一台云端 Windows 电脑，可从任何设备使用。',
  },
  'microsoft-365-copilot': {
    en: 'An AI assistant inside Word, Excel, Outlook and Teams that works with the organisation’s own content.',
    he: 'עוזר בינה מלאכותית בתוך Word, Excel, Outlook ו-Teams, שעובד עם התוכן של הארגון.',
    'zh-CN': 'Word、Excel、Outlook 和 Teams 中的 AI 助手，可使用组织自己的内容。',
  },
  'microsoft-teams-phone-standard': {
    en: 'A telephone system in Teams; phone numbers and minutes come from a carrier.',
    he: 'מערכת טלפוניה ב-Teams; מספרי הטלפון והדקות מתקבלים מספק טלפוניה.',
    'zh-CN': 'Teams 中的电话系统；电话号码和通话时长由运营商提供。',
  },
  'microsoft-teams-phone-with-calling-plan': {
    en: 'A telephone system in Teams, with minutes for calls within the country.',
    he: 'מערכת טלפוניה ב-Teams, עם דקות לשיחות בתוך המדינה.',
    'zh-CN': 'Teams 中的电话系统，并含国内通话时长。',
  },
  'microsoft-365-audio-conferencing': {
    en: 'Joining Teams meetings by dialling a telephone number.',
    he: 'הצטרפות לפגישות ב-Teams בחיוג למספר טלפון.',
    'zh-CN': '通过拨打电话号码加入 Teams 会议。',
  },
  'microsoft-teams-premium': {
    en: 'Teams meetings with AI summaries, own branding and stronger protection.',
    he: 'פגישות Teams עם סיכומי בינה מלאכותית, מיתוג עצמי והגנה חזקה יותר.',
    'zh-CN': '为 Teams 会议提供 AI 摘要、自有品牌和更强的保护。',
  },
  'microsoft-defender-for-office-365-plan-1': {
    en: 'Protection of e-mail and files against phishing and harmful links and attachments.',
    he: 'הגנה על דואר אלקטרוני וקבצים מפני דיוג ומפני קישורים וקבצים מצורפים מזיקים.',
    'zh-CN': '保护电子邮件和文件免受网络钓鱼以及有害链接和附件的侵害。',
  },
  'microsoft-defender-for-office-365-plan-2': {
    en: 'Plan 1, and tools to investigate attacks, answer them and train people.',
    he: 'כל מה שיש ב-Plan 1, וגם כלים לחקירת מתקפות, לטיפול בהן ולהדרכת משתמשים.',
    'zh-CN': '包含计划 1 的全部内容，并提供攻击调查、响应和人员培训工具。',
  },
  'exchange-online-archiving': {
    en: 'An archive beside the mailbox that keeps old e-mail as long as the law asks.',
    he: 'ארכיון לצד תיבת הדואר, ששומר דואר ישן כל עוד החוק דורש.',
    'zh-CN': '邮箱旁的存档，按法律要求的期限保留旧邮件。',
  },
  'office-365-extra-file-storage': {
    en: 'More room for files in SharePoint, in gigabytes.',
    he: 'שטח נוסף לקבצים ב-SharePoint, בג׳יגה-בייט.',
    'zh-CN': '为 SharePoint 增加文件存储空间，以 GB 计。',
  },
} satisfies Record<PurchaseId, Description>;
