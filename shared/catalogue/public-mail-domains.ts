/** Domains at which many have a mailbox and that none of the lists in mail-providers.ts names, as seen in Israel, China and Europe. */
export const furtherMailDomains: readonly string[] = [
  '012.net.il 013.net 013.net.il 013net.net 014.net.il 015.net.il actcom.co.il barak-online.net barak.net.il bezeqint.net inter.net.il isdn.net.il nana.co.il orange.net.il smile.net.il',
  '163.net 263.net chinaren.com hinet.net hotmail.cn icloud.com.cn outlook.cn pchome.com.tw sina.com.cn vip.sohu.com wo.cn',
  'fastmail.de fastmail.org fastmail.uk internet.ru keemail.me narod.ru passport.com riseup.net disroot.org startmail.com telia.com tuta.com tutamail.com tutanota.com zoho.in zohomail.com.au zohomail.eu zohomail.in',
  'yandex.az yandex.co.il yandex.com.tr yandex.ee yandex.fr yandex.lt yandex.lv yandex.md yandex.tj yandex.tm yandex.uz',
  // Addresses that only pass mail on.
  'aleeas.com anonaddy.com anonaddy.me mozmail.com passinbox.com passmail.net simplelogin.co simplelogin.com slmail.me',
  // Every Microsoft 365 tenant has a name below these; they themselves are nobody's.
  'onmicrosoft.com onmschina.cn partner.onmschina.cn',
].flatMap((group) => group.split(' '));
