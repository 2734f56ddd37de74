/** What the API's document tells of what customers open, of the operator's operations and of the service itself. */
import * as z from 'zod';
import type { HttpOperationName, UserOperation } from '../http/access';
import { notification } from './activity';
import { partner } from './company';
import { subscription } from './customers';
import { note, requestAtDesk } from './help';
import * as pages from './pages';
import { listOf } from './parts';
import { over, type Told } from './told';

const links = { tag: 'links' } as const;
const access = { tag: 'access' } as const;
const reveal = { tag: 'reveal' } as const;
const desk = { tag: 'desk' } as const;
const stop = { tag: 'stop' } as const;
const operator = { tag: 'operator' } as const;
const service = { tag: 'service' } as const;

const codeFaults = ['confirmation-code-wrong', 'confirmation-code-expired', 'too-many-attempts'] as const;

export const otherOperations: Readonly<Record<Exclude<HttpOperationName, UserOperation>, Told>> = {
  openLink: { ...links, title: 'Open an offer', answers: { 200: pages.openedOffer }, refusals: over },
  redeemOffer: {
    ...links,
    title: 'Answer a trial invitation or a purchase offer',
    answers: { 202: pages.answered, 303: 'nothing' },
    repeatable: 'strictly',
    refusals: [...over, 'not-found', 'product-unavailable', 'quantity-out-of-range', 'too-many-attempts'],
  },
  acceptDelegation: {
    ...links,
    title: 'Accept a delegation offer',
    answers: { 202: pages.answered, 303: 'nothing' },
    repeatable: 'strictly',
    refusals: [...over, 'not-found', 'too-many-attempts'],
  },
  declineOffer: {
    ...links,
    title: 'Say no to an offer',
    answers: { 200: pages.declined, 303: 'nothing' },
    repeatable: 'strictly',
    refusals: [...over, 'too-many-attempts'],
  },
  requestFreshLink: {
    ...links,
    title: 'Ask the partner for a fresh link',
    answers: { 202: pages.passedOn, 303: 'nothing' },
    repeatable: 'strictly',
    refusals: [...over, 'state-conflict', 'too-many-attempts'],
  },
  showRedemption: {
    ...links,
    title: 'See an answer, or its receipt',
    answers: { 200: pages.shownRedemption },
    refusals: [...over, 'not-found'],
  },
  confirmRedemption: {
    ...links,
    title: 'Confirm an answer with the mailed code',
    answers: { 200: pages.receipt, 303: 'nothing' },
    refusals: [
      ...over,
      ...codeFaults,
      'not-found',
      'trial-already-used',
      'product-already-owned',
      'product-unavailable',
      'state-conflict',
    ],
  },
  resendCode: {
    ...links,
    title: 'Have another code mailed',
    answers: { 200: pages.receipt, 202: pages.answered, 303: 'nothing' },
    repeatable: 'freely',
    refusals: [...over, 'not-found', 'too-many-attempts'],
  },
  claimAdministrator: {
    ...links,
    title: 'Say that the administrator’s mailbox is lost',
    answers: { 200: pages.claimed, 202: pages.awaitingProof, 303: 'nothing' },
    repeatable: 'freely',
    refusals: [...over, 'not-found', 'state-conflict', 'too-many-attempts'],
  },
  confirmClaim: {
    ...links,
    title: 'Prove the mailbox that claims it',
    answers: { 200: pages.claimed, 303: 'nothing' },
    refusals: [...over, ...codeFaults, 'not-found', 'state-conflict'],
  },

  openAccessPage: { ...access, title: 'Open the access page', answers: { 200: pages.accessPage } },
  askForAccessCode: {
    ...access,
    title: 'Have the code of the access page mailed',
    answers: { 202: pages.codeAsked, 303: 'nothing' },
    repeatable: 'freely',
    refusals: ['state-conflict', 'too-many-attempts'],
  },
  enterAccessCode: {
    ...access,
    title: 'Open the access page with the mailed code',
    answers: { 200: pages.opened, 303: 'nothing' },
    headers: ['Set-Cookie'],
    refusals: [...codeFaults, 'state-conflict'],
  },
  changeAdministrator: {
    ...access,
    title: 'Put somebody else on record',
    answers: { 202: pages.awaitingCodes, 303: 'nothing' },
    repeatable: 'strictly',
    refusals: ['unauthenticated', 'state-conflict', 'too-many-attempts'],
  },
  resendAdministratorCodes: {
    ...access,
    title: 'Have both codes mailed again',
    answers: { 202: pages.awaitingCodes, 303: 'nothing' },
    repeatable: 'freely',
    refusals: ['unauthenticated', 'confirmation-code-expired', 'not-found', 'state-conflict', 'too-many-attempts'],
  },
  confirmAdministrator: {
    ...access,
    title: 'Confirm it with the codes of both mailboxes',
    answers: { 200: pages.administratorChanged },
    refusals: ['unauthenticated', ...codeFaults, 'not-found', 'state-conflict'],
  },
  stopClaim: {
    ...access,
    title: 'Stop somebody who claims to be the administrator',
    answers: { 200: pages.claimStopped, 303: 'nothing' },
    refusals: ['unauthenticated', 'state-conflict'],
  },
  endDelegationAsCustomer: {
    ...access,
    title: 'End delegated administration',
    answers: { 200: pages.delegationEnded, 303: 'nothing' },
    refusals: ['unauthenticated', 'state-conflict'],
  },
  endPartnerOfRecord: {
    ...access,
    title: 'End the role of partner of record',
    answers: { 200: subscription, 303: 'nothing' },
    refusals: ['unauthenticated', 'not-found', 'state-conflict'],
  },
  answerAsk: {
    ...access,
    title: 'Answer what the partner asks for',
    answers: { 200: pages.askAnswered, 303: 'nothing' },
    refusals: ['unauthenticated', 'not-found', 'state-conflict'],
  },

  openStopPage: {
    ...stop,
    title: 'See whether offers and reminders come',
    answers: { 200: pages.stop },
  },
  stopMail: {
    ...stop,
    title: 'Stop offers and reminders, or allow them again',
    answers: { 200: pages.stop },
    refusals: ['too-many-attempts'],
  },

  openReveal: {
    ...reveal,
    title: 'Open the link to a password',
    answers: { 200: pages.reveal },
    refusals: ['password-gone'],
  },
  revealPassword: {
    ...reveal,
    title: 'Show the password, once',
    answers: { 200: 'page' },
    refusals: ['password-gone', ...codeFaults, 'unsupported-media-type'],
  },
  askForRevealCode: {
    ...reveal,
    title: 'Have the code for it mailed',
    answers: { 202: pages.revealCodeAsked, 303: 'nothing' },
    repeatable: 'freely',
    refusals: ['password-gone', 'not-found', 'state-conflict', 'too-many-attempts'],
  },

  openRequestPage: {
    ...desk,
    title: 'Open a service request',
    answers: { 200: z.union([pages.lockedPage, requestAtDesk]) },
    refusals: ['partner-suspended'],
  },
  askForDeskCode: {
    ...desk,
    title: 'Have the code of its desk mailed',
    answers: { 202: pages.codeAsked, 303: 'nothing' },
    repeatable: 'freely',
    refusals: ['partner-suspended', 'not-found', 'state-conflict', 'too-many-attempts'],
  },
  enterDeskCode: {
    ...desk,
    title: 'Open it with the mailed code',
    answers: { 200: pages.opened, 303: 'nothing' },
    headers: ['Set-Cookie'],
    refusals: ['partner-suspended', ...codeFaults, 'not-found', 'state-conflict'],
  },
  answerServiceRequest: {
    ...desk,
    title: 'Answer it',
    answers: { 201: note, 303: 'nothing' },
    repeatable: 'strictly',
    refusals: ['partner-suspended', 'not-found', 'profile-incomplete', 'state-conflict', 'too-many-attempts'],
  },

  listPartners: { ...operator, title: 'See the partners', answers: { 200: listOf(partner) } },
  getPartner: { ...operator, title: 'See a partner', answers: { 200: partner }, headers: ['ETag'] },
  putPartner: {
    ...operator,
    title: 'Add or change a partner',
    answers: { 200: partner, 201: partner },
    headers: ['ETag'],
    ifMatch: 'whenThere',
    refusals: ['request-in-progress', 'state-conflict'],
  },
  listOperatorNotifications: {
    ...operator,
    title: 'See what the operator is told',
    answers: { 200: listOf(notification) },
  },

  receiveDeliveryReports: {
    ...service,
    title: 'Take delivery reports from Event Grid',
    answers: { 200: z.object({ taken: z.int().optional(), validationResponse: z.string().optional() }) },
    refusals: ['payload-too-large', 'unsupported-media-type', 'invalid-request'],
  },
  greetEventGrid: { ...service, title: 'Let Event Grid deliver', answers: { 200: 'nothing', 204: 'nothing' } },
  showLogo: { ...service, title: 'Show a partner’s logo', answers: { 200: 'image' }, refusals: ['unavailable'] },
  live: { ...service, title: 'Does the process answer?', answers: { 200: z.object({ status: z.literal('live') }) } },
  ready: {
    ...service,
    title: 'Can requests be served?',
    answers: {
      200: z.object({
        status: z.literal('ready'),
        mail: z
          .object({
            status: z.enum(['held-up', 'paused']),
            fault: z.string().optional(),
            advice: z.string().optional(),
            since: z.string().optional(),
            nextTryAt: z.string().optional(),
            until: z.string().optional(),
          })
          .optional(),
      }),
    },
    refusals: ['unavailable'],
  },
  describeApi: { ...service, title: 'Read this document', answers: { 200: z.looseObject({ openapi: z.string() }) } },
  showReference: { ...service, title: 'Read it as a page', answers: { 200: 'page' } },
  explainProblem: { ...service, title: 'Explain a kind of problem', answers: { 200: 'page' } },
  preflight: { ...service, title: 'Say what portals elsewhere may send', answers: { 204: 'nothing' } },
  notFound: { ...service, title: 'Whatever else is asked for', answers: {} },
};
