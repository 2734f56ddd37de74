/** Countries as customers and offers name them. */
import * as z from 'zod';
import { countries } from '../catalogue/countries';

const known = new Set(countries);

/** An ISO 3166-1 alpha-2 code of a country that offers can be made for. */
export const Country = z
  .string()
  .refine((value) => known.has(value), 'Must be a two-letter country code such as IL, US or CN.');
