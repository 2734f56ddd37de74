import { cleanLine, cleanParagraphs, isolated, leftToRight, named } from '../../../shared/i18n/phrase';

describe('what other people typed', () => {
  it('becomes one line', () => {
    expect(cleanLine('  Contoso\r\nBcc: all@contoso.com\t\u2028Ltd. ')).toBe('Contoso Bcc: all@contoso.com Ltd.');
  });

  it('loses marks that would turn the text around it', () => {
    expect(cleanLine('\u202egpj.exe\u202c \u2067abc\u2069\ufeff')).toBe('gpj.exe abc');
  });

  it('loses control characters and halves of characters', () => {
    expect(cleanLine('a\u0000b\u0007c\ud800')).toBe('a b c\ufffd');
    expect(cleanLine('emoji 😀 stays')).toBe('emoji 😀 stays');
  });

  it('keeps its paragraphs where there may be several', () => {
    expect(cleanParagraphs('Hello,\r\n\r\n \u202eDana\nBye')).toEqual(['Hello,', 'Dana', 'Bye']);
    expect(cleanParagraphs(undefined)).toEqual([]);
  });
});

describe('isolating a name in plain text', () => {
  it('leaves out the marks where nothing can be disturbed, so that addresses stay clickable', () => {
    expect(isolated(leftToRight('sales@contoso.com'), 'he')).toBe('sales@contoso.com');
    expect(isolated(named('Contoso'), 'zh-CN')).toBe('Contoso');
  });

  it('marks what begins or ends with something that has no direction', () => {
    expect(isolated(leftToRight('+972 3 555 0100'), 'he')).toBe('\u2068+972 3 555 0100\u2069');
  });

  it('cannot be broken out of', () => {
    expect(isolated(named('\u2069evil\u2069 \u202e'), 'he')).toBe('evil');
  });
});
