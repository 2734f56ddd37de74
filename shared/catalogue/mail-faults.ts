/** What can be wrong with us or with the way to the mail service rather than with a mail, and what to do about it. No text names a host, an address or a secret. */
export const mailFaults = {
  'host-unknown':
    'The host in SMTP_URL (or ACS_ENDPOINT) has no address in DNS. Look at how it is spelt, and at the DNS that the app uses.',
  'port-closed': 'Nothing listens at the host and port in SMTP_URL. Look at both, and whether the relay runs.',
  'no-answer':
    'The mail service did not answer in time. Look at firewalls, and at the port: many networks let nothing out to port 25.',
  'no-greeting':
    'The mail relay took the connection but did not greet. A port that speaks TLS from the start, often 465, wants smtps:// in SMTP_URL.',
  'tls-on-plain-port':
    'SMTP_URL says smtps://, but the port does not speak TLS from the start. Use smtp:// (STARTTLS is used where it is offered), or the right port.',
  'tls-failed':
    'The mail service and the app found no way to encrypt. Look at the TLS versions and ciphers that it offers.',
  'certificate-untrusted':
    'The certificate of the mail service is not trusted. Name a file with the certificate of its authority in NODE_EXTRA_CA_CERTS, or give the relay one of a public authority.',
  'certificate-expired':
    'The certificate of the mail service has expired, or is not valid yet. Renew it, or set the clock right.',
  'certificate-name':
    'The certificate of the mail service is for another name. Use a name that it has in SMTP_URL (or ACS_ENDPOINT).',
  'starttls-refused':
    'The mail relay offers STARTTLS and refuses it. Look at its certificate and key, or let it not offer STARTTLS.',
  'tls-wanted':
    'The mail relay takes mail over an encrypted connection only. Let it offer STARTTLS, or use smtps:// in SMTP_URL.',
  'turned-away':
    'The mail relay turns this app away before it hears of a mail. Allow the address that the app connects from.',
  'hello-refused':
    'The mail relay refuses the name that the app gives. Set SMTP_NAME to a domain name that the app may use.',
  'sign-in-refused':
    'The mail service refuses the sign-in. Look at user and password in SMTP_URL, or at the role of the managed identity.',
  'relaying-denied':
    'The mail relay takes no mail for other domains from this app. Allow it to relay, or put user and password into SMTP_URL.',
  'sender-refused':
    'The mail service refuses the sender. Look at MAIL_FROM: it must be verified, linked, and allowed for this sign-in.',
  'sender-unauthenticated':
    "The domain of MAIL_FROM does not vouch for the mail service. Look at the domain's SPF, DKIM and DMARC records.",
  'sender-blocked':
    'The mail service has blocked the sender, the account or the address that the app connects from. Ask whoever runs it.',
  'service-unknown':
    'There is no mail service at ACS_ENDPOINT. Look at the endpoint of the Communication Services resource.',
} as const;

export type MailFaultCode = keyof typeof mailFaults;
