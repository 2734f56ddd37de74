/** What mail services say when they do not take a mail, and whom it is about. The first row that fits counts; each says where it is from. */
import type { MailFaultCode } from './mail-faults';

/** Where in the conversation with a relay a reply came. */
export type SmtpStep = 'greeting' | 'hello' | 'starttls' | 'signIn' | 'sender' | 'recipient' | 'message';

/**
 * `refused`: this recipient or this content, for good. `later`: this mail, for now. `rate`: everybody, too much at once.
 * `quota`: everybody, what may be sent in an hour, a day or a month is used up. Anything else is a fault of ours.
 */
export type RefusalMeaning = 'refused' | 'later' | 'rate' | 'quota' | MailFaultCode;

export interface MailRefusalRow {
  /** A relay's reply, an answer of Azure's service, or none at all because there was no connection. */
  readonly by: 'smtp' | 'acs' | 'connection';
  /** At any step when left out. */
  readonly at?: readonly SmtpStep[];
  /** The basic code of a reply, the status of an answer, or the system's or library's code. */
  readonly code?: RegExp;
  /** The enhanced code of a reply. */
  readonly enhanced?: RegExp;
  /** The words of a reply, or the error code in an answer. */
  readonly text?: RegExp;
  readonly meaning: RefusalMeaning;
  readonly source: string;
}

const aboutAMail = ['recipient', 'message'] as const;

const google = 'https://support.google.com/a/answer/3726730';
const exchange =
  'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online';
const amazon = 'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html';
const amazonQuota = 'https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html';
const twilio = 'https://www.twilio.com/docs/sendgrid/for-developers/sending-email/smtp-errors-and-troubleshooting';
const postfix = 'https://www.postfix.org/postconf.5.html';
const azure = 'https://learn.microsoft.com/rest/api/communication/errorcodes';
const netEase = 'NetEase, list of refusals at help.163.com';
const tencent = 'Tencent Exmail, list of refusals at service.exmail.qq.com';
const alibaba = 'Alibaba Mail, list of SMTP errors at help.aliyun.com';
const coremail = 'Coremail, list of refusals at icoremail.net';
const openssl = 'https://nodejs.org/api/tls.html#x509-certificate-error-codes';
const nodeErrors = 'https://nodejs.org/api/errors.html';

export const mailRefusals: readonly MailRefusalRow[] = [
  // A sending quota, or a rate, told by its own words or code.
  { by: 'smtp', enhanced: /^5\.4\.5$/u, meaning: 'quota', source: google },
  { by: 'smtp', text: /relay limit exceeded/iu, meaning: 'quota', source: google },
  { by: 'smtp', enhanced: /^5\.1\.9[02]$/u, meaning: 'quota', source: exchange },
  { by: 'smtp', enhanced: /^5\.7\.23[23]$/u, meaning: 'quota', source: exchange },
  {
    by: 'smtp',
    text: /SubmissionQuotaExceeded/iu,
    meaning: 'quota',
    source: 'https://learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements',
  },
  { by: 'smtp', code: /^432$/u, text: /sender thread limit/iu, meaning: 'rate', source: exchange },
  { by: 'smtp', code: /^504$/u, text: /maximum threshold/iu, meaning: 'quota', source: alibaba },
  { by: 'smtp', code: /^505$/u, text: /maximum threshold/iu, meaning: 'rate', source: alibaba },

  // The relay is not ours to use.
  { by: 'smtp', enhanced: /^5\.7\.(?:54|64)$/u, meaning: 'relaying-denied', source: exchange },
  {
    by: 'smtp',
    text: /\brelay(?:ing)?\b[^.]{0,120}\b(?:denied|not (?:permitted|allowed)|prohibited|refused|rejected|disabled|check|restrict\w{0,20})|\b(?:unable|cannot|can't|not (?:allowed|permitted)|denies|do(?:es)? not|no permission)\b(?: to)? relay\b|for relay\b|rcpthosts|open ?relay/iu,
    meaning: 'relaying-denied',
    source: `${postfix}#relay_domains_reject_code; Exim, sendmail, qmail; ${coremail}`,
  },

  // Words about one recipient that could be taken for words about the sender.
  {
    by: 'smtp',
    at: aboutAMail,
    code: /^4/u,
    enhanced: /^4\.(1\.[1236]|1\.10|2\.[1-3]|2\.12[12])$/u,
    meaning: 'later',
    source: 'RFC 3463, 3.2 and 3.3; Google 450 4.2.1, 452 4.2.2',
  },
  {
    by: 'smtp',
    at: aboutAMail,
    code: /^5/u,
    enhanced: /^5\.(1\.[1236]|1\.10|2\.[1-3]|2\.12[12])$/u,
    meaning: 'refused',
    source: 'RFC 3463, 3.2 and 3.3; Exchange 5.2.121 and 5.2.122',
  },
  { by: 'smtp', at: aboutAMail, code: /^4/u, text: /recipient thread limit/iu, meaning: 'later', source: exchange },
  {
    by: 'smtp',
    at: aboutAMail,
    code: /^5/u,
    text: /RESOLVER\.|to (?:this|the|that) (?:recipient|group|user|list|mailing list|address)\b|(?:blocked|rejected|refused) by (?:the |this )?(?:recipient|user)/iu,
    meaning: 'refused',
    source: exchange,
  },
  {
    by: 'smtp',
    at: aboutAMail,
    code: /^5/u,
    enhanced: /^5\.7\.1(?:2[49]|3[3-6])$/u,
    meaning: 'refused',
    source: exchange,
  },
  {
    by: 'smtp',
    at: aboutAMail,
    code: /^5/u,
    text: /address (?:is )?blacklisted|suppression list/iu,
    meaning: 'refused',
    source: amazon,
  },
  {
    by: 'smtp',
    at: aboutAMail,
    code: /^5/u,
    text: /\b(?:size|length|too (?:large|big|long))\b/iu,
    meaning: 'refused',
    source: 'RFC 1870; RFC 3463 X.2.3 and X.3.4',
  },
  {
    by: 'smtp',
    at: aboutAMail,
    code: /^55[02]$/u,
    text: /^(?!.*\b(?:sending|outgoing|outbound|sent)\b).{0,120}\b(?:mailbox|storage|disk|inbox)\b.{0,120}\b(?:full|exceed\w{0,20}|quota|limit)/iu,
    meaning: 'refused',
    source: 'RFC 5321, 4.2.3',
  },

  // Sending quotas and rates, told in words.
  {
    by: 'smtp',
    text: /\b(?:daily|hourly|monthly|(?:per|an?) (?:day|hour|month)|24.?h(?:ours?)?)\b.{0,120}(?:limit|quota|exceed)|(?:limit|quota|exceed\w{0,20}|reached)\b.{0,120}\b(?:daily|hourly|monthly|(?:per|an?) (?:day|hour|month)|24.?h(?:ours?)?)\b/iu,
    meaning: 'quota',
    source: `${amazonQuota}; cPanel, "exceeded the max emails per hour"`,
  },
  {
    by: 'smtp',
    text: /^(?=.*\b(?:sending|outgoing|outbound|submission|relay\w*|messaging|credits?|sender(?:'s)?|sent)\b)(?=.*\b(?:limits?|quota|credits|allowance)\b)(?=.*\b(?:exceed\w*|reached|over|maximum|used up)\b)/iu,
    meaning: 'quota',
    source: `${twilio}; Coremail, "sending quota exceeded"`,
  },
  {
    by: 'smtp',
    enhanced: /^5\.7\.0$/u,
    text: /\blimit/iu,
    meaning: 'quota',
    source: 'Public reports of 554 5.7.0 from hosted relays',
  },
  { by: 'smtp', enhanced: /^[45]\.7\.28$/u, meaning: 'rate', source: `IANA, enhanced status codes X.7.28; ${google}` },
  {
    by: 'smtp',
    text: /\b(?:HL:I[CFT]C|MI:(?:SFQ|DMC|CCL|STC)|RP:(?:DRC|RCL|CCL|TRC))\b/u,
    meaning: 'rate',
    source: netEase,
  },
  { by: 'smtp', text: /frequency (?:is )?limited/iu, meaning: 'rate', source: tencent },
  {
    by: 'smtp',
    text: /throttl|too (?:fast|quick(?:ly)?|frequent(?:ly)?)\b|too (?:many|much) (?:concurrent |simultaneous |open )?(?:messages?|(?:e-?)?mails?|connections?|connects?|(?:smtp )?sessions?|requests?|commands?|log ?ins?)\b|rate.?limit|\brate\b.{0,120}\bexceed|exceed\w{0,20}\b.{0,120}\brate\b|\bslow down\b|thread limit|server (?:is )?(?:too )?busy/iu,
    meaning: 'rate',
    source: `${amazonQuota}; ${google}; ${twilio}`,
  },

  // What is wrong with the sender, told by code.
  {
    by: 'smtp',
    text: /\bSTARTTLS\b|\b(?:TLS|encrypt\w{0,20})\b.{0,120}\brequired?|require\w{0,20} (?:a )?(?:TLS|encrypt)/iu,
    code: /^5/u,
    meaning: 'tls-wanted',
    source: 'RFC 3207, 4; Postfix 530 5.7.0',
  },
  { by: 'smtp', code: /^(?:523|538)$/u, meaning: 'tls-wanted', source: 'RFC 5248; RFC 4954' },
  { by: 'smtp', enhanced: /^[45]\.7\.10$/u, meaning: 'tls-wanted', source: 'RFC 5248' },
  {
    by: 'smtp',
    enhanced: /^[45]\.7\.(?:2[0-79]|509)$/u,
    meaning: 'sender-unauthenticated',
    source: `RFC 7372; RFC 7505; ${exchange}`,
  },
  {
    by: 'smtp',
    text: /\b(?:SPF|DKIM|DMARC)\b/u,
    meaning: 'sender-unauthenticated',
    source: `${google}; ${tencent}, "SPF check failed"`,
  },
  {
    by: 'smtp',
    code: /^(?:530|534|535|432|524|525|526)$/u,
    meaning: 'sign-in-refused',
    source: `RFC 4954, 6; RFC 5248; ${alibaba}`,
  },
  {
    by: 'smtp',
    enhanced: /^[45]\.7\.(?:3|8|9|1[1-4]|57|139)$/u,
    meaning: 'sign-in-refused',
    source: `RFC 5248; ${exchange}`,
  },
  {
    by: 'smtp',
    text: /authenticat\w{0,20}\W{1,9}(?:is )?(?:required|needed|first|failed|failure|unsuccessful|error|necessary)|not authenticated|\b(?:must|need\w{0,20}|please|have to|requires?)\b(?:\W{1,9}\w{1,20}){0,3}\W{1,9}(?:authenticate|authentication|auth|log ?in|sign ?in)\b|auth error/iu,
    meaning: 'sign-in-refused',
    source: `${exchange}; ${tencent}, "need EHLO and AUTH first"; ${coremail}`,
  },
  {
    by: 'smtp',
    text: /\b(?:helo|ehlo|helohost)\b/iu,
    meaning: 'hello-refused',
    source: `${postfix}#smtpd_helo_restrictions; ${google}`,
  },
  {
    by: 'smtp',
    enhanced: /^5\.7\.(?:50[1-8]|51[0-3]|60[6-9]|6[1-4]\d|7[0-4]\d|750)$/u,
    meaning: 'sender-blocked',
    source: exchange,
  },
  { by: 'smtp', text: /\b(?:HL:(?:IPB|REP|MEP|ISI)|DT:RBL|WM:BL[IU])\b/u, meaning: 'sender-blocked', source: netEase },
  {
    by: 'smtp',
    text: /\b(?:client|sending) (?:host|server|ip|address)\b[^.]{0,120}\b(?:block\w{0,20}|black\w{0,20}|reject\w{0,20}|banned|listed|denied|refused)|\byour (?:ip|host|server|account|domain)\b[^.]{0,120}\b(?:block\w{0,20}|black\w{0,20}|reject\w{0,20}|banned|listed|suspended|disabled|restricted|locked)|spamhaus|spamcop|\b(?:dns|r|ur)bl\b|\bblack ip\b|\bip (?:address )?(?:is )?(?:blocked|banned|rejected|denied|not allowed)|invalid ip\b|sending (?:has been |was |is )?(?:paused|disabled|suspended)|(?:sender|sending)(?:'s)? (?:account|address|domain)?\b[^.]{0,120}\b(?:blocked|blacklisted|banned|suspended|disabled|paused)/iu,
    meaning: 'sender-blocked',
    source: `${postfix}#reject_rbl_client; ${amazon}; ${coremail}`,
  },
  {
    by: 'smtp',
    enhanced: /^[45]\.1\.[78]$/u,
    meaning: 'sender-refused',
    source: `RFC 3463, X.1.7 and X.1.8; ${exchange}`,
  },
  { by: 'smtp', enhanced: /^5\.(?:7\.60|2\.252)$/u, meaning: 'sender-refused', source: exchange },
  { by: 'smtp', text: /\b(?:MI:(?:IMF|SPB|SPF)|DT:SUM)\b/u, meaning: 'sender-refused', source: netEase },
  {
    by: 'smtp',
    text: /SendAs|send (?:as|on behalf)\b|\bmail ?from\b|badmailfrom|envelope sender|sender verif|\bfrom (?:address|header|domain)\b|(?:sender|from)(?:'s)?(?: address| identity| domain| mailbox| user ?name)?(?: is)? (?:rejected|refused|denied|unvalidated|invalid|not|unverified|must)|verified sender|identit(?:y|ies) failed|address is not verified|denies the sender|fake sender|n(?:o|')t (?:allowed|authori[sz]ed|permitted) to (?:send|submit|perform)|has no permission|no permissions? to send|domain is not allowed to send/iu,
    meaning: 'sender-refused',
    source: `${postfix}#reject_sender_login_mismatch; ${amazon}; ${twilio}; ${tencent}; NetEase; ${alibaba}; ${coremail}`,
  },
  { by: 'smtp', enhanced: /^5\.3\.[25]$/u, meaning: 'turned-away', source: 'RFC 3463, X.3.2 and X.3.5' },
  { by: 'smtp', at: aboutAMail, code: /^521$/u, meaning: 'turned-away', source: 'RFC 7504' },
  { by: 'smtp', enhanced: /^4\.3\.[125]$/u, meaning: 'rate', source: 'RFC 3463, X.3.1, X.3.2 and X.3.5' },

  // What came before a mail's recipient was named is never about the mail.
  { by: 'smtp', at: ['starttls'], meaning: 'starttls-refused', source: 'RFC 3207, 4' },
  { by: 'smtp', at: ['greeting'], code: /^5/u, meaning: 'turned-away', source: 'RFC 5321, 3.1; RFC 7504' },
  { by: 'smtp', at: ['hello'], code: /^5/u, meaning: 'hello-refused', source: 'RFC 5321, 4.1.4' },
  { by: 'smtp', at: ['signIn'], code: /^5/u, meaning: 'sign-in-refused', source: 'RFC 4954, 6' },
  { by: 'smtp', at: ['sender'], code: /^5/u, meaning: 'sender-refused', source: 'RFC 5321, 3.3' },
  { by: 'smtp', at: ['greeting', 'hello', 'signIn', 'sender'], meaning: 'rate', source: 'RFC 5321, 4.2.1' },
  { by: 'smtp', code: /^421$/u, meaning: 'rate', source: 'RFC 5321, 4.2.3 and 3.8: the service, not the mail' },
  { by: 'smtp', code: /^454$/u, meaning: 'rate', source: `${amazonQuota}; RFC 4954, 6` },
  { by: 'smtp', code: /^503$/u, meaning: 'later', source: 'RFC 5321, 4.2.3: the order of commands, not the mail' },
  { by: 'smtp', code: /^5/u, meaning: 'refused', source: 'RFC 5321, 4.2.1' },
  { by: 'smtp', meaning: 'later', source: 'RFC 5321, 4.2.1' },

  { by: 'acs', code: /^429$/u, meaning: 'rate', source: azure },
  {
    by: 'acs',
    code: /^4/u,
    text: /Recipient|InvalidEmailAddress/iu,
    meaning: 'refused',
    source: 'https://github.com/Azure/azure-sdk-for-net/issues/56805',
  },
  {
    by: 'acs',
    code: /^4/u,
    text: /Quota|TooMany|Throttl|RateLimit/iu,
    meaning: 'rate',
    source: 'https://learn.microsoft.com/azure/communication-services/concepts/service-limits',
  },
  {
    by: 'acs',
    code: /^4/u,
    text: /Subscription|Blocked|Suspended|Disabled|Reputation/iu,
    meaning: 'sender-blocked',
    source: 'https://learn.microsoft.com/answers/questions/5700339',
  },
  {
    by: 'acs',
    code: /^4/u,
    text: /Domain|Sender|MailFrom/iu,
    meaning: 'sender-refused',
    source:
      'https://learn.microsoft.com/azure/communication-services/concepts/email/email-domain-and-sender-authentication',
  },
  { by: 'acs', code: /^40[13]$/u, meaning: 'sign-in-refused', source: azure },
  { by: 'acs', code: /^404$/u, meaning: 'service-unknown', source: azure },
  { by: 'acs', code: /^4(?:00|13)$/u, meaning: 'refused', source: azure },
  { by: 'acs', meaning: 'later', source: azure },

  { by: 'connection', code: /^(?:ENOTFOUND|EAI_\w+|ENODATA|EDNS)$/u, meaning: 'host-unknown', source: nodeErrors },
  { by: 'connection', code: /^ECONNREFUSED$/u, meaning: 'port-closed', source: nodeErrors },
  {
    by: 'connection',
    code: /^(?:CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)$/u,
    meaning: 'no-answer',
    source: nodeErrors,
  },
  { by: 'connection', code: /^GREETING_TIMEOUT$/u, meaning: 'no-greeting', source: 'nodemailer, timeoutType' },
  {
    by: 'connection',
    code: /^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/u,
    meaning: 'certificate-expired',
    source: openssl,
  },
  {
    by: 'connection',
    code: /^(?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/u,
    meaning: 'certificate-name',
    source: nodeErrors,
  },
  {
    by: 'connection',
    code: /^(?:(?=\w*SELF_SIGNED)\w+|UNABLE_TO_(?:VERIFY|GET|DECODE|DECRYPT)_\w+|CERT_\w+|CRL_\w+|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERROR_IN_CERT_\w+|ERR_SSL_CERTIFICATE_VERIFY_FAILED)$/u,
    meaning: 'certificate-untrusted',
    source: openssl,
  },
  {
    by: 'connection',
    code: /^(?:ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|RECORD_TOO_SMALL|UNKNOWN_PROTOCOL))$/u,
    meaning: 'tls-on-plain-port',
    source: 'OpenSSL, reasons of the SSL library',
  },
  {
    by: 'connection',
    code: /^(?:ERR_SSL_\w+|ERR_TLS_\w+|EPROTO|ETLS|UPGRADE_TIMEOUT)$/u,
    meaning: 'tls-failed',
    source: nodeErrors,
  },
  {
    by: 'connection',
    code: /^(?:CredentialUnavailableError|(?:Aggregate)?Authentication(?:Required)?Error)$/u,
    meaning: 'sign-in-refused',
    source: '@azure/identity, its errors',
  },
  { by: 'connection', meaning: 'later', source: 'What broke off may have been about the mail' },
];
