import { createHash } from 'node:crypto';
import { parse } from 'node-html-parser';
import { textsFor } from '../../../shared/i18n/texts';
import { pageSecurityPolicy } from '../../../shared/kit/security-policy';
import { everyPage, northwind, pagesOf } from './samples';

describe.each(everyPage)('the page: %s (%s)', (name, language) => {
  const html = pagesOf(language)[name] ?? '';
  const page = parse(html);
  const all = page.querySelectorAll('*');

  it('is a whole document in its language and direction', () => {
    expect(html).toMatch(/^<!doctype html><html /u);
    expect(page.querySelector('html')?.getAttribute('lang')).toBe(language);
    expect(page.querySelector('html')?.getAttribute('dir')).toBe(textsFor(language).direction);
    expect(page.querySelector('title')?.text).toMatch(/\S/u);
    expect(page.querySelector('meta[name=viewport]')).not.toBeNull();
  });

  it('has one heading on top, and no text that was forgotten', () => {
    expect(page.querySelectorAll('h1')).toHaveLength(1);
    expect(page.querySelector('body')?.text).not.toMatch(/\{\w+\}|undefined|null|NaN|\[object|Invalid/u);
  });

  it('runs no script and asks for nothing from elsewhere', () => {
    expect(page.querySelectorAll('script, link, iframe, object, embed, base')).toEqual([]);
    expect(all.flatMap((element) => Object.keys(element.attributes)).filter((key) => key.startsWith('on'))).toEqual([]);
    expect(all.filter((element) => element.hasAttribute('style'))).toEqual([]);
    const sources = all.map((element) => element.getAttribute('src')).filter((source) => source !== undefined);
    expect(sources).toEqual(name === 'link-unknown' ? [] : [northwind.logo?.src]);
    expect(html).not.toMatch(/url\(|@import/u);
  });

  it("leads outside only to the partner's own site, mail and phone", () => {
    const outside = page
      .querySelectorAll('a, form')
      .map((element) => element.getAttribute('href') ?? element.getAttribute('action') ?? '')
      .filter((target) => !/^[/#]/u.test(target));
    const own = [
      northwind.website,
      `mailto:${northwind.email ?? ''}`,
      `mailto:${northwind.support?.email ?? ''}`,
      'tel:+97235550100',
    ];
    expect(outside.filter((target) => !own.includes(target))).toEqual([]);
  });

  it('has styles that its security policy admits by their hash', () => {
    const policy = pageSecurityPolicy(name === 'link-unknown' ? null : northwind.accent);
    const styles = [...html.matchAll(/<style>(.*?)<\/style>/gsu)].map(([, style]) => style ?? '');
    expect(styles).toHaveLength(2);
    for (const style of styles)
      expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  });

  it('binds every field to a label, and every reference to something that is there', () => {
    const ids = all.map(({ id }) => id).filter((id) => id !== '');
    expect(new Set(ids).size).toBe(ids.length);
    const labels = page.querySelectorAll('label').map((label) => label.getAttribute('for'));
    const fields = page.querySelectorAll('input, select, textarea').filter((f) => f.getAttribute('type') !== 'hidden');
    for (const field of fields) expect(labels).toContain(field.id);
    const references = all.flatMap((element) =>
      ['for', 'aria-describedby', 'aria-labelledby'].flatMap((key) => (element.getAttribute(key) ?? '').split(' ')),
    );
    const jumps = page.querySelectorAll('a[href^="#"]').map((link) => (link.getAttribute('href') ?? '').slice(1));
    expect([...references, ...jumps].filter((id) => id !== '' && !ids.includes(id))).toEqual([]);
  });

  it('gives back what was typed to who goes back to it: no field asks browsers to forget', () => {
    expect(page.querySelectorAll('[autocomplete=off]')).toEqual([]);
    for (const field of page.querySelectorAll('input:not([type=hidden]), select, textarea'))
      expect([field.id, field.getAttribute('name')]).toEqual([
        expect.stringMatching(/./u),
        expect.stringMatching(/./u),
      ]);
  });

  it('can be read in the other languages', () => {
    const links = page.querySelectorAll('nav a').map((link) => link.getAttribute('hreflang'));
    const others = ['he', 'en', 'zh-CN'].filter((other) => other !== language);
    expect(links).toEqual(name === 'link-unknown' ? [] : others);
  });

  it('says in numbers and addresses what reads left to right', () => {
    const phones = page.querySelectorAll('a[href^="tel:"] bdi');
    expect(phones.map((phone) => phone.getAttribute('dir'))).toEqual(name === 'link-unknown' ? [] : ['ltr']);
  });
});

describe('the security policy', () => {
  it('allows the own styles, images and forms, and nothing else', () => {
    expect(pageSecurityPolicy('#0f6cbd').replaceAll(/'sha256-[^']+'/gu, 'HASH')).toBe(
      "default-src 'none'; style-src HASH HASH; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it('differs with the accent, and takes a hostile one for none', () => {
    expect(pageSecurityPolicy('#aa0000')).not.toBe(pageSecurityPolicy('#00aa00'));
    expect(pageSecurityPolicy("'; script-src *")).toBe(pageSecurityPolicy(null));
  });
});
