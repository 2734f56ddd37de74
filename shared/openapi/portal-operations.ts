/** What the API's document tells of the operations of a partner's users. */
import * as z from 'zod';
import type { UserOperation } from '../http/access';
import { auditEntry, notifications, suppression, unread, verification } from './activity';
import { company, overview, permissions, preferences, rights, user } from './company';
import {
  clientPage,
  consent,
  customer,
  customerDetails,
  delegation,
  provisioningTask,
  subscription,
} from './customers';
import { clientUser, note, passwordReset, passwordResetWithLink, requestInList, serviceRequest } from './help';
import { foundKey, keyApplication, keyEffects, loadedKeys } from './keys';
import { mail, mailing, offer, product, redemption } from './offers';
import { listOf } from './parts';
import { over, type Told } from './told';

const changed = { headers: ['ETag'], ifMatch: 'always' } as const;
const created = { headers: ['ETag', 'Location'], repeatable: 'strictly' } as const;

const customerList = listOf(customer, { view: z.enum(['list', 'search']), total: z.int() });
const requestList = listOf(requestInList, {
  notANumber: z.object({ typed: z.string(), detail: z.string() }).optional(),
});

/** What can be wrong with an offer before it is made. */
const notMade = ['product-unavailable', 'quantity-out-of-range', 'request-in-progress'] as const;

/** Why an offer is not mailed again. */
const notMailed = [
  ...over,
  'product-unavailable',
  'quantity-out-of-range',
  'profile-incomplete',
  'state-conflict',
] as const;

/** What can be wrong with keys, and with the customer that they are for. */
const notUsed = [
  'not-found',
  'product-key-malformed',
  'product-key-unknown',
  'product-key-used',
  'product-key-expired',
  'product-unavailable',
  'quantity-out-of-range',
  'too-many-attempts',
] as const;

const offers = { tag: 'offers' } as const;
const customers = { tag: 'customers' } as const;
const keys = { tag: 'productKeys' } as const;
const requests = { tag: 'serviceRequests' } as const;
const passwords = { tag: 'passwords' } as const;
const activity = { tag: 'activity' } as const;
const own = { tag: 'company' } as const;

export const portalOperations: Readonly<Record<UserOperation, Told>> = {
  getOverview: { tag: 'overview', answers: { 200: overview } },
  getPermissions: { tag: 'overview', answers: { 200: permissions } },

  listProducts: { ...offers, answers: { 200: z.object({ items: z.array(product) }) } },
  createTrialInvitation: { ...offers, answers: { 201: offer }, ...created, refusals: notMade },
  createPurchaseOffer: { ...offers, answers: { 201: offer }, ...created, refusals: notMade },
  createDelegationOffer: { ...offers, answers: { 201: offer }, ...created, refusals: ['request-in-progress'] },
  listOffers: { ...offers, answers: { 200: listOf(offer) }, asFile: true },
  getOffer: { ...offers, answers: { 200: offer }, headers: ['ETag'] },
  revokeOffer: { ...offers, answers: { 200: offer }, ...changed, refusals: ['state-conflict'] },
  rotateLink: { ...offers, answers: { 200: offer }, ...changed, refusals: ['state-conflict'] },
  copyOffer: {
    ...offers,
    answers: { 201: offer },
    ...created,
    ifMatch: 'whenThere',
    refusals: [...notMade, 'state-conflict'],
  },
  sendOffer: {
    ...offers,
    answers: { 202: mailing },
    repeatable: 'strictly',
    refusals: [...notMailed, 'request-in-progress'],
  },
  listOfferEmails: { ...offers, answers: { 200: listOf(mail) } },
  resendOfferEmail: {
    ...offers,
    answers: { 202: mail },
    repeatable: 'freely',
    refusals: notMailed,
  },
  stopOfferEmail: { ...offers, answers: { 202: mail }, refusals: ['state-conflict'] },
  listRedemptions: { ...offers, answers: { 200: listOf(redemption) }, asFile: true },

  listCustomers: { ...customers, answers: { 200: customerList }, asFile: true },
  getCustomer: { ...customers, answers: { 200: clientPage }, headers: ['ETag'] },
  updateCustomer: { ...customers, answers: { 200: customerDetails }, ...changed },
  exportCustomer: { ...customers, answers: { 200: 'file' }, headers: ['Content-Disposition'] },
  eraseCustomer: { ...customers, answers: { 200: customerDetails, 202: customerDetails }, ...changed },
  listConsents: { ...customers, answers: { 200: listOf(consent) } },
  listSubscriptions: { ...customers, answers: { 200: listOf(subscription) }, asFile: true },
  getSubscription: { ...customers, answers: { 200: subscription }, headers: ['ETag'] },
  updateSubscription: {
    ...customers,
    answers: { 200: subscription },
    ...changed,
    refusals: ['quantity-out-of-range', 'state-conflict'],
  },
  convertTrial: {
    ...customers,
    answers: { 201: offer },
    ...created,
    refusals: [...notMade, 'product-already-owned', 'state-conflict'],
  },
  listDelegations: { ...customers, answers: { 200: listOf(delegation) }, asFile: true },
  endDelegation: { ...customers, answers: { 204: 'nothing' }, ...changed, refusals: ['state-conflict'] },

  loadProductKeys: { ...keys, answers: { 200: loadedKeys }, repeatable: 'strictly', alsoTakes: ['text/csv'] },
  listProductKeys: { ...keys, answers: { 200: listOf(foundKey) }, asFile: true },
  searchProductKey: {
    ...keys,
    answers: { 200: foundKey },
    headers: ['ETag'],
    refusals: ['product-key-malformed', 'product-key-unknown', 'too-many-attempts'],
  },
  withdrawProductKey: {
    ...keys,
    answers: { 204: 'nothing' },
    ifMatch: 'always',
    refusals: ['product-key-used', 'state-conflict'],
  },
  previewProductKeys: {
    ...keys,
    answers: { 200: keyEffects },
    refusals: notUsed,
  },
  applyProductKeys: {
    ...keys,
    answers: { 200: keyApplication, 201: keyApplication },
    repeatable: 'strictly',
    refusals: notUsed,
  },

  listProvisioningTasks: {
    tag: 'provisioning',
    answers: { 200: listOf(provisioningTask.extend({ etag: z.string() })) },
    asFile: true,
  },
  getProvisioningTask: { tag: 'provisioning', answers: { 200: provisioningTask }, headers: ['ETag'] },
  updateProvisioningTask: {
    tag: 'provisioning',
    answers: { 200: provisioningTask },
    ...changed,
    refusals: ['state-conflict'],
  },

  createServiceRequest: {
    ...requests,
    answers: { 201: serviceRequest },
    ...created,
    refusals: ['product-unavailable', 'profile-incomplete', 'state-conflict'],
  },
  listCustomerRequests: { ...requests, answers: { 200: requestList }, asFile: true },
  listServiceRequests: { ...requests, answers: { 200: requestList }, asFile: true },
  getServiceRequest: { ...requests, answers: { 200: serviceRequest }, headers: ['ETag'] },
  updateServiceRequest: {
    ...requests,
    answers: { 200: serviceRequest },
    ...changed,
    refusals: ['product-unavailable', 'profile-incomplete', 'state-conflict'],
  },
  addServiceNote: {
    ...requests,
    answers: { 201: note },
    headers: ['Location'],
    repeatable: 'strictly',
    refusals: ['profile-incomplete', 'state-conflict'],
  },

  listCustomerUsers: { ...passwords, answers: { 200: listOf(clientUser) }, refusals: ['state-conflict'] },
  resetPassword: {
    ...passwords,
    answers: { 201: passwordResetWithLink },
    headers: ['ETag'],
    repeatable: 'strictly',
    refusals: ['request-in-progress', 'state-conflict'],
  },
  listPasswordResets: { ...passwords, answers: { 200: listOf(passwordReset.partial({ user: true })) } },
  getPasswordReset: { ...passwords, answers: { 200: passwordReset }, headers: ['ETag'] },
  approvePasswordReset: {
    ...passwords,
    answers: { 200: passwordReset },
    headers: ['ETag'],
    refusals: ['request-in-progress', 'state-conflict'],
  },
  withdrawPasswordReset: {
    ...passwords,
    answers: { 204: 'nothing' },
    ...changed,
    refusals: ['request-in-progress', 'state-conflict'],
  },

  getCompany: { ...own, answers: { 200: company }, headers: ['ETag'] },
  updateCompany: { ...own, answers: { 200: company }, ...changed },
  listUsers: { ...own, answers: { 200: listOf(user) } },
  createUser: { ...own, answers: { 201: user }, ...created, refusals: ['state-conflict'] },
  getUser: { ...own, answers: { 200: user }, headers: ['ETag'] },
  updateUser: { ...own, answers: { 200: user }, ...changed, refusals: ['state-conflict'] },
  deleteUser: { ...own, answers: { 204: 'nothing' }, ifMatch: 'always', refusals: ['state-conflict'] },
  getUserRights: { ...own, answers: { 200: rights } },

  listNotifications: { ...activity, answers: { 200: notifications } },
  getNotificationPreferences: { ...activity, answers: { 200: preferences }, headers: ['ETag'] },
  putNotificationPreferences: { ...activity, answers: { 200: preferences }, ...changed },
  markNotificationsRead: { ...activity, answers: { 200: unread }, refusals: ['state-conflict'] },
  listAudit: { ...activity, answers: { 200: listOf(auditEntry) }, asFile: true },
  verifyAudit: { ...activity, answers: { 200: verification } },
  listMails: { ...activity, answers: { 200: listOf(mail) } },
  retryMail: {
    ...activity,
    answers: { 202: mail },
    repeatable: 'freely',
    refusals: notMailed,
  },
  listSuppressions: { ...activity, answers: { 200: listOf(suppression) } },
  deleteSuppression: { ...activity, answers: { 204: 'nothing' }, ifMatch: 'always', refusals: ['state-conflict'] },
};
