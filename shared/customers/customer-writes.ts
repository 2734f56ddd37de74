/** A customer together with the words by which it is found. */
import type { Customer } from '../domain/customers/customer';
import { customerWordsKey, wordsOf } from '../domain/customers/customer-words';
import type { Stored, Write } from '../ports';
import { saved } from '../store/saving';

/** Writes the customer over the version that was read, or as a new one; with it, in the same batch, its words where they are others than before. */
export function customerWrites(customer: Customer, before: Stored<Customer> | undefined): readonly Write[] {
  const { wordDocuments: had = 0, searchText } = before?.document ?? {};
  if (had > 0 && searchText === customer.searchText) return [saved({ ...customer, wordDocuments: had }, before)];
  const words = wordsOf(customer);
  const wordDocuments = Math.max(had, words.length);
  const numbers = Array.from({ length: wordDocuments }, (_, number) => number);
  return [
    saved({ ...customer, wordDocuments }, before),
    ...numbers.flatMap((number): Write[] => {
      const document = words[number];
      if (number >= had) return document ? [{ kind: 'create', document }] : [];
      // The customer's own version keeps two of these from crossing.
      const patch = { set: { places: document?.places ?? {} } };
      return [{ kind: 'patch', id: customerWordsKey(number, customer.id), patch }];
    }),
  ];
}
