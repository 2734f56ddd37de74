/** Offers and the answers to them as rows of a spreadsheet, in the words of its reader. */
import { offerStatus, type Offer } from '../domain/offers/offer';
import { productNameOf } from '../domain/product';
import { redemptionStatus, type AnyRedemption, type Redemption } from '../domain/redemptions/redemption';
import { shownAddress, shownDomain } from '../domain/shown-domains';
import { languageNames, type Texts } from '../i18n/texts';
import type { Cell, Column } from '../spreadsheets/column';
import { offerUrl, type OfferViewPorts } from './offer-view';

interface Line {
  readonly productId: string;
  readonly quantity: number;
}

/** One row for each offer, as it stands at this moment. */
export function offerColumns(ports: OfferViewPorts, texts: Texts, now: Date): readonly Column<Offer>[] {
  return [
    { heading: texts.say('export.offerNumber'), leftToRight: true, value: ({ summaryId }) => summaryId },
    { heading: texts.say('export.kind'), value: ({ kind }) => texts.say(`export.${kind}`) },
    { heading: texts.say('export.status'), value: (offer) => texts.say(`export.${offerStatus(offer, now)}`) },
    { heading: texts.say('export.reference'), value: ({ reference }) => reference },
    { heading: texts.say('export.products'), value: ({ lines }) => productsOf(lines, texts) },
    { heading: texts.say('export.licences'), value: ({ lines }) => licencesOf(lines) },
    { heading: texts.say('export.country'), value: ({ usageLocation }) => texts.countryName(usageLocation) },
    { heading: texts.say('export.delegation'), value: (offer) => yesOrNo(texts, offer.delegatedAdministration) },
    { heading: texts.say('export.delegationDays'), value: ({ delegationDays }) => delegationDays },
    { heading: texts.say('export.language'), value: ({ language }) => languageNames[language] },
    { heading: texts.say('export.redemptions'), value: ({ redemptionCount }) => redemptionCount },
    { heading: texts.say('export.mostRedemptions'), value: ({ maxRedemptions }) => maxRedemptions },
    { heading: texts.say('export.createdAt'), value: ({ createdAt }) => new Date(createdAt) },
    { heading: texts.say('export.createdBy'), value: ({ createdBy }) => createdBy.name },
    { heading: texts.say('export.expiresAt'), value: ({ expiresAt }) => new Date(expiresAt) },
    { heading: texts.say('export.link'), leftToRight: true, value: (offer) => offerUrl(ports, offer) },
  ];
}

/** One row for each answer, as it stands at this moment; a "no" names nobody. */
export function redemptionColumns(texts: Texts, now: Date): readonly Column<AnyRedemption>[] {
  const accepted =
    (value: (redemption: Redemption) => Cell) =>
    (redemption: AnyRedemption): Cell =>
      redemption.status === 'declined' ? undefined : value(redemption);
  return [
    {
      heading: texts.say('export.status'),
      value: (redemption) => texts.say(`export.${redemptionStatus(redemption, now)}`),
    },
    { heading: texts.say('export.company'), value: accepted(({ companyName }) => companyName) },
    {
      heading: texts.say('export.domain'),
      leftToRight: true,
      value: accepted(({ primaryDomain }) => primaryDomain && shownDomain(primaryDomain)),
    },
    { heading: texts.say('export.country'), value: accepted(({ country }) => texts.countryName(country)) },
    { heading: texts.say('export.contactName'), value: accepted(({ contact }) => contact.name) },
    {
      heading: texts.say('export.contactEmail'),
      leftToRight: true,
      value: (redemption) => {
        const email = redemption.status === 'declined' ? redemption.email : redemption.contact.email;
        return email && shownAddress(email);
      },
    },
    { heading: texts.say('export.contactPhone'), leftToRight: true, value: accepted(({ contact }) => contact.phone) },
    { heading: texts.say('export.products'), value: accepted(({ lines }) => productsOf(lines, texts)) },
    { heading: texts.say('export.licences'), value: accepted(({ lines }) => licencesOf(lines)) },
    {
      heading: texts.say('export.delegation'),
      value: accepted(({ acceptDelegatedAdministration: given }) =>
        given === undefined ? undefined : yesOrNo(texts, given),
      ),
    },
    { heading: texts.say('export.language'), value: ({ language }) => languageNames[language] },
    { heading: texts.say('export.answeredAt'), value: ({ createdAt }) => new Date(createdAt) },
    {
      heading: texts.say('export.confirmedAt'),
      value: (redemption) => (redemption.status === 'confirmed' ? new Date(redemption.confirmedAt) : undefined),
    },
    {
      heading: texts.say('decline.reason'),
      value: (redemption) => (redemption.status === 'declined' ? redemption.reason : undefined),
    },
  ];
}

function productsOf(lines: readonly Line[], { language }: Texts): string {
  return lines.map(({ productId }) => productNameOf(productId, language)).join('; ');
}

/** One number where there is one product, otherwise one for each, in the order of the products. */
function licencesOf(lines: readonly Line[]): Cell {
  const [first, ...others] = lines.map(({ quantity }) => quantity);
  return others.length === 0 ? first : [first, ...others].join('; ');
}

function yesOrNo(texts: Texts, value: boolean): string {
  return texts.say(value ? 'export.yes' : 'export.no');
}
