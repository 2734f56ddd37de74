import * as fc from 'fast-check';
import { limits } from '../../../../shared/catalogue/limits';
import { mailFaults } from '../../../../shared/catalogue/mail-faults';
import { mailRefusals, type RefusalMeaning, type SmtpStep } from '../../../../shared/catalogue/mail-refusals';
import {
  afterRefusal,
  meaningOf,
  replyOf,
  rowFor,
  saidSeconds,
  type MailRefusal,
} from '../../../../shared/domain/mail/mail-refusal';

type Example = readonly [at: SmtpStep, response: string, meaning: RefusalMeaning];

/** What relays say, gathered from their documentation and from public reports. */
const replies: readonly Example[] = [
  // Quotas.
  [
    'message',
    '550-5.4.5 Daily SMTP relay sending limit exceeded for this user.\n550 5.4.5 For more, see the help.',
    'quota',
  ],
  ['recipient', '450 4.2.1 Peak SMTP relay limit exceeded for customer. This is a temporary error.', 'quota'],
  [
    'message',
    "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
    'quota',
  ],
  [
    'message',
    '550 5.7.233 Your message cannot go out because your tenant exceeded its external recipient rate',
    'quota',
  ],
  [
    'message',
    '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message',
    'quota',
  ],
  ['recipient', '504 the number of RCPT attempts is achieved the maximum threshold', 'quota'],
  ['sender', '454 Throttling failure: Daily message quota exceeded.', 'quota'],
  [
    'message',
    '550 Domain northwind.example has exceeded the max emails per hour (150/150 (100%)) allowed. Message discarded.',
    'quota',
  ],
  ['signIn', '451 Authentication failed: Maximum credits exceeded', 'quota'],
  ['recipient', '550 5.7.1 Sending quota of this account has been reached', 'quota'],
  [
    'recipient',
    '554 5.7.1 <dana@contoso.example>: Recipient address rejected: outgoing limit of 200 messages exceeded',
    'quota',
  ],
  ['message', '554 5.7.0 Your message could not be sent: the limit on the number of messages was met', 'quota'],
  ['message', '550 User has exceeded outgoing email quota', 'quota'],

  // Rates.
  ['recipient', '505 the total of RCPTs is achieved the maximum threshold', 'rate'],
  ['sender', '454 Throttling failure: Maximum sending rate exceeded.', 'rate'],
  ['recipient', '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded', 'rate'],
  ['message', '550-5.7.28 There is an unusual volume of mail from you', 'rate'],
  ['recipient', '451 MI:SFQ 163 smtp2,DNGowAC3v5b2', 'rate'],
  ['sender', '550 Connection frequency limited', 'rate'],
  ['message', '550 Domain frequency limited, see the help', 'rate'],
  ['recipient', '451 4.7.1 Ratelimit "user" exceeded', 'rate'],
  ['recipient', '450 4.7.1 Error: too much mail from 192.0.2.7', 'rate'],
  ['greeting', '421 4.7.0 Too many concurrent SMTP connections; please try again later.', 'rate'],
  ['message', '452 4.3.1 Insufficient system storage', 'rate'],
  ['greeting', '450 come back in a moment', 'rate'],
  ['sender', '451 4.4.0 lookup of our own records timed out', 'rate'],
  ['recipient', '421 4.4.2 relay.example closing the channel', 'rate'],
  ['message', '454 4.7.0 something is in the way just now', 'rate'],

  // The sender and the way.
  ['recipient', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'relaying-denied'],
  ['recipient', '554 5.7.1 <dana@fabrikam.example>: Relay access denied', 'relaying-denied'],
  ['recipient', '454 4.7.1 <dana@fabrikam.example>: Relay access denied', 'relaying-denied'],
  ['recipient', '550 relay not permitted', 'relaying-denied'],
  ['recipient', "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'relaying-denied'],
  ['recipient', '550-5.7.1 Relaying denied. Proper authentication required.', 'relaying-denied'],
  ['recipient', '550 5.7.1 Unable to relay for dana@fabrikam.example', 'relaying-denied'],
  ['recipient', '530 5.7.0 Must issue a STARTTLS command first', 'tls-wanted'],
  ['signIn', '538 5.7.11 Only over a secure channel', 'tls-wanted'],
  ['sender', '550 5.7.10 not in the clear', 'tls-wanted'],
  ['message', '550 5.7.26 The message failed several checks of its origin', 'sender-unauthenticated'],
  ['message', '550 5.7.1 The mail does not pass DMARC verification', 'sender-unauthenticated'],
  ['message', '550 SPF check failed', 'sender-unauthenticated'],
  ['signIn', '535 5.7.8 Username and Password not accepted.', 'sign-in-refused'],
  ['signIn', '526 Authentication failure[0]', 'sign-in-refused'],
  [
    'sender',
    '550 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM',
    'sign-in-refused',
  ],
  ['recipient', '503 Error: need EHLO and AUTH first !', 'sign-in-refused'],
  ['recipient', '550 Authentication is required before mail', 'sign-in-refused'],
  ['recipient', '504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname', 'hello-refused'],
  ['hello', '501 5.5.4 Invalid domain name', 'hello-refused'],
  ['hello', '550 5.7.1 no', 'hello-refused'],
  ['message', '550 5.7.501 Access denied, spam abuse detected', 'sender-blocked'],
  ['message', '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP', 'sender-blocked'],
  ['greeting', '554 HL:IPB 163 smtp9', 'sender-blocked'],
  [
    'recipient',
    '554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org',
    'sender-blocked',
  ],
  ['message', '554 Message rejected: Sending paused for this account.', 'sender-blocked'],
  ['sender', '550 Your account has been suspended', 'sender-blocked'],
  ['recipient', '450 4.1.8 <offers@kesher.example>: Sender address rejected: Domain not found', 'sender-refused'],
  ['message', '554 5.1.8 Access denied, bad outbound sender', 'sender-refused'],
  ['message', '550 5.1.7 The specified sender domain has not been linked', 'sender-refused'],
  ['message', '550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'sender-refused'],
  [
    'message',
    '554 5.2.252 SendAsDenied; offers@kesher.example not allowed to send as sales@kesher.example',
    'sender-refused',
  ],
  ['message', '554 DT:SUM 163 smtp13', 'sender-refused'],
  ['sender', '553 Mail from must equal authorized user', 'sender-refused'],
  ['recipient', '501 mail from address must be same as authorization user', 'sender-refused'],
  ['sender', "440 mail from account doesn't conform with authentication", 'sender-refused'],
  [
    'recipient',
    '553 5.7.1 <offers@kesher.example>: Sender address rejected: not owned by user kesher',
    'sender-refused',
  ],
  ['message', '550 The from address does not match a verified Sender Identity.', 'sender-refused'],
  [
    'message',
    '554 Message rejected: Email address is not verified. The following identities failed the check',
    'sender-refused',
  ],
  ['recipient', "541 This account isn't allowed to send email", 'sender-refused'],
  ['message', "554 Access denied: User `kesher' is not authorized to perform `ses:SendRawEmail'", 'sender-refused'],
  ['recipient', '550 User has no permission', 'sender-refused'],
  ['sender', '550 5.1.1 whatever this is', 'sender-refused'],
  ['sender', '552 no', 'sender-refused'],
  ['recipient', '554 5.3.2 not accepting network messages', 'turned-away'],
  ['recipient', '521 no mail here', 'turned-away'],
  ['greeting', '554 relay.example no SMTP service here', 'turned-away'],
  ['starttls', '454 TLS not available due to temporary reason', 'starttls-refused'],
  ['starttls', '502 unknown command', 'starttls-refused'],
  ['signIn', '501 malformed', 'sign-in-refused'],

  // One recipient, one mail.
  [
    'recipient',
    '550 5.1.1 <dana@contoso.example>: Recipient address rejected: User unknown in relay recipient table',
    'refused',
  ],
  ['recipient', '553 5.1.2 Bad destination system address', 'refused'],
  ['message', '552 5.2.2 The email account is over its daily quota', 'refused'],
  ['recipient', '554 5.2.122 The recipient has exceeded their limit for messages per hour', 'refused'],
  ['recipient', '550 5.7.1 RESOLVER.RST.AuthRequired; authentication required', 'refused'],
  ['recipient', '550 You are not allowed to send to this recipient', 'refused'],
  ['recipient', '550 5.7.133 sender not authenticated for group', 'refused'],
  ['message', '554 Message rejected: Address blacklisted.', 'refused'],
  ['message', '552 5.3.4 Message size exceeds fixed limit', 'refused'],
  ['message', '552 Message sent is too large: over the maximum of the relay', 'refused'],
  ['recipient', '552 mailbox exceeded its limit for a month', 'refused'],
  ['recipient', '550 5.4.1 Recipient address rejected: Access denied', 'refused'],
  ['message', '550 5.7.1 This message looks too much like spam', 'refused'],
  ['message', '550 Mail content denied', 'refused'],
  ['recipient', '551 User not local; please try elsewhere', 'refused'],
  ['recipient', '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents more', 'later'],
  ['recipient', '452 4.2.2 The email account that you tried to reach is over quota', 'later'],
  ['message', '432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded', 'later'],
  ['recipient', '450 4.7.1 <dana@contoso.example>: Recipient address rejected: Greylisted', 'later'],
  ['message', '451 4.3.0 Mail server temporarily rejected message', 'later'],
  ['message', '503 5.5.1 Bad sequence', 'later'],
];

/** And what else there is to judge. */
const others: readonly (readonly [MailRefusal, RefusalMeaning])[] = [
  [{ by: 'acs', code: '429', text: 'TooManyRequests' }, 'rate'],
  [{ by: 'acs', code: '400', text: 'EmailDroppedAllRecipientsSuppressed' }, 'refused'],
  [{ by: 'acs', code: '404', text: 'InvalidRecipients' }, 'refused'],
  [{ by: 'acs', code: '403', text: 'EmailQuotaExceeded' }, 'rate'],
  [{ by: 'acs', code: '400', text: 'SubscriptionBlocked' }, 'sender-blocked'],
  [{ by: 'acs', code: '403', text: 'ResourceSuspended' }, 'sender-blocked'],
  [{ by: 'acs', code: '404', text: 'DomainNotLinked' }, 'sender-refused'],
  [{ by: 'acs', code: '400', text: 'InvalidSenderUserName' }, 'sender-refused'],
  [{ by: 'acs', code: '401', text: 'Denied' }, 'sign-in-refused'],
  [{ by: 'acs', code: '404', text: '' }, 'service-unknown'],
  [{ by: 'acs', code: '413', text: 'RequestTooLarge' }, 'refused'],
  [{ by: 'acs', code: '400', text: 'BadRequest' }, 'refused'],
  [{ by: 'acs', code: '409', text: '' }, 'later'],
  [{ by: 'acs', code: '503', text: 'SenderPoolBusy' }, 'later'],
  [{ by: 'connection', code: 'EAI_AGAIN' }, 'host-unknown'],
  [{ by: 'connection', code: 'ECONNREFUSED' }, 'port-closed'],
  [{ by: 'connection', code: 'EHOSTUNREACH' }, 'no-answer'],
  [{ by: 'connection', code: 'GREETING_TIMEOUT' }, 'no-greeting'],
  [{ by: 'connection', code: 'CERT_NOT_YET_VALID' }, 'certificate-expired'],
  [{ by: 'connection', code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'certificate-name'],
  [{ by: 'connection', code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'certificate-untrusted'],
  [{ by: 'connection', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'certificate-untrusted'],
  [{ by: 'connection', code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }, 'certificate-untrusted'],
  [{ by: 'connection', code: 'CERT_REVOKED' }, 'certificate-untrusted'],
  [{ by: 'connection', code: 'ERR_SSL_PACKET_LENGTH_TOO_LONG' }, 'tls-on-plain-port'],
  [{ by: 'connection', code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' }, 'tls-failed'],
  [{ by: 'connection', code: 'CredentialUnavailableError' }, 'sign-in-refused'],
  [{ by: 'connection', code: 'ECONNRESET' }, 'later'],
  [{ by: 'connection', code: 'SOCKET_TIMEOUT' }, 'later'],
];

const judged = ([at, response]: Example): MailRefusal => ({ by: 'smtp', at, ...replyOf(response) });
const isFault = (meaning: RefusalMeaning): boolean => meaning in mailFaults;

describe('whom a refusal is about', () => {
  it.each(replies)('at %s, %j: %s', (...example) => {
    expect(meaningOf(judged(example))).toBe(example[2]);
  });

  it.each(others)('%j: %s', (refusal, meaning) => {
    expect(meaningOf(refusal)).toBe(meaning);
  });

  it('is decided by rows that all count, and all say where they are from', () => {
    const used = new Set([...replies.map(judged), ...others.map(([refusal]) => refusal)].map(rowFor));
    expect(mailRefusals.filter((row) => !used.has(row))).toEqual([]);
    expect(mailRefusals.every(({ source }) => source.length > 5)).toBe(true);
  });

  it.each(replies)('is the same over several lines: %s %j', (...[at, response, meaning]) => {
    const [first = ''] = response.split('\n');
    const codes = /^\d{3}[ -](?:\d\.\d+\.\d+ )?/u.exec(first)?.[0] ?? '';
    const words = response
      .split('\n')
      .map((line) => line.slice(codes.length))
      .join(' ');
    const middle = words.indexOf(' ', words.length / 2);
    const lines = middle < 0 ? [words] : [words.slice(0, middle), words.slice(middle + 1)];
    const folded = lines
      .map(
        (line, index) =>
          (index === lines.length - 1 ? codes.replace('-', ' ') : codes.replace(/^(\d{3})[ -]/u, '$1-')) + line,
      )
      .join('\n');
    expect(meaningOf({ by: 'smtp', at, ...replyOf(folded) })).toBe(meaning);
  });
});

const words = fc.stringMatching(/^[a-z ]{0,40}$/u);
const enhanced = fc.option(
  fc.tuple(fc.nat(9), fc.nat(999)).map(([subject, detail]) => `${subject}.${detail}`),
  { nil: undefined },
);
const reply = (basic: fc.Arbitrary<number>) =>
  fc.tuple(basic, enhanced, words).map(([code, more, text]) => {
    const first = String(code).slice(0, 1);
    return `${code} ${more === undefined ? '' : `${first}.${more} `}${text}`;
  });

describe('whatever a relay says', () => {
  it('before it has heard of a recipient is never about the mail', () => {
    const step = fc.constantFrom<SmtpStep>('greeting', 'hello', 'starttls', 'signIn', 'sender');
    fc.assert(
      fc.property(step, reply(fc.integer({ min: 400, max: 599 })), (at, response) => {
        const { kind } = afterRefusal({ by: 'smtp', at, ...replyOf(response) }, response);
        return kind === 'senderFault' || kind === 'throttled';
      }),
      { numRuns: 2_000 },
    );
  });

  it('with 421 or 454 costs no mail an attempt', () => {
    const step = fc.constantFrom<SmtpStep>('greeting', 'hello', 'signIn', 'sender', 'recipient', 'message');
    fc.assert(
      fc.property(step, fc.constantFrom(421, 454), words, (at, code, text) => {
        const { kind } = afterRefusal({ by: 'smtp', at, ...replyOf(`${code} ${text}`) }, text);
        return kind === 'throttled' || kind === 'senderFault';
      }),
    );
  });

  it('of a mailbox that is not there is final, whatever else stands there of it', () => {
    const said = fc.constantFrom(
      'no such user',
      'mailbox unavailable',
      'user unknown',
      'unknown local part',
      'invalid mailbox',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(550, 551, 553, 554),
        fc.constantFrom('', '5.1.1 ', '5.1.10 ', '5.1.6 '),
        said,
        (code, more, text) => {
          expect(afterRefusal({ by: 'smtp', at: 'recipient', ...replyOf(`${code} ${more}${text}`) }, text).kind).toBe(
            'rejected',
          );
        },
      ),
    );
  });

  it('is cut before it is looked at, however long and odd it is', () => {
    for (const part of ['limit ', 'exceeded ', 'sending ', 'relay ', 'not ', 'sender ', 'per day ', 'a', ' ']) {
      const { text } = replyOf(`550 ${part.repeat(100_000)}\n`.repeat(3));
      expect(text?.length).toBeLessThanOrEqual(limits.mail.refusalLength);
      expect(meaningOf({ by: 'smtp', at: 'message', code: '550', enhanced: undefined, text: text?.repeat(50) })).toBe(
        meaningOf({ by: 'smtp', at: 'message', code: '550', enhanced: undefined, text }),
      );
    }
  });
});

describe('what follows from a refusal', () => {
  it.each<[string, string, number]>([
    ['names no time', '550 5.4.5 Daily user sending limit exceeded', limits.mail.throttledSeconds.quota],
    ['says when', '452 outgoing quota exceeded, retry in 2 hours', 7200],
    ['is only too quick', '451 too many messages', limits.mail.throttledSeconds.standard],
    ['is only too quick and says when', '421 rate limit exceeded. Try again in 90 seconds', 90],
  ])('is a pause for everybody where it %s', (_which, response, retryAfterSeconds) => {
    expect(afterRefusal({ by: 'smtp', at: 'recipient', ...replyOf(response) }, response)).toEqual({
      kind: 'throttled',
      retryAfterSeconds,
      detail: response,
    });
  });

  it.each([
    ['try again in 15 minutes', 900],
    ['retry after 30s', 30],
    ['please wait 1 day.', 86_400],
    ['blocked for 3 hrs', 10_800],
    ['try again later', undefined],
    ['4.7.1 try again; 250 messages', undefined],
  ])('%j names %s seconds', (text, seconds) => {
    expect(saidSeconds(text)).toBe(seconds);
  });

  it('of a sign-in quotes nothing but codes', () => {
    const said = '535 5.7.8 hunter2 is no password of kesher-user';
    const outcome = afterRefusal({ by: 'smtp', at: 'signIn', ...replyOf(said) }, said);
    expect(outcome).toMatchObject({ kind: 'senderFault', code: 'sign-in-refused' });
    expect(outcome.detail).toMatch(/\(535 5\.7\.8\)$/u);
    expect(outcome.detail).not.toMatch(/hunter2|kesher-user/u);
  });

  it('tells what to do, and no address of people or machines', () => {
    for (const example of replies.filter(([, , meaning]) => isFault(meaning))) {
      const outcome = afterRefusal(judged(example), example[1]);
      expect(outcome.kind).toBe('senderFault');
      expect(outcome.detail).not.toMatch(/@|192\.0\.2/u);
      expect(outcome.detail.length).toBeLessThanOrEqual(300);
    }
  });

  it('is told for every fault without a word that could be a secret', () => {
    for (const advice of Object.values(mailFaults)) expect(advice).toMatch(/^[A-Z][^@]{40,190}\.$/u);
  });
});
