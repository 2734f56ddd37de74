/**
 * What Microsoft Entra ID says when an application has no place in a tenant, or not any more. Microsoft warns that the numbers may change: whatever is not
 * in this table counts as passing, and is asked for again.
 */

const errorCodes = 'learn.microsoft.com/entra/identity-platform/reference-error-codes';

/** By the number behind `AADSTS`. */
export const tenantSignInRefusals: ReadonlyMap<string, { readonly meaning: string; readonly source: string }> = new Map(
  [
    ['90002', 'no tenant has this domain', errorCodes],
    ['900023', 'the domain names no tenant', errorCodes],
    ['700016', 'the application is not in the tenant: nobody consented to it, or it was taken out', errorCodes],
    ['7000112', 'the application was disabled in the tenant', errorCodes],
    ['7000229', 'the application has no service principal in the tenant', 'go.microsoft.com/fwlink/?linkid=2225119'],
    ['500011', 'Microsoft Graph is not in the tenant', errorCodes],
    ['65001', 'nobody consented for the tenant', errorCodes],
    ['90099', 'the tenant has not authorised the application', errorCodes],
    ['53003', "the tenant's conditional access keeps the application out", errorCodes],
  ].map(([code = '', meaning = '', source = '']) => [code, { meaning, source }]),
);
